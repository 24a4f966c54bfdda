package dev.weir.worker.gateway;

import ch.qos.logback.classic.Level;
import org.javacord.core.util.gateway.DiscordWebSocketAdapter;
import org.slf4j.LoggerFactory;

/** Keeps one of Javacord's loggers from telling about a socket that it never opens, with a stack, at every start of a shard. */
final class JavacordLog {
    private JavacordLog() {}

    static void hushUnusedSocket() {
        if (LoggerFactory.getLogger(DiscordWebSocketAdapter.class) instanceof ch.qos.logback.classic.Logger logger) {
            logger.setLevel(Level.ERROR);
        }
    }
}
