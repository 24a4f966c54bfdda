package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DistributionTest {

    @BeforeEach
    void built() {
        Trial.installation();
    }

    @Test
    void everyProgramIsThereAndTheBotsAreApart() throws IOException {
        assertThat(names("lib"))
                .anyMatch(name -> name.startsWith("gateway-worker-"))
                .anyMatch(name -> name.startsWith("coordinator-"))
                .anyMatch(name -> name.startsWith("simulator-"))
                .anyMatch(name -> name.startsWith("demo-"))
                .noneMatch(name -> name.startsWith("trivia") || name.startsWith("poll") || name.startsWith("menu"))
                .noneMatch(name -> name.startsWith("stage"))
                .noneMatch(name -> name.startsWith("junit") || name.startsWith("JDA"));
        assertThat(names("bots")).containsExactlyInAnyOrder("trivia.jar", "poll.jar", "menu.jar");
    }

    @Test
    void everyBotNamesItsClass() throws IOException {
        for (String bot : names("bots")) {
            try (JarFile jar = new JarFile(Trial.HOME.resolve("bots/" + bot).toFile())) {
                assertThat(jar.getEntry("META-INF/services/dev.weir.worker.bot.Bot"))
                        .as(bot)
                        .isNotNull();
            }
        }
    }

    @Test
    void theLauncherRunsWithoutTheCheckout() throws Exception {
        Command.Answer answer = Command.run(Trial.folder("distribution"), launcher(), "version");

        assertThat(answer.exitCode()).isZero();
        assertThat(answer.out()).startsWith("weir 0.");
    }

    @Test
    void testsAreForTheCheckoutOnly() throws Exception {
        Command.Answer answer = Command.run(Trial.folder("distribution"), launcher(), "test");

        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.err()).contains("clone the repository");
    }

    @Test
    void theArchiveHoldsTheSame() throws Exception {
        List<Path> archives;
        try (Stream<Path> files = Files.list(Trial.HOME.getParent())) {
            archives = files.filter(file -> file.toString().endsWith(".tar.gz")).toList();
        }
        Path folder = Trial.folder("archive");
        assertThat(archives).hasSize(1);
        Command.Answer unpacked =
                Command.run(folder, "tar", "xzf", archives.getFirst().toString(), "--strip-components=1");

        assertThat(unpacked.exitCode()).as(unpacked.err()).isZero();
        assertThat(folder.resolve("weir")).isExecutable().hasSameBinaryContentAs(Trial.HOME.resolve("weir"));
        assertThat(Command.run(folder, "diff", "-r", folder.toString(), Trial.HOME.toString()))
                .isEqualTo(new Command.Answer(0, "", ""));
    }

    private static String launcher() {
        return Trial.HOME.resolve("weir").toString();
    }

    private static List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(Trial.HOME.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
