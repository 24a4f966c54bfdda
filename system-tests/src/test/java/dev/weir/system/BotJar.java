package dev.weir.system;

import dev.weir.worker.bot.Bot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Packs a bot of these tests as its author would. */
final class BotJar {

    private BotJar() {}

    /** Makes a folder with one jar that holds one bot: its class, and those of these tests that it extends. */
    static Path folderWith(Path parent, Class<? extends Bot> bot) throws IOException {
        Path folder = Files.createDirectories(parent.resolve("bots"));
        try (OutputStream file = Files.newOutputStream(folder.resolve("bot.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            for (Class<?> each = bot; each != Object.class; each = each.getSuperclass()) {
                put(jar, each);
            }
            jar.putNextEntry(new JarEntry("META-INF/services/" + Bot.class.getName()));
            jar.write(bot.getName().getBytes(StandardCharsets.UTF_8));
        }
        return folder;
    }

    private static void put(JarOutputStream jar, Class<?> type) throws IOException {
        String path = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new JarEntry(path));
        try (InputStream bytes = Objects.requireNonNull(type.getClassLoader().getResourceAsStream(path))) {
            bytes.transferTo(jar);
        }
    }
}
