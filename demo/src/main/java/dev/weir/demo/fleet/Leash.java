package dev.weir.demo.fleet;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;

/**
 * Runs another program's {@code main}, and ends it when the process that started it is gone.
 *
 * <p>The starter holds the other end of this process's standard input. The system closes it whatever way the starter ends,
 * {@code kill -9} included, so no process of a demo outlives it.
 */
public final class Leash {

    private Leash() {}

    /**
     * Runs the program.
     *
     * @param args name of the class to run, then its arguments
     */
    public static void main(String[] args) throws Throwable {
        Thread.ofPlatform().daemon().name("leash").start(Leash::hold);
        try {
            Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                    Arrays.copyOfRange(args, 1, args.length));
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    @SuppressWarnings("SystemExitOutsideMain") // Ending the process is what this class is for.
    private static void hold() {
        try {
            while (System.in.read() >= 0) {
                // Nobody writes; only the end matters.
            }
        } catch (IOException _) {
            // As good as the end.
        }
        Thread.ofPlatform().daemon().name("leash-cut").start(() -> {
            try {
                Thread.sleep(10_000);
            } catch (InterruptedException _) {
                // Then at once.
            }
            Runtime.getRuntime().halt(1);
        });
        try {
            // As from outside: a program of Weir that calls exit itself ends as one that a bot has ended.
            new ProcessBuilder("kill", Long.toString(ProcessHandle.current().pid())).start();
        } catch (IOException _) {
            System.exit(0);
        }
    }
}
