package dev.weir.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Makes a jar as a bot's author would: compiles sources, adds a manifest and a service file. */
public final class BotJarMaker {
    private static final String SERVICE = "META-INF/services/dev.weir.worker.bot.Bot";

    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final List<String> bots = new ArrayList<>();
    private boolean service = true;
    private int javaOfClasses;

    /** A class with its source. */
    public BotJarMaker with(String className, String source) {
        sources.put(className, source);
        return this;
    }

    /** A bot; {@code start} is the body of its start. */
    public BotJarMaker bot(String className, String start) {
        bots.add(className);
        return with(className, source(className, "", start));
    }

    /** A bot with further members. */
    public BotJarMaker bot(String className, String members, String start) {
        bots.add(className);
        return with(className, source(className, members, start));
    }

    /** Names a class in the service file that is not made here. */
    public BotJarMaker naming(String className) {
        bots.add(className);
        return this;
    }

    /** Leaves the service file out. */
    public BotJarMaker withoutService() {
        service = false;
        return this;
    }

    public BotJarMaker manifest(String attribute, String value) {
        manifest.put(attribute, value);
        return this;
    }

    public BotJarMaker version(String version) {
        return manifest("Implementation-Version", version);
    }

    /** Has the class files say that they are of this Java. */
    public BotJarMaker compiledFor(int java) {
        javaOfClasses = java;
        return this;
    }

    private static String source(String className, String members, String start) {
        int dot = className.lastIndexOf('.');
        return """
                package %s;
                import dev.weir.worker.bot.*;
                public class %s implements Bot {
                    %s
                    public void start(BotShard shard) throws Exception {
                        %s
                    }
                }
                """.formatted(className.substring(0, dot), className.substring(dot + 1), members, start);
    }

    /** Writes the jar. */
    public Path write(Path jar, Path... classPath) throws IOException {
        Path classes = Files.createTempDirectory("bot-classes");
        if (!sources.isEmpty()) {
            compile(classes, classPath);
        }
        Manifest attributes = new Manifest();
        attributes.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach((name, value) -> attributes.getMainAttributes().putValue(name, value));
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, attributes);
                Stream<Path> made = Files.walk(classes)) {
            for (Path each : made.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                byte[] bytes = Files.readAllBytes(each);
                if (javaOfClasses != 0) {
                    bytes[7] = (byte) (javaOfClasses + 44);
                }
                out.write(bytes);
            }
            if (service) {
                out.putNextEntry(new JarEntry(SERVICE));
                out.write(String.join("\n", bots).getBytes(StandardCharsets.UTF_8));
            }
        }
        return jar;
    }

    private void compile(Path classes, Path... classPath) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(classes));
            List<Path> path = new ArrayList<>(List.of(classPath));
            Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1))
                    .map(Path::of)
                    .forEach(path::add);
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, path);
            List<JavaFileObject> all = new ArrayList<>();
            sources.forEach((name, text) -> all.add(new Source(name, text)));
            if (!compiler.getTask(null, files, null, List.of("-proc:none"), null, all)
                    .call()) {
                throw new IOException("the sources of this test do not compile: " + sources.keySet());
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String className, String text) {
            super(URI.create("string:///" + className.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
