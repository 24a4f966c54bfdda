package dev.weir.cluster;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the filters of {@link Wire} refused in this process, as Hazelcast logs it: it has no other way to tell. */
final class RefusedClasses extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private static final String SAYING = "is not allowed";
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Set<String> refused = new ConcurrentSkipListSet<>();

    /** Listens from now on. */
    static RefusedClasses listen() {
        RefusedClasses listening = new RefusedClasses();
        listening.setContext(listening.root.getLoggerContext());
        listening.start();
        listening.root.addAppender(listening);
        return listening;
    }

    @Override
    protected void append(ILoggingEvent event) {
        keep(event.getFormattedMessage());
        for (IThrowableProxy cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            keep(cause.getMessage());
        }
    }

    private void keep(@Nullable String said) {
        if (said != null && said.contains(SAYING)) {
            refused.add(said);
        }
    }

    List<String> all() {
        return List.copyOf(refused);
    }

    @Override
    public void close() {
        root.detachAppender(this);
        stop();
    }
}
