package dev.weir.worker.botjar;

import dev.weir.process.ExitCode;
import dev.weir.process.Problem;
import dev.weir.worker.bot.Bot;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bots in a folder of jars, each jar with a class loader of its own. One line of the log tells of each bot that was loaded, one
 * of each jar that was not. Closing it closes the jars.
 */
public final class BotFolder implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BotFolder.class);

    private final List<BotClassLoader> loaders = new ArrayList<>();
    private final List<LoadedBot> bots = new ArrayList<>();
    private final List<RefusedJar> refused = new ArrayList<>();

    private BotFolder() {}

    /** A worker without bots still runs its shards. */
    public static BotFolder none() {
        return new BotFolder();
    }

    /**
     * Loads every bot that the jars name in {@code META-INF/services/dev.weir.worker.bot.Bot}.
     *
     * @param within how long the constructors of a jar may take
     * @throws Problem when the folder cannot be read, or has jars and none of them could be loaded; says why
     */
    public static BotFolder open(Path folder, Duration within) {
        if (!Files.isDirectory(folder)) {
            throw new Problem(ExitCode.CONFIGURATION, "worker.bots is '" + folder + "', expected a folder of jars");
        }
        List<Path> jars = jars(folder);
        BotFolder opened = new BotFolder();
        opened.load(jars, within);
        if (jars.isEmpty()) {
            log.warn("worker.bots is '{}', which has no jar: this worker runs its shards without a bot", folder);
        } else if (opened.bots.isEmpty()) {
            opened.close();
            throw new Problem(
                    opened.refused.stream().anyMatch(RefusedJar::ofItsCode)
                            ? ExitCode.INTERNAL
                            : ExitCode.CONFIGURATION,
                    "no bot of worker.bots '" + folder + "' could be loaded: "
                            + opened.refused.stream().map(RefusedJar::toString).collect(Collectors.joining(". ")));
        }
        return opened;
    }

    private void load(List<Path> jars, Duration within) {
        List<JarContents> readable = new ArrayList<>();
        for (Path jar : jars) {
            try {
                readable.add(JarContents.read(jar));
            } catch (JarContents.Unusable unusable) {
                refuse(unusable.refused());
            }
        }
        SameBot choice = SameBot.among(readable);
        choice.refused().forEach(this::refuse);
        choice.kept().forEach(jar -> load(jar, within));
    }

    private void load(JarContents jar, Duration within) {
        BotClassLoader loader = loader(jar);
        switch (BotMaker.make(jar, loader, within)) {
            case BotMaker.Outcome.Made made -> {
                loaders.add(loader);
                made.bots().forEach(this::accept);
            }
            case BotMaker.Outcome.Refused no -> {
                close(loader);
                refuse(no.jar());
            }
        }
    }

    private void accept(LoadedBot loaded) {
        bots.add(loaded);
        log.info(
                "bot {} {} is loaded from {} ({})",
                loaded.name(),
                loaded.version().isEmpty() ? "without a version" : loaded.version(),
                loaded.jar(),
                loaded.bot().getClass().getName());
    }

    private void refuse(RefusedJar jar) {
        refused.add(jar);
        log.error("{}", jar);
    }

    private static BotClassLoader loader(JarContents jar) {
        try {
            return new BotClassLoader(jar.file(), jar.jar().toUri().toURL(), Bot.class.getClassLoader());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("worker.bots has a file with an unusable name: " + jar.jar(), e);
        }
    }

    /** What runs. */
    public List<LoadedBot> bots() {
        return List.copyOf(bots);
    }

    /** What does not. */
    public List<RefusedJar> refused() {
        return List.copyOf(refused);
    }

    @Override
    public void close() {
        loaders.forEach(BotFolder::close);
    }

    private static void close(BotClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            log.warn("{} was not closed: {}", loader.getName(), e.getMessage());
        }
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new Problem(
                    ExitCode.CONFIGURATION, "worker.bots '" + folder + "' cannot be read: " + e.getMessage(), e);
        }
    }
}
