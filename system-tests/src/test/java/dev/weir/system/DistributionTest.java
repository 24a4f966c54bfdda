package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void itsReadmeAndDocumentsAreThereAndEveryLinkInThemLeadsSomewhere() throws IOException {
        List<Path> pages;
        try (Stream<Path> files = Files.walk(Trial.HOME)) {
            pages = files.filter(file -> file.toString().endsWith(".md")).toList();
        }
        assertThat(pages).contains(Trial.HOME.resolve("README.md"), Trial.HOME.resolve("docs/operations.md"));
        for (Path page : pages) {
            for (String link : links(Files.readString(page))) {
                assertThat(page.resolveSibling(link)).as(page + ": " + link).exists();
            }
        }
    }

    @Test
    void theUnitsRunWhatIsInstalled() throws IOException {
        for (String unit : names("systemd")) {
            String text = Files.readString(Trial.HOME.resolve("systemd/" + unit));
            Matcher named = Pattern.compile("/opt/weir/([\\w./-]+)").matcher(text);
            while (named.find()) {
                assertThat(Trial.HOME.resolve(named.group(1))).as(unit).exists();
            }
            assertThat(text).as(unit).contains("WEIR_JAVA_OPTS");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "coordinator, '', -Xmx512m",
        "worker, '', -Xmx1g",
        "worker, -XX:+UseZGC, -Xmx1g -XX:+UseZGC",
        "worker, -Xmx3g, -Xmx3g",
        "coordinator, -XX:MaxRAMPercentage=60, -XX:MaxRAMPercentage=60",
    })
    void theLauncherSaysHowLargeTheHeapIs(String role, String options, String expected) throws Exception {
        Path folder = Trial.folder("heap");
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");

        Command.Answer answer = Command.run(
                folder, "env", "JAVA25_HOME=" + folder, "WEIR_JAVA_OPTS=" + options, launcher(), role, "--help");

        assertThat(answer.out()).contains("/jvm.args " + expected + " -Dweir.home=");
    }

    /** The blocks of the page as they stand there; what only root may do, and the build itself, are stand-ins. */
    @Test
    void whatThePageSaysOnACleanMachineStartsAFleet() throws Exception {
        Path root = Trial.folder("page");
        try (PageOfOperations page = new PageOfOperations(root)) {
            page.shell("## Build and install");
            assertThat(root.resolve("opt/weir/weir")).isExecutable();
            page.shell("create the user and the token file");
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(root.resolve("etc/weir/discord.token"))))
                    .isEqualTo("rw-------");
            page.yaml("/etc/weir/coordinator.yaml");
            page.yaml("/etc/weir/worker.yaml");
            page.shell("4. Start the coordinators");
            assertThat(root.resolve("etc/systemd/system/weir-worker@.service")).exists();

            page.startUnits();

            page.awaitEveryShardActive();
        }
    }

    private static List<String> links(String page) {
        return Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();
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
