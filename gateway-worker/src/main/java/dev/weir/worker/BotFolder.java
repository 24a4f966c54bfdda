package dev.weir.worker;

import dev.weir.process.ExitCode;
import dev.weir.process.Problem;
import dev.weir.worker.bot.Bot;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The bots in a folder of jars. Closing it closes the jars. */
final class BotFolder implements AutoCloseable {
    private final @Nullable URLClassLoader loader;
    private final List<Bot> bots;

    private BotFolder(@Nullable URLClassLoader loader, List<Bot> bots) {
        this.loader = loader;
        this.bots = bots;
    }

    /** A worker without bots still runs its shards. */
    static BotFolder none() {
        return new BotFolder(null, List.of());
    }

    /**
     * Loads every bot that the jars name in {@code META-INF/services/dev.weir.worker.bot.Bot}.
     *
     * @throws Problem when the folder or a bot in it cannot be used; says which and why
     */
    static BotFolder open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new Problem(ExitCode.CONFIGURATION, "worker.bots is '" + folder + "', expected a folder of jars");
        }
        URLClassLoader loader = new URLClassLoader("bots", urls(folder), Bot.class.getClassLoader());
        try {
            return new BotFolder(
                    loader,
                    ServiceLoader.load(Bot.class, loader).stream()
                            .map(ServiceLoader.Provider::get)
                            .toList());
        } catch (ServiceConfigurationError e) {
            throw new Problem(
                    ExitCode.CONFIGURATION,
                    "a bot in worker.bots '" + folder + "' cannot be loaded: " + e.getMessage(),
                    e);
        }
    }

    List<Bot> bots() {
        return bots;
    }

    @Override
    public void close() throws IOException {
        if (loader != null) {
            loader.close();
        }
    }

    private static URL[] urls(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .map(BotFolder::url)
                    .toArray(URL[]::new);
        } catch (IOException e) {
            throw new Problem(
                    ExitCode.CONFIGURATION, "worker.bots '" + folder + "' cannot be read: " + e.getMessage(), e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new Problem(ExitCode.CONFIGURATION, "worker.bots has a file with an unusable name: " + jar, e);
        }
    }
}
