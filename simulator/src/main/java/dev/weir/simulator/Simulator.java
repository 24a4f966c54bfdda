package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.control.BadField;
import dev.weir.simulator.control.ControlApi;
import dev.weir.simulator.control.Operations;
import dev.weir.simulator.control.OtherBots;
import dev.weir.simulator.control.Status;
import dev.weir.simulator.control.WorldView;
import dev.weir.simulator.fault.FaultBoard;
import dev.weir.simulator.fault.MomentaryFault;
import dev.weir.simulator.fault.StandingFault;
import dev.weir.simulator.gateway.Announcer;
import dev.weir.simulator.gateway.Credentials;
import dev.weir.simulator.gateway.Gateway;
import dev.weir.simulator.gateway.GatewayRules;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.limit.IdentifyLedger;
import dev.weir.simulator.limit.Recommendation;
import dev.weir.simulator.load.BurstReport;
import dev.weir.simulator.load.Clicks;
import dev.weir.simulator.load.Load;
import dev.weir.simulator.load.LoadPlan;
import dev.weir.simulator.referee.LogEntry;
import dev.weir.simulator.referee.LogFile;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.referee.RefereeSummary;
import dev.weir.simulator.rest.RestApi;
import dev.weir.simulator.rest.RestRoutes;
import dev.weir.simulator.rest.RestRules;
import dev.weir.simulator.wire.Authority;
import dev.weir.simulator.wire.Port;
import dev.weir.simulator.world.Commands;
import dev.weir.simulator.world.Interactions;
import dev.weir.simulator.world.World;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A simulated Discord in this JVM. All methods may be called from any thread but its own; they answer when the simulator
 * has done what was asked.
 */
public final class Simulator implements AutoCloseable {

    private static final Duration FLUSH_EVERY = Duration.ofMillis(250);

    private final SimulatorConfig config;
    private final Authority authority;
    private final Port port;
    private final Operations operations;
    private final @Nullable LogFile logFile;

    private Simulator(
            SimulatorConfig config, Authority authority, Port port, Operations operations, @Nullable LogFile logFile) {
        this.config = config;
        this.authority = authority;
        this.port = port;
        this.operations = operations;
        this.logFile = logFile;
    }

    /** Wires all parts in start order and listens. Fails when the port is taken or the log file cannot be opened. */
    public static Simulator start(SimulatorConfig config) throws IOException {
        LogFile logFile = config.logFile() == null ? null : LogFile.open(config.logFile());
        Authority authority = Authority.create(Instant.now());
        Port port = Port.create(authority);
        try {
            return start(config, authority, port, logFile);
        } catch (IOException | RuntimeException e) {
            port.close();
            if (logFile != null) {
                logFile.close();
            }
            throw e;
        }
    }

    private static Simulator start(SimulatorConfig config, Authority authority, Port port, @Nullable LogFile logFile)
            throws IOException {
        Lane lane = port.lane();
        World world = new World(new World.Plan(
                config.shards(), config.guilds(), config.channels(), config.users(), config.history(), config.seed()));
        Interactions interactions = new Interactions(config.answerWithin(), config.tokenValid());
        Referee referee = new Referee(lane, config.logEntries(), logFile);
        FaultBoard faults = new FaultBoard();
        Credentials credentials = new Credentials(config.token());
        Recommendation recommendation = new Recommendation(config.shards());
        IdentifyLedger ledger = new IdentifyLedger(
                config.maxConcurrency(), config.identifyInterval(), config.dailyIdentifies(), lane.nanos());
        Gateway gateway = new Gateway(lane, world, referee, faults, ledger, credentials, rules(config));
        Announcer announcer = new Announcer(gateway, world);
        Commands commands = new Commands();
        SimulatedBots others = new SimulatedBots(config, lane, faults, rules(config));
        gateway.besides(others::gatewayOf);
        RestApi rest = RestRoutes.api(
                lane,
                world,
                interactions,
                commands,
                announcer,
                referee,
                faults,
                credentials,
                ledger,
                new RestRules(config.restCallsPerSecond(), config.invalidRequestBound(), Duration.ofMinutes(10)),
                recommendation::shards,
                () -> gatewayUri(port.number(), Gateway.PATH));
        Clicks clicks = new Clicks(lane, world, interactions, commands, announcer);
        Load load = new Load(lane, world, referee, announcer, clicks);
        Operations operations = new Operations(
                lane,
                world,
                gateway,
                announcer,
                referee,
                faults,
                ledger,
                credentials,
                load,
                clicks,
                others,
                config.shards(),
                recommendation);
        port.open(config.port(), new Town(gateway, rest, others, new ControlApi(operations, config.seed())));
        Simulator simulator = new Simulator(config, authority, port, operations, logFile);
        simulator.onLane(() -> {
            operations.listensOn(port.number());
            gateway.resumeAt(gatewayUri(port.number(), Gateway.RESUME_PATH));
            others.listenOn(gatewayUri(port.number(), Gateway.PATH), gatewayUri(port.number(), Gateway.RESUME_PATH));
            return true;
        });
        if (config.rate() > 0) {
            simulator.load(LoadPlan.of(config.rate(), config.seed()));
        }
        if (logFile != null) {
            flushNowAndThen(lane, logFile);
        }
        return simulator;
    }

    private static void flushNowAndThen(Lane lane, LogFile logFile) {
        lane.schedule(FLUSH_EVERY, () -> {
            logFile.flush();
            flushNowAndThen(lane, logFile);
        });
    }

    private static GatewayRules rules(SimulatorConfig config) {
        return new GatewayRules(
                config.shards(),
                config.heartbeatInterval(),
                config.shardMultiple(),
                config.guildsPerShard(),
                config.allowedPrivilegedIntents(),
                config.resumeWindow(),
                config.replayBound(),
                config.replayBytes(),
                config.pendingBytes(),
                120);
    }

    private static String gatewayUri(int port, String path) {
        return "ws://127.0.0.1:" + port + path;
    }

    public int port() {
        return port.number();
    }

    /** Ends in {@code /api}, without a version. */
    public URI restUri() {
        return URI.create("http://127.0.0.1:" + port() + "/api");
    }

    public URI gatewayUri() {
        return URI.create(gatewayUri(port(), Gateway.PATH));
    }

    public URI controlUri() {
        return URI.create("http://127.0.0.1:" + port() + "/sim");
    }

    /** What a client that comes through CONNECT has to trust. */
    public X509Certificate caCertificate() {
        return authority.certificate();
    }

    public String caCertificatePem() {
        return authority.pem();
    }

    public SimulatorConfig config() {
        return config;
    }

    public Status status() {
        return onLane(operations::status);
    }

    /** The application id of one more bot at the same addresses, in guilds of its own. */
    public long addBot(String token, int guilds) {
        return onLane(() -> operations.addBot(token, guilds, config.allowedPrivilegedIntents()));
    }

    /** The bots that were added. */
    public List<OtherBots.BotView> otherBots() {
        return onLane(operations::otherBots);
    }

    public RefereeSummary referee() {
        return onLane(operations::referee);
    }

    /** Entries with a number above {@code after}, oldest first; {@code kind} absent: all. */
    public List<LogEntry> log(long after, int limit, LogEntry.@Nullable Kind kind) {
        return onLane(() -> operations.log(after, limit, kind));
    }

    /** From now on GET /gateway/bot recommends so many shards. */
    public void recommend(int shards) {
        onLane(() -> {
            operations.recommend(shards);
            return true;
        });
    }

    public WorldView world() {
        return onLane(operations::world);
    }

    public void load(LoadPlan plan) {
        onLane(() -> operations.startLoad(plan));
    }

    /** How the load stood when it was stopped. */
    public Load.Standing stopLoad() {
        return onLane(operations::stopLoad);
    }

    /** Completes when all is written to the sockets of that shard's sessions. */
    public CompletableFuture<BurstReport> burst(int shard, int messages, int channels) {
        return onLane(() -> operations.burst(shard, messages, channels));
    }

    /** The id of the message. {@code author} absent: somebody of the guild. */
    public long message(long channel, @Nullable Long author, String content) {
        return onLane(() -> operations.message(channel, author, content));
    }

    /** The id of the interaction: somebody presses the newest button of the bot in that channel. */
    public long click(long channel, @Nullable Long user) {
        return onLane(() -> operations.click(channel, user));
    }

    /** The id of the interaction: somebody uses the newest component of that custom id, a select menu with those values. */
    public long use(long channel, @Nullable Long user, String customId, List<String> values) {
        return onLane(() -> operations.use(channel, user, customId, values));
    }

    /** The id of the interaction: somebody submits a modal. */
    public long submit(long channel, @Nullable Long user, String customId, Map<String, String> fields) {
        return onLane(() -> operations.submit(channel, user, customId, fields));
    }

    /** The id of the interaction: somebody uses a slash command that the bot has put. */
    public long command(long channel, @Nullable Long user, String name) {
        return onLane(() -> operations.command(channel, user, name));
    }

    /** Whether it changed anything: somebody puts a reaction to a message, or takes it back. */
    public boolean react(long channel, long message, @Nullable Long user, String emoji, boolean add) {
        return onLane(() -> operations.react(channel, message, user, emoji, add));
    }

    /** How many sessions heard it. {@code shard} absent: the shard of its {@code guild_id}, or all. */
    public int dispatch(@Nullable Integer shard, String type, JsonNode data) {
        return onLane(() -> operations.dispatch(shard, type, data));
    }

    /** How many connections (or guilds) it hit. */
    public int fault(MomentaryFault fault) {
        return onLane(() -> operations.fault(fault));
    }

    /** Stands for that long; absent: until {@link #liftFaults}. */
    public void fault(StandingFault fault, @Nullable Duration length) {
        onLane(() -> {
            operations.fault(fault, length);
            return true;
        });
    }

    public void liftFaults() {
        onLane(() -> {
            operations.liftFaults();
            return true;
        });
    }

    private interface Task<T> {
        T run() throws BadField;
    }

    private <T> T onLane(Task<T> task) {
        CompletableFuture<T> done = new CompletableFuture<>();
        port.lane().execute(() -> {
            try {
                done.complete(task.run());
            } catch (BadField e) {
                done.completeExceptionally(new IllegalArgumentException(e.getMessage(), e));
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return Lanes.join(done.orTimeout(30, TimeUnit.SECONDS));
    }

    @Override
    public void close() {
        port.close();
        if (logFile != null) {
            logFile.close();
        }
    }
}
