package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.discord.BotToken;
import dev.weir.discord.Trust;
import dev.weir.model.ShardId;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorConfig;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.IdentifyGate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A connection of the gateway to a simulated Discord, and what it tells. */
abstract class AgainstSimulator {
    static final String TOKEN = "a.secret.token-of-the-test";
    static final ShardId SHARD = new ShardId(0, 1);
    static final int GUILDS = 5;
    /** Guilds, messages with content, reactions. */
    static final int INTENTS = 1 | 1 << 9 | 1 << 10 | 1 << 15;

    @TempDir
    Path folder;

    final Heard heard = new Heard();
    final AtomicBoolean acting = new AtomicBoolean(true);
    final AtomicInteger permits = new AtomicInteger();
    final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    Simulator discord(SimulatorConfig config) throws IOException {
        Simulator discord = Simulator.start(config);
        opened.add(discord);
        return discord;
    }

    static SimulatorConfig config() {
        return SimulatorConfig.defaults(TOKEN)
                .withShards(1)
                .withGuilds(GUILDS)
                .withChannels(20)
                .withUsers(10)
                .withIdentifyInterval(Duration.ZERO);
    }

    JavacordGateway gateway(Simulator discord, BotToken token) throws IOException {
        return gateway(discord, discord.port(), token, Patience.USUAL);
    }

    /** A gateway that speaks to REST through a proxy of its own. */
    JavacordGateway gateway(Simulator discord, int proxyPort, BotToken token, Patience patience) throws IOException {
        Path ca = folder.resolve(discord.port() + ".pem");
        Files.writeString(ca, discord.caCertificatePem());
        JavacordGateway gateway = new JavacordGateway(
                new GatewaySettings(
                        token,
                        INTENTS,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxyPort),
                        Trust.with(ca)),
                patience);
        opened.add(gateway);
        return gateway;
    }

    GatewayConnection connect(Simulator discord) throws IOException {
        return gateway(discord, new BotToken(TOKEN)).connect(SHARD, heard, freely(), _ -> acting.get());
    }

    IdentifyGate freely() {
        return _ -> permits.incrementAndGet();
    }

    void awaitReady() {
        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.GUILD_CREATE)).isEqualTo(GUILDS));
    }

    /** Discord numbers the dispatches of a session from 1: all of them, in order, each once. */
    void assertNoGaps() {
        List<GatewayEvent> events = heard.events();
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).sequence()).isEqualTo(i + 1);
        }
    }

    static long textChannel(GatewayEvent guild) {
        for (JsonNode channel : guild.payload().data().path("channels")) {
            if (channel.path("type").asInt() == 0) {
                return Long.parseLong(channel.path("id").asText());
            }
        }
        throw new AssertionError("no text channel in guild " + guild.guild());
    }
}
