package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.discord.BotToken;
import dev.weir.discord.Trust;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.fault.MomentaryFault;
import dev.weir.simulator.fault.StandingFault;
import dev.weir.simulator.referee.LogEntry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway that takes what it is asked for and does not do it, or is not there: no wait is without an end. */
@Timeout(120)
class SilentGatewayTest extends AgainstSimulator {
    private static final Duration BRISK = Duration.ofSeconds(2);
    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(3), Duration.ofSeconds(3), 3, Duration.ofSeconds(4));

    @Test
    void aResumeWithoutAnAnswerIsTriedAgain() throws IOException {
        Simulator discord = discord(config().withHeartbeatInterval(BRISK));
        impatiently(discord);
        awaitReady();
        discord.fault(new StandingFault.NoAnswer(0), Duration.ofSeconds(3));

        discord.fault(new MomentaryFault.Drop(0, false));

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(heard.story())
                        .containsExactly("identified", "ready " + GUILDS, "lost 1006", "lost 4900", "resumed"));
        assertThat(heard.lost().getLast().reason()).isEqualTo("no RESUMED within 3 s");
        assertThat(permits).hasValue(1);
    }

    @Test
    void aGatewayThatClosesAfterEachResumeIsAskedForANewSession() throws IOException {
        Simulator discord = discord(config().withHeartbeatInterval(BRISK));
        impatiently(discord);
        awaitReady();
        discord.fault(new StandingFault.ClosedResume(0), null);

        discord.fault(new MomentaryFault.Drop(0, false));

        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(heard.story()).endsWith("identified", "ready " + GUILDS));
        assertThat(permits).hasValue(2);
        assertThat(discord.referee().identifies()).isEqualTo(2);
    }

    @Test
    void anIdentifyWithoutAnAnswerIsTriedAgain() throws IOException {
        Simulator discord = discord(config().withHeartbeatInterval(BRISK));
        discord.fault(new StandingFault.NoAnswer(0), Duration.ofSeconds(3));
        impatiently(discord);

        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(heard.story())
                        .containsExactly("identified", "lost 4900", "identified", "ready " + GUILDS));
        assertThat(heard.lost().getFirst().reason()).isEqualTo("no READY within 3 s");
    }

    /** REST may be closed to this bot for an hour: what is known of the gateway is tried. */
    @Test
    void aReconnectNeedsNoRest() throws IOException {
        Simulator discord = discord(config());
        Relay relay = Relay.to(discord.port());
        opened.add(relay);
        relay.letThrough();
        JavacordGateway gateway = gateway(discord, relay.port(), new BotToken(TOKEN), Patience.USUAL);
        opened.add(gateway.connect(SHARD, heard, freely(), _ -> acting.get()));
        awaitReady();
        int before = discord.log(0, 100_000, LogEntry.Kind.REST).size();

        relay.close();
        discord.fault(new MomentaryFault.Drop(0, true));

        await().untilAsserted(() ->
                assertThat(heard.story()).containsExactly("identified", "ready " + GUILDS, "lost 1006", "resumed"));
        assertThat(discord.log(0, 100_000, LogEntry.Kind.REST)).hasSize(before);
    }

    @Test
    void whyTheGatewayCannotBeReachedIsTold() throws IOException {
        JavacordGateway gateway = new JavacordGateway(new GatewaySettings(
                new BotToken(TOKEN),
                INTENTS,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                Trust.ofJdk()));
        opened.add(gateway);

        opened.add(gateway.connect(SHARD, heard, freely(), _ -> acting.get()));

        await().untilAsserted(() -> assertThat(heard.reasons()).hasSize(1));
        assertThat(heard.reasons().getFirst())
                .startsWith("the gateway cannot be reached: ")
                .contains("127.0.0.1");
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(heard.reasons()).hasSize(1));
    }

    private void impatiently(Simulator discord) throws IOException {
        opened.add(gateway(discord, discord.port(), new BotToken(TOKEN), SHORT)
                .connect(SHARD, heard, freely(), _ -> acting.get()));
    }
}
