package dev.weir.deploy;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs programs of the operating system. A test whose program is absent is skipped, loudly. */
final class Tool {

    /** What a program said, on both streams, and how it ended. */
    record Answer(int exitCode, String output) {}

    /** Root of the checkout. */
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Tool() {}

    static void needed(String program) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        if (!found) {
            System.err.println("SKIPPED: " + program + " is not installed; ./weir test says how to install it");
        }
        assumeTrue(found, program + " is not installed");
    }

    static Answer run(Path folder, String... command) throws IOException, InterruptedException {
        return run(folder, List.of(command));
    }

    static Answer run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("tool", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException(command + " did not end within 60 s");
            }
            return new Answer(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.delete(output);
        }
    }
}
