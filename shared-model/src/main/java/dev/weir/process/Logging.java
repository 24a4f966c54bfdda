package dev.weir.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.FilterReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.logstash.logback.encoder.LogstashEncoder;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * The log of a Weir process: lines for people, or JSON; on standard error.
 *
 * <p>Logback finds this class by itself and asks nobody else, so that no line is ever written without it, and no file or
 * property of an operator can lift what holds here: Javacord and okhttp log the bot's token below INFO, so below INFO they are
 * silent; and every line, with its stack trace, goes through {@link Redaction}.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    public static final Key<LogLevel> LEVEL =
            Key.choice("log.level", LogLevel.class, "how much is logged").or(LogLevel.INFO);
    public static final Key<Boolean> JSON = Key.flag("log.json", "one JSON object a line instead of lines for people")
            .or(false);

    static final List<Key<?>> KEYS = List.of(LEVEL, JSON);

    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %-22.22thread %-30logger{29} %.-4000msg%n";
    private static final List<String> TELLTALES = List.of("org.javacord", "okhttp3");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        apply(context, LogLevel.INFO, false, console());
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Sets level and form for this process. */
    public static void configure(LogLevel level, boolean json) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            apply(context, level, json, console());
        }
    }

    /** A line that the program itself says on standard output or error, in the form that its log has. */
    static String line(boolean json, Level level, String text) {
        if (json && LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            LoggingEvent event = new LoggingEvent(
                    Logging.class.getName(), context.getLogger(Program.class), level, text, null, null);
            return new String(redacting(context, json(context)).encode(event), StandardCharsets.UTF_8).strip();
        }
        return Redaction.redact(text);
    }

    static void apply(
            LoggerContext context, LogLevel level, boolean json, OutputStreamAppender<ILoggingEvent> appender) {
        context.reset();
        context.addTurboFilter(new Silence());
        context.addTurboFilter(new RepeatedLines("org.javacord"));
        appender.setContext(context);
        appender.setName("weir");
        appender.setEncoder(redacting(context, json ? json(context) : lines(context)));
        appender.start();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.toLevel(level.name()));
        root.addAppender(appender);
        quieten(context, level);
    }

    /** What says at INFO what a person needs only when looking for a fault in it. */
    private static void quieten(LoggerContext context, LogLevel level) {
        if (level == LogLevel.INFO) {
            List.of("com.hazelcast", "org.eclipse.jetty", "io.javalin")
                    .forEach(name -> context.getLogger(name).setLevel(Level.WARN));
            // Warns of every coordinator that is alone on purpose, and of every try to connect; Weir says once that the
            // fleet
            // does not answer. The server's own words on a port in use come before Weir's.
            context.getLogger("com.hazelcast.instance.impl.Node").setLevel(Level.ERROR);
            context.getLogger("com.hazelcast.client.impl.connection").setLevel(Level.ERROR);
            // Says of each odd request what its sender is told.
            context.getLogger("org.eclipse.jetty.http.HttpParser").setLevel(Level.ERROR);
            context.getLogger("io.javalin.Javalin").setLevel(Level.OFF);
        }
    }

    private static OutputStreamAppender<ILoggingEvent> console() {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setTarget("System.err");
        return console;
    }

    private static Encoder<ILoggingEvent> lines(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        LogstashEncoder encoder = new LogstashEncoder();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> redacting(LoggerContext context, Encoder<ILoggingEvent> inner) {
        Redacting encoder = new Redacting(inner);
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static final class Redacting extends EncoderBase<ILoggingEvent> {
        private final Encoder<ILoggingEvent> inner;

        Redacting(Encoder<ILoggingEvent> inner) {
            this.inner = inner;
        }

        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            String line = new String(inner.encode(event), StandardCharsets.UTF_8);
            return Redaction.redact(line).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    /** Asked before any level is looked at, so no configured level gets past it. */
    private static final class Silence extends TurboFilter {
        @Override
        public FilterReply decide(
                @Nullable Marker marker,
                Logger logger,
                Level level,
                @Nullable String format,
                Object @Nullable [] parameters,
                @Nullable Throwable error) {
            return level.isGreaterOrEqual(Level.INFO) || !tellsSecrets(logger.getName())
                    ? FilterReply.NEUTRAL
                    : FilterReply.DENY;
        }

        private static boolean tellsSecrets(String logger) {
            for (String telltale : TELLTALES) {
                if (logger.startsWith(telltale)
                        && (logger.length() == telltale.length() || logger.charAt(telltale.length()) == '.')) {
                    return true;
                }
            }
            return false;
        }
    }
}
