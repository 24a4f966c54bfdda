package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.javacord.api.DiscordApi;
import org.javacord.api.DiscordApiBuilder;
import org.javacord.api.entity.channel.TextChannel;
import org.javacord.api.entity.intent.Intent;
import org.javacord.core.util.gateway.DiscordWebSocketAdapter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An unmodified Javacord 3.8.0 comes through CONNECT and TLS, as in production. */
class JavacordLoginTest {

    private static final String TOKEN = "javacord-login-token";

    private static final List<String> TRUST = List.of("javax.net.ssl.trustStore", "javax.net.ssl.trustStorePassword");

    @TempDir
    private @Nullable Path directory;

    @BeforeEach
    @AfterEach
    void forgetAnotherSimulator() {
        DiscordWebSocketAdapter.setGateway(null);
        TRUST.forEach(System::clearProperty);
    }

    @Test
    void logsInAndReceivesAndSendsAMessage() throws Exception {
        SimulatorConfig config = SimulatorConfig.defaults(TOKEN).withShards(2).withGuilds(10);
        try (Simulator simulator = Simulator.start(config)) {
            trust(simulator);
            DiscordApi api = new DiscordApiBuilder()
                    .setToken(TOKEN)
                    .setIntents(Intent.GUILDS, Intent.GUILD_MESSAGES, Intent.MESSAGE_CONTENT)
                    .setTotalShards(2)
                    .setCurrentShard(1)
                    .setProxySelector(new DiscordThrough(simulator.port()))
                    .login()
                    .get(30, TimeUnit.SECONDS);
            try {
                assertThat(api.getServers()).hasSize(5);
                Queue<String> heard = new ConcurrentLinkedQueue<>();
                api.addMessageCreateListener(event -> heard.add(event.getMessageContent()));

                var guild = simulator.world().guilds().stream()
                        .filter(candidate -> candidate.shard() == 1)
                        .findFirst()
                        .orElseThrow();
                long channelId = Long.parseLong(guild.channels().getFirst());
                simulator.message(channelId, null, "hello Javacord");
                await().until(() -> heard.contains("hello Javacord"));

                TextChannel channel = api.getTextChannelById(channelId).orElseThrow();
                channel.sendMessage("hello Discord").get(10, TimeUnit.SECONDS);
                await().until(() -> heard.contains("hello Discord"));
                assertThat(simulator.referee().identifiesByShard()).containsExactly(Map.entry(1, 1L));
            } finally {
                disconnect(api);
            }
            await().until(() -> simulator.referee().closesByCode().containsKey("client:1000"));
        }
    }

    private static void disconnect(DiscordApi api) {
        try {
            var _ = api.disconnect();
        } catch (RejectedExecutionException _) {
            // Javacord's own race: the answer to its close frame ends its scheduler before it schedules there.
        }
    }

    /** okhttp asks for the JVM's trust store each time a client is made. */
    private void trust(Simulator simulator) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("simulator", simulator.caCertificate());
        Path file = Objects.requireNonNull(directory).resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        System.setProperty(TRUST.getFirst(), file.toString());
        System.setProperty(TRUST.getLast(), "changeit");
    }

    /** discord.com through the simulator, all else direct. */
    private static final class DiscordThrough extends ProxySelector {

        private final Proxy proxy;

        DiscordThrough(int port) {
            proxy = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of("discord.com".equals(uri.getHost()) ? proxy : Proxy.NO_PROXY);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException cause) {
            throw new IllegalStateException("cannot reach " + uri, cause);
        }
    }
}
