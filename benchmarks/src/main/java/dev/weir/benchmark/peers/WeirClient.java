package dev.weir.benchmark.peers;

import dev.weir.discord.BotToken;
import dev.weir.discord.Trust;
import dev.weir.model.ShardId;
import dev.weir.peers.EndToEnd;
import dev.weir.worker.dispatch.Lane;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.gateway.GatewaySettings;
import dev.weir.worker.gateway.JavacordGateway;
import dev.weir.worker.shard.CloseCode;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.GatewayListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/** What a worker does with a frame: connection, lane, a bot's handler of every message. No cluster. */
final class WeirClient {
    /** Guilds, messages and their content. */
    static final int INTENTS = 1 | 1 << 9 | 1 << 15;

    private WeirClient() {}

    static void run(Map<String, String> options) throws IOException, InterruptedException {
        EndToEnd endToEnd = new EndToEnd();
        int shards = Integer.parseInt(need(options, "shards"));
        GatewaySettings settings = new GatewaySettings(
                new BotToken(Objects.requireNonNull(System.getenv("WEIR_DISCORD_TOKEN"))),
                INTENTS,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(need(options, "port"))),
                Trust.with(Path.of(need(options, "ca"))));
        CountDownLatch ready = new CountDownLatch(shards);
        JavacordGateway gateway = new JavacordGateway(settings);
        List<GatewayConnection> connections = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            ShardId shard = new ShardId(i, shards);
            Lane lane = Lanes.lane(shard);
            var _ = lane.events()
                    .on(
                            EventType.MESSAGE_CREATE,
                            event -> endToEnd.received(event.payload().text("content")));
            connections.add(gateway.connect(shard, new ToLane(lane, ready), _ -> {}, _ -> true));
        }
        ready.await();
        endToEnd.serve("0.1.0-SNAPSHOT");
        connections.forEach(GatewayConnection::close);
    }

    private static String need(Map<String, String> options, String name) {
        return Objects.requireNonNull(options.get(name), name);
    }

    /** Brings a connection's events to the lane. */
    private record ToLane(Lane lane, CountDownLatch ready) implements GatewayListener {
        @Override
        public void event(GatewayEvent event) {
            lane.offer(event);
        }

        @Override
        public void identified() {}

        @Override
        public void ready(int guilds) {
            ready.countDown();
        }

        @Override
        public void resumed() {}

        @Override
        public void disconnected(CloseCode code) {
            System.err.println("connection lost: " + code);
        }

        @Override
        public void heartbeat(Duration roundTrip) {}
    }
}
