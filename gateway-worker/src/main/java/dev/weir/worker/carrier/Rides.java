package dev.weir.worker.carrier;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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
    private static final @Nullable MethodHandle MAKER = maker();
    private static final @Nullable Executor POOL = MAKER == null ? null : defaultScheduler();

    /** Whether this JDK lets us. */
    static final boolean POSSIBLE = MAKER != null && POOL != null;

    private Rides() {}

    /** A virtual thread, not started, whose scheduler is asked whenever it is to run. */
    static Thread thread(Executor scheduler, String name, Runnable work) {
        MethodHandle maker = MAKER;
        if (maker == null) {
            throw new IllegalStateException("not possible here");
        }
        try {
            return (Thread) maker.invokeExact(scheduler, name, 0, work);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) { // It declares none.
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

    private static @Nullable MethodHandle maker() {
        try {
            return MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup())
                    .findStatic(
                            Class.forName("java.lang.ThreadBuilders"),
                            "newVirtualThread",
                            MethodType.methodType(
                                    Thread.class, Executor.class, String.class, int.class, Runnable.class));
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
