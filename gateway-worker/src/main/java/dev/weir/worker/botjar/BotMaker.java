package dev.weir.worker.botjar;

import dev.weir.worker.bot.Bot;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the bots of one jar: the first of its code that runs. On a thread of its own, since a constructor may block or compute for
 * ever.
 */
final class BotMaker {
    private static final Logger log = LoggerFactory.getLogger(BotMaker.class);

    /** What became of a jar. */
    sealed interface Outcome {
        record Made(List<LoadedBot> bots) implements Outcome {}

        record Refused(RefusedJar jar) implements Outcome {}
    }

    /** What is wrong with a class that the service file names. */
    private static final class NoBot extends Exception {
        private static final long serialVersionUID = 1L;

        NoBot(String cause) {
            super(cause);
        }
    }

    private BotMaker() {}

    static Outcome make(JarContents jar, ClassLoader loader, Duration within) {
        FutureTask<List<LoadedBot>> making = new FutureTask<>(() -> bots(jar, loader));
        Thread thread = Thread.ofPlatform().daemon().name("make-" + jar.file()).unstarted(making);
        thread.setContextClassLoader(loader);
        thread.start();
        try {
            return new Outcome.Made(making.get(within.toNanos(), TimeUnit.NANOSECONDS));
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            log.debug("{} is not loaded", jar.file(), cause);
            return new Outcome.Refused(refusal(jar, cause));
        } catch (TimeoutException _) {
            RefusedJar refused = new RefusedJar(
                    jar.file(),
                    "the constructor of " + jar.bots().getLast() + " has not returned within " + within.toSeconds()
                            + " s" + Standing.of(thread, loader),
                    "let the constructor return at once, and do what takes time in start()",
                    true);
            thread.interrupt();
            return new Outcome.Refused(refused);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.Refused(RefusedJar.of(jar.file(), "the worker is ending", "start it again"));
        }
    }

    private static List<LoadedBot> bots(JarContents jar, ClassLoader loader) throws Exception {
        List<LoadedBot> bots = new ArrayList<>();
        for (String name : jar.bots()) {
            Bot bot = constructor(name, loader).newInstance();
            String shown = jar.bots().size() == 1
                    ? jar.title()
                    : jar.title() + "/" + bot.getClass().getSimpleName();
            bots.add(new LoadedBot(shown, jar.version(), jar.file(), bot));
        }
        return List.copyOf(bots);
    }

    private static Constructor<? extends Bot> constructor(String name, ClassLoader loader) throws NoBot {
        Class<?> found;
        try {
            found = Class.forName(name, true, loader);
        } catch (ClassNotFoundException _) {
            throw new NoBot("its " + JarContents.SERVICE + " names " + name + ", a class that is not in it");
        }
        if (!Bot.class.isAssignableFrom(found)) {
            throw new NoBot(name + " does not implement " + Bot.class.getName());
        }
        try {
            return found.asSubclass(Bot.class).getConstructor();
        } catch (NoSuchMethodException _) {
            throw new NoBot(name + " has no public constructor without parameters");
        }
    }

    private static RefusedJar refusal(JarContents jar, Throwable failed) {
        return switch (failed) {
            case NoBot no ->
                RefusedJar.of(jar.file(), String.valueOf(no.getMessage()), "mend the class, or its name there");
            case InvocationTargetException thrown when thrown.getCause() != null -> ofCode(jar, thrown.getCause());
            default -> ofCode(jar, failed);
        };
    }

    private static RefusedJar ofCode(JarContents jar, Throwable thrown) {
        return switch (thrown) {
            case UnsupportedClassVersionError newer ->
                RefusedJar.of(
                        jar.file(),
                        "a class in it is compiled for a newer Java than this worker's "
                                + Runtime.version().feature() + " (" + newer.getMessage() + ")",
                        "compile it and its libraries with --release "
                                + Runtime.version().feature());
            case NoClassDefFoundError missing
            when missing.getCause() == null || missing.getCause() instanceof ClassNotFoundException ->
                RefusedJar.of(
                        jar.file(),
                        "it needs the class "
                                + String.valueOf(missing.getMessage()).replace('/', '.')
                                + ", which neither it nor the worker has",
                        "pack its libraries into it, or name them in the Class-Path of its manifest");
            case ExceptionInInitializerError of when of.getCause() != null -> threw(jar, of.getCause());
            default -> threw(jar, thrown);
        };
    }

    private static RefusedJar threw(JarContents jar, Throwable thrown) {
        return new RefusedJar(
                jar.file(),
                "its code threw " + thrown + Standing.of(thrown, jar.file()) + " when the bot was made",
                "mend the bot; log.level=debug shows the stack trace",
                true);
    }
}
