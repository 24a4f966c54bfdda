package dev.weir.process;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Notices that code of this process calls {@link System#exit}, and which code: a shutdown hook alone cannot tell such a call
 * from a signal.
 *
 * <p>The JDK tells its logger {@code java.lang.Runtime} of each call, on the calling thread and before the first hook runs.
 */
final class ExitCalls extends Handler {
    /** Kept, because the JDK keeps loggers only as long as somebody refers to them. */
    private static final Logger JDK = Logger.getLogger(Runtime.class.getName());

    private final Consumer<String> told;

    private ExitCalls(Consumer<String> told) {
        this.told = told;
    }

    /** From now on each call is told, in words: the status, the code and the thread that called. */
    static void watch(Consumer<String> told) {
        ExitCalls calls = new ExitCalls(told);
        calls.setLevel(Level.ALL);
        JDK.setUseParentHandlers(false);
        JDK.setLevel(Level.FINE);
        JDK.addHandler(calls);
    }

    @Override
    public void publish(LogRecord call) {
        Throwable thrown = call.getThrown();
        StackTraceElement[] stack = thrown == null ? new StackTraceElement[0] : thrown.getStackTrace();
        // The JVM's own answer to SIGTERM takes another way into the same code.
        if (Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(Runtime.class.getName()))) {
            told.accept(call.getMessage() + " by " + caller(stack) + " on thread '"
                    + Thread.currentThread().getName() + "'");
        }
    }

    /** The nearest code that is not the JDK's; its class loader tells which bot's it is. */
    private static String caller(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> frame.getModuleName() == null)
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("the JDK");
    }

    @Override
    public void flush() {
        // Nothing is kept.
    }

    @Override
    public void close() {
        // As above.
    }
}
