package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.fault.MomentaryFault;
import dev.weir.simulator.fault.StandingFault;
import dev.weir.worker.event.EventType;
import dev.weir.worker.shard.GatewayConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A single frame or answer that nobody can take loses only itself. */
@Timeout(60)
class OddFramesTest extends AgainstSimulator {

    @ParameterizedTest
    @ValueSource(longs = {1_900_000_000L, Integer.MAX_VALUE, Long.MAX_VALUE})
    void aFrameThatAnnouncesTooMuchCostsAResume(long announced) throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();

        discord.fault(new MomentaryFault.FalseLength(0, announced));

        await().untilAsserted(() ->
                assertThat(heard.story()).containsExactly("identified", "ready " + GUILDS, "lost 4901", "resumed"));
        assertAMessageComes(discord, 1);
        assertThat(permits).hasValue(1);
    }

    /** The session brings it again: only a new one goes on after it. */
    @Test
    void aMessageOf100MBIsLeftOutByANewSession() throws IOException {
        Simulator discord = discord(config().withReplayBytes(1L << 30));
        connect(discord);
        awaitReady();

        discord.dispatch(0, "GUILD_UPDATE", filled(100 << 20));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(heard.story())
                        .containsExactly(
                                "identified",
                                "ready " + GUILDS,
                                "lost 4901",
                                "lost 4901",
                                "identified",
                                "ready " + GUILDS));
        assertAMessageComes(discord, 1);
        assertThat(permits).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(longs = {Integer.MAX_VALUE, 1_000_000, Long.MAX_VALUE, -5})
    void aFalseNumberLosesNothing(long number) throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();

        discord.fault(new MomentaryFault.FalseSequence(0, number));
        discord.burst(0, 100, 5).join();
        discord.fault(new MomentaryFault.Drop(0, false));
        discord.burst(0, 100, 5).join();

        await().untilAsserted(() ->
                assertThat(heard.story()).containsExactly("identified", "ready " + GUILDS, "lost 1006", "resumed"));
        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.MESSAGE_CREATE)).isEqualTo(200));
    }

    @Test
    void aRestAnswerThatIsTooLongFailsItsCallOnly() throws IOException {
        Simulator discord = discord(config());
        GatewayConnection connection = connect(discord);
        awaitReady();
        discord.fault(new StandingFault.LongRest("GET /users/@me", 400 << 20), null);

        var call = connection.rest().send("GET", "/users/@me", null);

        await().atMost(Duration.ofSeconds(20)).until(call::isDone);
        assertThat(call).isCompletedExceptionally();
        assertThat(call.handle((_, thrown) -> thrown).join())
                .isInstanceOf(UncheckedIOException.class)
                .rootCause()
                .hasMessage("Discord's answer has more than " + BoundedAnswers.MOST_BYTES + " bytes");
        discord.liftFaults();
        assertThat(connection
                        .rest()
                        .send("GET", "/users/@me", null)
                        .join()
                        .path("id")
                        .asText())
                .isNotEmpty();
    }

    @Test
    void tenThousandGuildsThatJavacordCannotReadAreAFewLines() throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        try {
            for (int i = 0; i < 10_000; i++) {
                discord.dispatch(
                        0,
                        "GUILD_CREATE",
                        JsonNodeFactory.instance.objectNode().put("id", "17592884729911" + (10_000 + i)));
            }
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() ->
                            assertThat(heard.count(EventType.GUILD_CREATE)).isEqualTo(GUILDS + 10_000));
            assertAMessageComes(discord, 1);
        } finally {
            root.detachAppender(lines);
        }
        assertThat(List.copyOf(lines.list)).hasSizeBetween(1, 10);
    }

    private void assertAMessageComes(Simulator discord, int all) {
        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.GUILD_CREATE)).isPositive());
        discord.message(textChannel(heard.events(EventType.GUILD_CREATE).getFirst()), null, "after it");
        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.MESSAGE_CREATE)).isEqualTo(all));
    }

    private static ObjectNode filled(int chars) {
        return JsonNodeFactory.instance.objectNode().put("id", "1").put("name", "x".repeat(chars));
    }
}
