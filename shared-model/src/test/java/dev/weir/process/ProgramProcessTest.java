package dev.weir.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program as a process of its own: how it ends. */
class ProgramProcessTest {

    /** The program. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) {
            Program.of("weir test", "Tests.", List.of(AND_THEN)).main(args, run -> {
                run.closing("first", () -> {});
                run.closing("second", () -> {});
                run.ready("ready");
                then(run.settings().get(AND_THEN));
            });
        }

        @SuppressWarnings("SystemExitOutsideMain") // What bots do, and must not cost a fleet its worker.
        private static void then(String what) {
            switch (what) {
                case "exit-0" -> System.exit(0);
                case "exit-7-on-virtual" -> Thread.ofVirtual().name("bot-7").start(() -> System.exit(7));
                case "error" -> throw new UnsupportedClassVersionError("of a bot");
                case "thread-that-stays" ->
                    Thread.ofPlatform().name("bot-stays").start(Main::stay);
                case "uncaught" ->
                    Thread.ofVirtual().name("bot-fails").start(() -> {
                        throw new NoClassDefFoundError("of a bot");
                    });
                default -> {
                    // Goes on.
                }
            }
        }

        private static void stay() {
            while (true) {
                LockSupport.park();
            }
        }
    }

    private static final Key<String> AND_THEN =
            Key.text("and.then", "what happens when it is ready").or("nothing");

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aSignalEndsItInOrderWithCodeZero() throws Exception {
        Process process = start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("ready");
            // Process.destroy would close the streams too.
            assertThat(process.toHandle().destroy()).isTrue();
            assertThat(process.waitFor()).isZero();
            assertThat(stderr(process)).containsSubsequence("told to end", "closed second", "closed first");
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aMistakeEndsItWithCodeTwoAndNoStackTrace() throws Exception {
        Process process = start("--set", "log.level=loud");

        assertThat(process.waitFor()).isEqualTo(ExitCode.CONFIGURATION.status());
        assertThat(stderr(process))
                .contains("log.level = 'loud' (--set): expected one of")
                .doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exit-0", "exit-7-on-virtual"})
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void codeThatCallsExitEndsItInOrderWithACodeOfItsOwnAndIsNamed(String how) throws Exception {
        Process process = start("--set", "and.then=" + how);

        assertThat(process.waitFor()).isEqualTo(ExitCode.EXIT_CALLED.status());
        assertThat(stderr(process))
                .containsSubsequence(
                        "Runtime.exit() called with status: " + how.charAt(5),
                        "ProgramProcessTest$Main.",
                        "on thread '" + (how.endsWith("virtual") ? "bot-7" : "main") + "'",
                        "closed second",
                        "closed first")
                .doesNotContain("told to end");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void anErrorOfTheMainThreadIsNoEndThatWasAskedFor() throws Exception {
        Process process = start("--set", "and.then=error");

        assertThat(process.waitFor()).isEqualTo(ExitCode.INTERNAL.status());
        assertThat(stderr(process)).contains("UnsupportedClassVersionError: of a bot", "closed first");
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void aThreadThatGoesOnDoesNotKeepItFromEnding() throws Exception {
        Process process = start("--set", "and.then=thread-that-stays");
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine()).isEqualTo("ready");
            assertThat(process.toHandle().destroy()).isTrue();
            assertThat(process.waitFor()).isZero();
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void whatNothingCatchesIsALineOfTheLogAndTheProcessGoesOn() throws Exception {
        Process process = start("--set", "and.then=uncaught");
        try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
            assertThat(lines.readLine())
                    .contains("ERROR", "thread 'bot-fails' ended by an exception that nothing caught");
            assertThat(process.isAlive()).isTrue();
            assertThat(process.toHandle().destroy()).isTrue();
            assertThat(process.waitFor()).isZero();
        }
    }

    private static Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(Arrays.asList(args));
        return new ProcessBuilder(command).start();
    }

    private static String stderr(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
