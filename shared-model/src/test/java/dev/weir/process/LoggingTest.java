package dev.weir.process;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class LoggingTest {
    private static final String TOKEN = "MTA1NjQ1Nzg5MDEyMzQ1Njc4OQ.GhIjKl.abcdefghijklmnopqrstuvwxyz0123456789AB";

    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void nothingThatLooksLikeATokenIsWrittenAtTrace() {
        log(LogLevel.TRACE, false);
        Logger log = context.getLogger("dev.weir.worker");

        log.trace("identify with {}", TOKEN);
        log.trace("Authorization: Bot {}", "short-form-1234");
        log.trace("{\"authorization\":\"Bot abc\"}");
        log.error("failed", new IllegalStateException("with " + TOKEN, new RuntimeException("Bot " + TOKEN)));

        assertThat(written())
                .contains("identify with (hidden)", "IllegalStateException", "LoggingTest")
                .doesNotContain(TOKEN, "short-form-1234", "abcdefghijkl", "Bot abc");
    }

    @Test
    void aRegisteredSecretIsHiddenWhateverItsForm() {
        Secret.of("plain words as a password");
        log(LogLevel.INFO, true);

        context.getLogger("dev.weir").info("it is plain words as a password, {}", Secret.of("plain words too"));

        assertThat(written()).contains("it is (hidden), (secret)").doesNotContain("plain words");
    }

    @Test
    void javacordAndItsHttpClientAreSilentBelowInfoWhateverIsConfigured() {
        log(LogLevel.TRACE, false);
        context.getLogger("org.javacord.core.util.gateway").setLevel(Level.TRACE);
        context.getLogger("okhttp3").setLevel(Level.TRACE);

        context.getLogger("org.javacord.core.util.gateway").debug("frame one");
        context.getLogger("okhttp3.OkHttpClient").trace("header two");
        context.getLogger("org.javacord").info("line three");
        context.getLogger("org.javacordial").debug("line four");

        assertThat(context.getLogger("okhttp3").isDebugEnabled()).isFalse();
        assertThat(written()).contains("line three", "line four").doesNotContain("frame one", "header two");
    }

    @Test
    void whatJavacordSaysOfEachPacketIsSaidOnce() {
        log(LogLevel.INFO, false);
        Logger javacord = context.getLogger("org.javacord.core.util.gateway.PacketHandler");

        for (int i = 0; i < 1_000; i++) {
            javacord.warn(
                    "Couldn't handle packet of type GUILD_CREATE. Please contact the developer! (packet: " + i + ")");
            context.getLogger("dev.weir.worker").warn("ours");
        }
        javacord.warn("Couldn't handle packet of type MESSAGE_CREATE. Please contact the developer! (packet: 1)");

        assertThat(written()).doesNotContain("packet:");
        assertThat(written().lines().filter(line -> line.contains("GUILD_CREATE")))
                .hasSize(1);
        assertThat(written().lines().filter(line -> line.contains("MESSAGE_CREATE")))
                .hasSize(1);
        assertThat(written().lines().filter(line -> line.contains("ours"))).hasSize(1_000);
    }

    @Test
    void aRepeatedLineIsWrittenAgainAfterAMinute() {
        RepeatedLines lines = new RepeatedLines("org.javacord");

        assertThat(lines.isDue("a", 0)).isTrue();
        assertThat(lines.isDue("a", Duration.ofSeconds(59).toNanos())).isFalse();
        assertThat(lines.isDue("b", Duration.ofSeconds(59).toNanos())).isTrue();
        assertThat(lines.isDue("a", Duration.ofSeconds(60).toNanos())).isTrue();
    }

    @Test
    void jsonIsOneObjectALine() throws Exception {
        log(LogLevel.INFO, true);

        context.getLogger("dev.weir").warn("two\nlines", new IllegalStateException("why"));

        JsonNode line = new ObjectMapper().readTree(written());
        assertThat(line.get("message").asText()).isEqualTo("two\nlines");
        assertThat(line.get("level").asText()).isEqualTo("WARN");
        assertThat(line.get("stack_trace").asText()).contains("IllegalStateException: why");
        assertThat(written().lines()).hasSize(1);
    }

    @Test
    void aProcessLogsThisWayFromItsFirstLine() {
        LoggerContext ofProcess = (LoggerContext) LoggerFactory.getILoggerFactory();

        assertThat(ofProcess.getTurboFilterList()).isNotEmpty();
        assertThat(ofProcess.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("weir"))
                .isNotNull();
    }

    private void log(LogLevel level, boolean json) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        OutputStreamAppender<ILoggingEvent> appender = new OutputStreamAppender<>();
        appender.setOutputStream(out);
        Logging.apply(context, level, json, appender);
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
