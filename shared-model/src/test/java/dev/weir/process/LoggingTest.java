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
