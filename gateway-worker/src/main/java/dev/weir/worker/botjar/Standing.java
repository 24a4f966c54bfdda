package dev.weir.worker.botjar;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a bot's code stands, as the end of a sentence: the nearest place that is its own, or nothing when there is none. */
public final class Standing {
    private Standing() {}

    /** A thread that runs code of a class loader. */
    public static String of(Thread thread, @Nullable ClassLoader loader) {
        return in(thread.getStackTrace(), loader == null ? null : loader.getName());
    }

    /** An exception of a jar's code. */
    static String of(Throwable thrown, String jar) {
        return in(thrown.getStackTrace(), jar);
    }

    private static String in(StackTraceElement[] stack, @Nullable String loader) {
        return Arrays.stream(stack)
                .filter(frame -> Objects.equals(frame.getClassLoaderName(), loader))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
    }
}
