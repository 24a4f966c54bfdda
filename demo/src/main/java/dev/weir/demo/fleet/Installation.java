package dev.weir.demo.fleet;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where Weir is installed, and with which Java it runs.
 *
 * @param java the {@code java} program
 * @param home folder with {@code lib/}, {@code bots/} and {@code jvm.args}
 */
public record Installation(Path java, Path home) {

    public Installation {
        if (!Files.isDirectory(home.resolve("lib")) || !Files.isRegularFile(home.resolve("jvm.args"))) {
            throw new FleetFailure(
                    "no installation of Weir in %s (lib and jvm.args expected); run it with ./weir".formatted(home));
        }
    }

    /** The one this process was started from: the launcher sets {@code weir.home}. */
    public static Installation current() {
        return at(Path.of(System.getProperty("weir.home", "deploy/target/weir")));
    }

    /** An installation run with the Java of this process. */
    public static Installation at(Path home) {
        return new Installation(Path.of(System.getProperty("java.home"), "bin", "java"), home.toAbsolutePath());
    }

    /** The folder with the example bots. */
    public Path bots() {
        return home.resolve("bots");
    }

    /** The command line of a program, on a {@link Leash}. */
    List<String> command(String mainClass, List<String> jvmOptions, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.add("@" + home.resolve("jvm.args"));
        command.addAll(jvmOptions);
        command.add("-Dweir.home=" + home);
        command.add("-cp");
        command.add(home.resolve("lib") + File.separator + "*");
        command.add(Leash.class.getName());
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }
}
