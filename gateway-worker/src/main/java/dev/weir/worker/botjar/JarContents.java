package dev.weir.worker.botjar;

import dev.weir.worker.bot.Bot;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * What a jar says of itself, before any of its code runs.
 *
 * @param title of its manifest, or the file's name without {@code .jar}
 * @param version of its manifest, or empty
 * @param bots names of the classes that its service file lists
 */
record JarContents(Path jar, String title, String version, List<String> bots) {
    static final String SERVICE = "META-INF/services/" + Bot.class.getName();

    /** The first version of Java had 45. */
    private static final int CLASS_FILES_BEFORE_JAVA_1 = 44;

    private static final int MAGIC = 0xCAFEBABE;

    JarContents {
        bots = List.copyOf(bots);
    }

    String file() {
        return fileOf(jar);
    }

    static String fileOf(Path jar) {
        return String.valueOf(jar.getFileName());
    }

    /** Why a jar cannot be a bot's. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient RefusedJar refused;

        Unusable(Path jar, String cause, String remedy) {
            super(cause);
            this.refused = RefusedJar.of(fileOf(jar), cause, remedy);
        }

        RefusedJar refused() {
            return refused;
        }
    }

    /**
     * Reads a jar.
     *
     * @throws Unusable when it holds no bot that this Java can run
     */
    static JarContents read(Path jar) throws Unusable {
        if (!Files.isRegularFile(jar) || !Files.isReadable(jar)) {
            throw new Unusable(
                    jar, "it is no file that this process may read", "expected a jar; look at its permissions");
        }
        try (JarFile file = new JarFile(jar.toFile())) {
            JarEntry service = file.getJarEntry(SERVICE);
            if (service == null) {
                throw new Unusable(
                        jar,
                        "it has no " + SERVICE + ", so no bot is known in it",
                        "name the bot's class there; a library belongs into the bot's own jar, or beside it in a folder that the"
                                + " Class-Path of the bot's manifest names");
            }
            List<String> bots = names(file, service);
            if (bots.isEmpty()) {
                throw new Unusable(jar, "its " + SERVICE + " names no class", "name the bot's class there");
            }
            for (String bot : bots) {
                check(jar, file, bot);
            }
            return new JarContents(
                    jar,
                    attribute(file, Attributes.Name.IMPLEMENTATION_TITLE)
                            .orElse(fileOf(jar).replaceFirst("\\.jar$", "")),
                    attribute(file, Attributes.Name.IMPLEMENTATION_VERSION).orElse(""),
                    bots);
        } catch (IOException | SecurityException broken) {
            throw new Unusable(
                    jar,
                    "it is corrupt (" + broken.getMessage() + ")",
                    "copy it anew, and compare the size of both files");
        }
    }

    private static List<String> names(JarFile file, JarEntry service) throws IOException {
        try (InputStream text = file.getInputStream(service)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    /** A class that is in no entry may still be in a jar of the {@code Class-Path}: loading it will tell. */
    private static void check(Path jar, JarFile file, String bot) throws IOException, Unusable {
        JarEntry entry = file.getJarEntry(bot.replace('.', '/') + ".class");
        if (entry == null) {
            return;
        }
        try (DataInputStream bytes = new DataInputStream(file.getInputStream(entry))) {
            boolean isClass = bytes.readInt() == MAGIC;
            bytes.readUnsignedShort(); // The minor version.
            int compiledFor = bytes.readUnsignedShort() - CLASS_FILES_BEFORE_JAVA_1;
            if (isClass && compiledFor > Runtime.version().feature()) {
                throw new Unusable(
                        jar,
                        bot + " is compiled for Java " + compiledFor + ", and this worker runs on Java "
                                + Runtime.version().feature(),
                        "compile it with --release " + Runtime.version().feature());
            }
        }
    }

    private static Optional<String> attribute(JarFile file, Attributes.Name name) throws IOException {
        Manifest manifest = file.getManifest();
        return Optional.ofNullable(
                        manifest == null ? null : manifest.getMainAttributes().getValue(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty());
    }
}
