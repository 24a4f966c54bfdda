package dev.weir.example.stage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.discord.BotToken;
import dev.weir.discord.Trust;
import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorConfig;
import dev.weir.simulator.control.WorldView;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.bot.Bot;
import dev.weir.worker.dispatch.Lane;
import dev.weir.worker.dispatch.LaneSettings;
import dev.weir.worker.dispatch.LaneStats;
import dev.weir.worker.dispatch.Registry;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.gateway.GatewaySettings;
import dev.weir.worker.gateway.JavacordGateway;
import dev.weir.worker.roster.BotShardView;
import dev.weir.worker.shard.CloseCode;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.GatewayListener;
import dev.weir.worker.shard.Intent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/**
 * One bot on the one shard of a simulated Discord with one guild: real socket, lane and REST, no fleet around them. What
 * people do is said to {@link #discord()}; what became of it is read from the channel as Discord shows it.
 */
public final class Stage implements AutoCloseable {
    private static final String TOKEN = "a.token.of-the-stage";
    private static final ShardId SHARD = new ShardId(0, 1);
    private static final int WAIT_SECONDS = 20;

    private final Bot bot;
    private final Simulator discord;
    private final JavacordGateway gateway;
    private final CompletableFuture<GatewayConnection> connection = new CompletableFuture<>();
    private final CompletableFuture<Void> guildIsThere = new CompletableFuture<>();
    private final Lane lane = new Lane(
            SHARD,
            1,
            LaneSettings.DEFAULT,
            _ -> true,
            _ -> new Answer.Admitted(() -> {}),
            new Nobody(),
            () -> connection.join().rest());

    private Stage(Bot bot) throws IOException {
        this.bot = bot;
        discord = Simulator.start(SimulatorConfig.defaults(TOKEN)
                .withShards(1)
                .withGuilds(1)
                .withChannels(2)
                .withUsers(10)
                .withIdentifyInterval(Duration.ZERO));
        Path certificate = Files.createTempFile("stage-", ".pem");
        try {
            Files.writeString(certificate, discord.caCertificatePem());
            gateway = new JavacordGateway(new GatewaySettings(
                    new BotToken(TOKEN),
                    Intent.bits(Intent.USUAL),
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), discord.port()),
                    Trust.with(certificate)));
        } finally {
            Files.delete(certificate);
        }
    }

    /** Starts the bot, connects, and waits until its guild is there. */
    public static Stage of(Bot bot) throws Exception {
        Stage stage = new Stage(bot);
        CompletableFuture<Void> started = new CompletableFuture<>();
        GatewayConnection opened = stage.gateway.connect(
                SHARD,
                stage.new ToLane(),
                _ -> started.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join(),
                _ -> true);
        stage.connection.complete(opened);
        bot.start(new BotShardView(SHARD, stage.lane, opened));
        started.complete(null);
        stage.guildIsThere.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
        return stage;
    }

    public Simulator discord() {
        return discord;
    }

    /** A text channel of the guild. */
    public long channel() {
        return Long.parseLong(guild().channels().getFirst());
    }

    /** A member of the guild, by number from 0 to 9. */
    public long person(int number) {
        return Long.parseLong(guild().people().get(number));
    }

    private WorldView.GuildView guild() {
        return discord.world().guilds().getFirst();
    }

    /** What stands in the channel, newest first: Discord's JSON of messages. */
    public List<JsonNode> messages() {
        JsonNode answer = connection
                .join()
                .rest()
                .send("GET", "/channels/" + channel() + "/messages?limit=100", null)
                .orTimeout(WAIT_SECONDS, TimeUnit.SECONDS)
                .join();
        return StreamSupport.stream(answer.spliterator(), false).toList();
    }

    /** What the bot's lane has counted. */
    public LaneStats stats() {
        return lane.stats();
    }

    @Override
    public void close() {
        lane.close(new EndReason.Shutdown());
        bot.stop(SHARD);
        connection.join().close();
        gateway.close();
        discord.close();
    }

    /** What a worker does with what the gateway tells. */
    private final class ToLane implements GatewayListener {
        @Override
        public void event(GatewayEvent event) {
            lane.offer(event);
            if (event.type() == EventType.GUILD_CREATE) {
                guildIsThere.complete(null);
            }
        }

        @Override
        public void identified() {}

        @Override
        public void ready(int guilds) {}

        @Override
        public void resumed() {
            lane.sessionResumed();
        }

        @Override
        public void disconnected(CloseCode code) {
            lane.sessionInterrupted();
        }

        @Override
        public void heartbeat(Duration roundTrip) {}
    }

    /** No fleet is told. */
    private static final class Nobody implements Registry {
        @Override
        public void changed(CollectorRecord record) {}

        @Override
        public void ended(long number) {}
    }
}
