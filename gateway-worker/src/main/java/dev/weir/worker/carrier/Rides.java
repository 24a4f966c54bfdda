package dev.weir.worker.carrier;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the JDK does not offer in public: virtual threads with a scheduler of one's own. The one place that knows its insides;
 * they are those of Java 25 and need {@code --add-opens java.base/java.lang=ALL-UNNAMED}.
 */
final class Rides {
    private static final Logger LOG = LoggerFactory.getLogger(Rides.class);
    private static final @Nullable Constructor<?> BUILDER = builder();
    private static final @Nullable Executor POOL = BUILDER == null ? null : defaultScheduler();

    /** Whether this JDK lets us. */
    static final boolean POSSIBLE = BUILDER != null && POOL != null;

    private Rides() {}

    /** A virtual thread, not started, whose scheduler is asked whenever it is to run. */
    static Thread thread(Executor scheduler, String name, Runnable work) {
        Constructor<?> builder = BUILDER;
        if (builder == null) {
            throw new IllegalStateException("not possible here");
        }
        try {
            return ((Thread.Builder.OfVirtual) builder.newInstance(scheduler))
                    .name(name)
                    .unstarted(work);
        } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Carries all other virtual threads. */
    static Executor pool() {
        Executor pool = POOL;
        if (pool == null) {
            throw new IllegalStateException("not possible here");
        }
        return pool;
    }

    private static @Nullable Constructor<?> builder() {
        try {
            Constructor<?> builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
                    .getDeclaredConstructor(Executor.class);
            builder.setAccessible(true);
            return builder;
        } catch (ReflectiveOperationException | RuntimeException e) {
            tell(e);
            return null;
        }
    }

    private static @Nullable Executor defaultScheduler() {
        try {
            Method pool = Class.forName("java.lang.VirtualThread").getDeclaredMethod("defaultScheduler");
            pool.setAccessible(true);
            return (Executor) pool.invoke(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            tell(e);
            return null;
        }
    }

    private static void tell(Exception e) {
        LOG.info(
                "handlers never begin on the threads that read sockets, which costs some microseconds each: {}",
                e.toString());
    }
}
