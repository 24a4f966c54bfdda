package dev.weir.simulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.fault.FaultBoard;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.limit.IdentifyLedger;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.wire.HttpCall;
import dev.weir.simulator.wire.Link;
import dev.weir.simulator.wire.LinkListener;
import dev.weir.simulator.world.Guild;
import dev.weir.simulator.world.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The gateway: takes identifies and resumes, and brings events to the sessions of their shard.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class Gateway {

    public static final String PATH = "/gateway";
    public static final String RESUME_PATH = "/resume";

    private static final int FROZEN_BOUND = 1_000;

    private final Lane lane;
    private final World world;
    private final Referee referee;
    private final FaultBoard faults;
    private final IdentifyLedger ledger;
    private final Credentials credentials;
    private final GatewayRules rules;
    private final SessionTable sessions = new SessionTable();
    private final Set<Connection> connections = new HashSet<>();
    private final Deque<Connection> frozen = new ArrayDeque<>();
    private Function<String, @Nullable Gateway> others = _ -> null;
    private String resumeUrl = "";
    private long connectionNumber;

    public Gateway(
            Lane lane,
            World world,
            Referee referee,
            FaultBoard faults,
            IdentifyLedger ledger,
            Credentials credentials,
            GatewayRules rules) {
        this.lane = lane;
        this.world = world;
        this.referee = referee;
        this.faults = faults;
        this.ledger = ledger;
        this.credentials = credentials;
        this.rules = rules;
    }

    /** Where READY sends clients that resume; known once the port is open. */
    public void resumeAt(String url) {
        resumeUrl = url;
    }

    /** Other bots that are served at the same address, by their token. */
    public void besides(Function<String, @Nullable Gateway> newOthers) {
        others = newOthers;
    }

    public boolean accepts(String token) {
        return credentials.accepts(token);
    }

    /** The gateway of the bot whose token this is, null when it is nobody's. A connection belongs to a bot from then on. */
    @Nullable
    Gateway homeOf(Connection connection, String token) {
        Gateway home = accepts(token) ? this : others.apply(token);
        if (home != null && home != this && connections.remove(connection)) {
            home.connections.add(connection);
        }
        return home;
    }

    GatewayRules rules() {
        return rules;
    }

    boolean acksStopped(int shard) {
        return faults.acksStopped(shard, lane.nanos());
    }

    public LinkListener opened(HttpCall call, Link link) {
        Connection connection = new Connection(++connectionNumber, this, lane, link);
        connections.add(connection);
        referee.connected(connection.number(), call.path());
        Map<String, String> parameters = call.parameters();
        if (!List.of("9", "10").contains(parameters.getOrDefault("v", "10"))) {
            connection.close(CloseCode.INVALID_VERSION, "v=" + parameters.get("v"));
        } else if (!parameters.getOrDefault("encoding", "json").equals("json") || parameters.containsKey("compress")) {
            connection.close(CloseCode.DECODE_ERROR, "only encoding=json without compression is served");
        } else if (!faults.helloWithheld(lane.nanos())) {
            connection.hello();
        }
        return connection;
    }

    void identify(Connection connection, Identify identify) {
        List<Guild> guilds = world.guildsOf(identify.shard(), identify.count());
        if (guilds.size() > rules.guildsPerShard()) {
            connection.close(CloseCode.SHARDING_REQUIRED, guilds.size() + " guilds on one shard");
            return;
        }
        IdentifyLedger.Verdict verdict = ledger.identify(identify.shard(), lane.nanos());
        referee.identified(
                connection.number(),
                identify.shard(),
                identify.count(),
                ledger.bucket(identify.shard()),
                verdict != IdentifyLedger.Verdict.GRANTED,
                verdict.name().toLowerCase(Locale.ROOT));
        if (faults.unanswered(identify.shard(), lane.nanos())) {
            return;
        }
        switch (verdict) {
            case GRANTED -> startSession(connection, identify, guilds);
            case TOO_FAST -> connection.send(GatewayFrame.invalidSession(false));
            case OVER_BUDGET -> resetToken();
        }
    }

    /** Over the daily budget Discord kills every session and resets the token. */
    private void resetToken() {
        credentials.reset();
        List.copyOf(connections)
                .forEach(connection -> connection.close(CloseCode.AUTHENTICATION_FAILED, "token reset: over budget"));
        sessions.all().forEach(session -> end(session, "token reset"));
    }

    private void startSession(Connection connection, Identify identify, List<Guild> guilds) {
        connection.identifying();
        Duration delay = faults.readyDelay(identify.shard(), lane.nanos());
        if (delay.isZero()) {
            ready(connection, identify, guilds);
        } else {
            lane.schedule(delay, () -> {
                if (!connection.isOver()) {
                    ready(connection, identify, world.guildsOf(identify.shard(), identify.count()));
                }
            });
        }
    }

    private void ready(Connection connection, Identify identify, List<Guild> guilds) {
        boolean withPeople = (identify.intents() & Intents.GUILD_PRESENCES) != 0
                && !guilds.isEmpty()
                && guilds.getFirst().people() < identify.largeThreshold();
        Session session = new Session(
                UUID.randomUUID().toString().replace("-", ""),
                identify.shard(),
                identify.count(),
                identify.intents(),
                withPeople,
                rules,
                referee);
        guilds.forEach(guild -> session.pendingGuilds().add(guild.id()));
        sessions.add(session);
        session.attach(connection);
        connection.belongsTo(session);
        referee.sessionStarted(session.id(), session.shard(), session.count(), guilds.size());
        session.dispatch(Dispatch.of("READY", 0, readyJson(session, guilds)));
        session.becomeReady();
        if ((identify.intents() & Intents.GUILDS) == 0) {
            session.pendingGuilds().clear();
            return;
        }
        int leftOut = Math.min(guilds.size(), faults.guildsLeftOut(session.shard(), lane.nanos()));
        new GuildStream(session, guilds.subList(0, guilds.size() - leftOut)).run();
    }

    private ObjectNode readyJson(Session session, List<Guild> guilds) {
        ObjectNode ready = Json.object()
                .put("v", 10)
                .put("session_id", session.id())
                .put("resume_gateway_url", resumeUrl)
                .put("session_type", "normal");
        ready.putObject("user_settings");
        ready.set(
                "user",
                world.bot()
                        .json()
                        .put("verified", true)
                        .put("mfa_enabled", true)
                        .putNull("email"));
        var list = ready.putArray("guilds");
        guilds.forEach(guild -> list.add(guild.unavailableJson()));
        ready.putArray("shard").add(session.shard()).add(session.count());
        ready.putObject("application")
                .put("id", Long.toString(world.bot().id()))
                .put("flags", 565_248);
        for (String none : List.of(
                "private_channels",
                "relationships",
                "presences",
                "guild_join_requests",
                "geo_ordered_rtc_regions",
                "_trace")) {
            ready.putArray(none);
        }
        return ready;
    }

    void resumeWithWrongToken(Connection connection, long seq) {
        referee.resumeRefused(connection.number(), seq, "wrong token");
        connection.close(CloseCode.AUTHENTICATION_FAILED, "resume with a wrong token");
    }

    void resume(Connection connection, String sessionId, long seq) {
        Session session = sessions.get(sessionId);
        if (session == null) {
            refuseResume(connection, seq, "no such session");
            return;
        }
        if (seq < 0 || seq > session.seq()) {
            referee.resumeRefused(connection.number(), seq, "invalid seq");
            end(session, "invalid seq");
            connection.close(CloseCode.INVALID_SEQ, "seq " + seq + " of " + session.seq());
            return;
        }
        if (faults.unanswered(session.shard(), lane.nanos())) {
            return;
        }
        if (faults.resumeClosed(session.shard(), lane.nanos())) {
            referee.resumeRefused(connection.number(), seq, "fault: closed");
            connection.close(4000, "Unknown error.", "fault: resume closed", true);
            return;
        }
        if (faults.resumeRefused(session.shard(), lane.nanos())) {
            end(session, "fault: resume refused");
            refuseResume(connection, seq, "fault");
            return;
        }
        List<Dispatch> missed = session.missedSince(seq);
        if (missed == null) {
            end(session, "replay buffer too short");
            refuseResume(connection, seq, "replay buffer too short");
            return;
        }
        Connection old = session.connection();
        if (old != null) {
            old.close(4000, "Session resumed elsewhere.", "resumed elsewhere", true);
        }
        session.attach(connection);
        connection.belongsTo(session);
        referee.resumed(connection.number(), session.shard(), session.id(), seq, missed.size());
        session.replay(missed, seq);
        ObjectNode resumed = Json.object();
        resumed.putArray("_trace");
        session.dispatch(Dispatch.of("RESUMED", 0, resumed));
    }

    private void refuseResume(Connection connection, long seq, String why) {
        referee.resumeRefused(connection.number(), seq, why);
        connection.send(GatewayFrame.invalidSession(false));
    }

    void connectionClosed(
            Connection connection, boolean byServer, @Nullable Integer code, String why, boolean resumable) {
        connections.remove(connection);
        Session session = connection.session();
        referee.closed(connection.number(), session == null ? null : session.shard(), byServer, code, why);
        connection.release();
        if (session == null || session.connection() != connection) {
            return;
        }
        if (resumable) {
            session.detach(lane.schedule(rules.resumeWindow(), () -> end(session, "not resumed in time")));
        } else {
            end(session, why);
        }
    }

    private void end(Session session, String why) {
        if (sessions.get(session.id()) == null) {
            return;
        }
        sessions.remove(session);
        Connection connection = session.connection();
        session.end();
        if (connection != null) {
            connection.release();
        }
        referee.sessionEnded(session.id(), session.shard(), session.seq(), why);
    }

    void slowConsumer(Connection connection, long pendingBytes) {
        Session session = connection.session();
        if (session != null) {
            referee.slowConsumer(session.id(), session.shard(), pendingBytes);
            end(session, "slow consumer");
        }
        connection.cut(true, "slow consumer", false);
    }

    void sendMembers(Session session, JsonNode request) {
        Guild guild = world.guild(request.path("guild_id").asLong());
        if (guild != null) {
            Members.chunks(world, guild, request)
                    .forEach(chunk -> session.dispatch(Dispatch.of("GUILD_MEMBERS_CHUNK", guild.id(), chunk)));
        }
    }

    /** Brings an event to every session that is to hear of it, and says how many did. */
    public int publish(Dispatch dispatch) {
        int heard = 0;
        for (Session session : sessions.of(dispatch.guildId())) {
            if (session.hears(dispatch)) {
                session.dispatch(dispatch);
                heard++;
            }
        }
        return heard;
    }

    /** Brings an event to the sessions of one shard, or all, whatever its guild; the intents still count. */
    public int publishTo(@Nullable Integer shard, Dispatch dispatch) {
        int heard = 0;
        for (Session session : sessions.ofShard(shard)) {
            if (session.hears(dispatch)) {
                session.dispatch(dispatch);
                heard++;
            }
        }
        return heard;
    }

    /** A guild the bot is in again, after an outage. */
    public void publishCreated(Guild guild) {
        for (Session session : sessions.of(guild.id())) {
            session.pendingGuilds().remove(guild.id());
            Dispatch created = Dispatch.of("GUILD_CREATE", guild.id(), guild.createEvent(session.withPeople()));
            if (session.hears(created)) {
                session.dispatch(created);
            }
        }
    }

    /** A way to send many events to one shard without one write each. */
    public Torrent torrent(int shard) {
        return new Torrent(sessions.ofShard(shard));
    }

    /** Absent: of every shard. */
    private List<Connection> connectionsOf(@Nullable Integer shard) {
        return sessions.ofShard(shard).stream()
                .map(Session::connection)
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    public int cut(@Nullable Integer shard, boolean hard) {
        List<Connection> hit = connectionsOf(shard);
        hit.forEach(connection -> connection.cut(hard, "fault: drop", true));
        return hit.size();
    }

    public int freeze(@Nullable Integer shard) {
        List<Connection> hit = connectionsOf(shard);
        for (Connection connection : hit) {
            connection.freeze();
            frozen.add(connection);
            if (frozen.size() > FROZEN_BOUND) {
                frozen.remove().thaw();
            }
        }
        return hit.size();
    }

    /** Ends the half-open sockets. */
    public void thaw() {
        frozen.forEach(Connection::thaw);
        frozen.clear();
    }

    public int close(@Nullable Integer shard, int code) {
        List<Connection> hit = connectionsOf(shard);
        boolean resumable = !List.of(4004, 4007, 4010, 4011, 4012, 4013, 4014).contains(code);
        hit.forEach(connection -> connection.close(code, "Closed by a fault.", "fault: close", resumable));
        return hit.size();
    }

    public int askToReconnect(@Nullable Integer shard) {
        List<Connection> hit = connectionsOf(shard);
        hit.forEach(connection -> connection.send(GatewayFrame.reconnect()));
        return hit.size();
    }

    /** The head of a frame that announces so many bytes, and nothing after it. */
    public int announce(@Nullable Integer shard, long bytes) {
        List<Connection> hit = connectionsOf(shard);
        hit.forEach(connection -> connection.announce(bytes));
        return hit.size();
    }

    /** One dispatch more, with that number. */
    public int misnumber(@Nullable Integer shard, long sequence) {
        List<Connection> hit = connectionsOf(shard);
        hit.forEach(connection -> connection.send(GatewayFrame.misnumbered(sequence)));
        return hit.size();
    }

    /** Op 9. Resumable: the session waits for a RESUME; otherwise it is over. */
    public int invalidate(@Nullable Integer shard, boolean resumable) {
        List<Connection> hit = connectionsOf(shard);
        for (Connection connection : hit) {
            Session session = connection.session();
            connection.send(GatewayFrame.invalidSession(resumable));
            if (session == null) {
                continue;
            }
            if (resumable) {
                connection.release();
                session.detach(lane.schedule(rules.resumeWindow(), () -> end(session, "not resumed in time")));
            } else {
                end(session, "fault: invalid session");
            }
        }
        return hit.size();
    }

    /** The shard count that the sessions of this shard gave; empty without one. */
    public OptionalInt countOf(int shard) {
        return sessions.ofShard(shard).stream().mapToInt(Session::count).findFirst();
    }

    public Map<Integer, Integer> sessionsPerShard() {
        return sessions.perShard(false);
    }

    /** Sessions by the shard count that they identified with. */
    public Map<Integer, Integer> sessionsPerCount() {
        return sessions.perCount();
    }

    public Map<Integer, Integer> connectedPerShard() {
        return sessions.perShard(true);
    }
}
