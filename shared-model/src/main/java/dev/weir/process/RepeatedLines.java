package dev.weir.process;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Holds back what Javacord says of each packet that it cannot read: the same line of one logger is written at most once a minute,
 * whatever its values are, and never with the packet. Thread-safe.
 */
final class RepeatedLines extends TurboFilter {
    private static final long EVERY_NANOS = Duration.ofMinutes(1).toNanos();
    /** Of a line: what comes after it are values, a packet of megabytes among them. */
    private static final int COMPARED_CHARS = 48;
    /** Lines that are told apart; what comes beside so many is not held back. */
    private static final int MOST = 200;

    /** How Javacord begins the packet itself. */
    private static final String PACKET = "(packet: ";

    private final String prefix;
    private final Map<String, Long> writtenNanos = new ConcurrentHashMap<>();

    /** For all loggers whose name begins so. */
    RepeatedLines(String prefix) {
        this.prefix = prefix;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable error) {
        // A question whether a level is on, and what must not be silenced, has no text.
        if (format == null
                || !level.isGreaterOrEqual(Level.INFO)
                || !logger.getName().startsWith(prefix)) {
            return FilterReply.NEUTRAL;
        }
        int packet = format.indexOf(PACKET);
        if (packet >= 0) {
            // People's messages, and tokens of interactions. The line comes here again without it.
            logger.log(
                    null,
                    RepeatedLines.class.getName(),
                    Level.toLocationAwareLoggerInteger(level),
                    format.substring(0, packet),
                    null,
                    error);
            return FilterReply.DENY;
        }
        return isDue(logger.getName() + ' ' + beginning(format), System.nanoTime())
                ? FilterReply.NEUTRAL
                : FilterReply.DENY;
    }

    private static String beginning(String line) {
        return line.substring(0, Math.min(line.length(), COMPARED_CHARS));
    }

    boolean isDue(String line, long nowNanos) {
        Long before = writtenNanos.get(line);
        if (before != null) {
            return nowNanos - before >= EVERY_NANOS && writtenNanos.replace(line, before, nowNanos);
        }
        return writtenNanos.size() >= MOST || writtenNanos.putIfAbsent(line, nowNanos) == null;
    }
}
