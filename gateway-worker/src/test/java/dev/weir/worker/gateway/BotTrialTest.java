package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.discord.BotToken;
import dev.weir.discord.Trust;
import dev.weir.model.BotProof;
import dev.weir.model.Trouble;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorConfig;
import dev.weir.simulator.fault.StandingFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a worker finds about its own bot before any shard depends on it, against the simulated Discord. */
@Timeout(60)
class BotTrialTest {
    private static final int INTENTS = 1 | 1 << 9;

    @TempDir
    private Path folder;

    private Simulator simulator;
    private Path certificate;

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(SimulatorConfig.defaults("the-token").withGuilds(1));
        certificate = Files.writeString(folder.resolve("ca.pem"), simulator.caCertificatePem());
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aBotThatWorksNamesItsApplicationAndCostsNoIdentify() throws Exception {
        long application = Long.parseLong(simulator.world().botId());

        assertThat(tried("the-token", proxy(), certificate)).isEqualTo(BotProof.good(application, INTENTS));
        assertThat(simulator.referee().identifies()).isZero();
    }

    @Test
    void anotherBotNamesAnotherApplication() throws Exception {
        long other = simulator.addBot("the-others-token", 1);

        assertThat(tried("the-others-token", proxy(), certificate)).isEqualTo(BotProof.good(other, INTENTS));
    }

    @Test
    void aStaleTokenIsToldAsSuch() throws Exception {
        BotProof proof = tried("yesterdays-token", proxy(), certificate);

        assertThat(proof.trouble()).isEqualTo(Trouble.TOKEN);
        assertThat(proof.detail())
                .contains("401")
                .contains("discord.token-file")
                .doesNotContain("yesterdays");
    }

    @Test
    void aDiscordThatIsNotThereIsToldAsSuch() throws Exception {
        int closed;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = free.getLocalPort();
        }

        BotProof proof =
                tried("the-token", new InetSocketAddress(InetAddress.getLoopbackAddress(), closed), certificate);

        assertThat(proof.trouble()).isEqualTo(Trouble.UNREACHABLE);
        assertThat(proof.detail()).contains("REST cannot be reached");
    }

    @Test
    void aCertificateThatIsNotTrustedIsToldAsSuch() throws Exception {
        BotProof proof = tried("the-token", proxy(), null);

        assertThat(proof.trouble()).isEqualTo(Trouble.UNREACHABLE);
        assertThat(proof.detail()).contains("SSLHandshakeException");
    }

    @Test
    void aGatewayThatAcceptsAndNeverAnswersIsToldAsSuch() throws Exception {
        simulator.fault(new StandingFault.NoHello(), null);

        BotProof proof = tried("the-token", proxy(), certificate);

        assertThat(proof.trouble()).isEqualTo(Trouble.UNREACHABLE);
        assertThat(proof.application())
                .isEqualTo(Long.parseLong(simulator.world().botId()));
        assertThat(proof.detail()).contains("no HELLO within 500 ms");
    }

    private InetSocketAddress proxy() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), simulator.port());
    }

    private static BotProof tried(String token, InetSocketAddress proxy, @Nullable Path trusted)
            throws InterruptedException {
        try (JavacordGateway gateway = new JavacordGateway(new GatewaySettings(
                new BotToken(token), INTENTS, proxy, trusted == null ? Trust.ofJdk() : Trust.with(trusted)))) {
            return new BotTrial(gateway, Duration.ofMillis(500)).attempt();
        }
    }
}
