package dev.weir.worker.botjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.process.ExitCode;
import dev.weir.process.Problem;
import dev.weir.testing.BotJarMaker;
import dev.weir.worker.bot.Bot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Real jars, made as a bot's author makes them. */
class BotFolderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path place;

    private Path folder = Path.of("");
    private final Logger logger = (Logger) LoggerFactory.getLogger(BotFolder.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void prepare() throws IOException {
        folder = Files.createDirectory(place.resolve("bots"));
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void detach() {
        logger.detachAppender(log);
    }

    @Test
    void aBotIsLoadedWithNameAndVersionOfItsManifestAndOneLineSaysSo() throws IOException {
        new BotJarMaker()
                .bot("acme.Good", "")
                .manifest("Implementation-Title", "good")
                .version("1.2")
                .write(folder.resolve("good.jar"));
        try (BotFolder bots = BotFolder.open(folder, PATIENCE)) {
            assertThat(bots.refused()).isEmpty();
            LoadedBot only = bots.bots().getFirst();
            assertThat(only).isEqualTo(new LoadedBot("good", "1.2", "good.jar", only.bot()));
            assertThat(only.bot().getClass().getName()).isEqualTo("acme.Good");
        }
        assertThat(lines()).containsExactly("INFO bot good 1.2 is loaded from good.jar (acme.Good)");
    }

    @Test
    void aCorruptJarIsRefusedAndTheOthersAreLoaded() throws IOException {
        good();
        byte[] whole = Files.readAllBytes(folder.resolve("good.jar"));
        Files.write(folder.resolve("cut.jar"), java.util.Arrays.copyOf(whole, whole.length / 2));
        Files.write(folder.resolve("empty.jar"), new byte[0]);
        Files.createDirectory(folder.resolve("folder.jar"));

        assertThat(refusals())
                .containsExactly(
                        "cut.jar is not loaded: it is corrupt (zip END header not found); copy it anew, and compare the size of both"
                                + " files",
                        "empty.jar is not loaded: it is corrupt (zip file is empty); copy it anew, and compare the size of both files",
                        "folder.jar is not loaded: it is no file that this process may read; expected a jar; look at its permissions");
    }

    @Test
    void aJarWithoutAServiceFileOrWithAnEmptyOneIsRefused() throws IOException {
        good();
        new BotJarMaker().bot("acme.Library", "").withoutService().write(folder.resolve("library.jar"));
        new BotJarMaker().naming("# acme.Off").write(folder.resolve("off.jar"));

        assertThat(refusals().getFirst())
                .startsWith(
                        "library.jar is not loaded: it has no META-INF/services/dev.weir.worker.bot.Bot, so no bot is known in it;");
        assertThat(refusals().getLast())
                .startsWith("off.jar is not loaded: its META-INF/services/")
                .contains("names no class");
    }

    @Test
    void aServiceFileThatNamesAMissingClassOrOneThatIsNoBotIsRefused() throws IOException {
        good();
        new BotJarMaker().naming("acme.Mising").write(folder.resolve("missing.jar"));
        new BotJarMaker()
                .with("acme.Plain", "package acme; public class Plain {}")
                .naming("acme.Plain")
                .write(folder.resolve("plain.jar"));
        new BotJarMaker().bot("acme.Private", "private Private() {}", "").write(folder.resolve("private.jar"));

        assertThat(refusals())
                .satisfiesExactly(
                        line -> assertThat(line).contains("names acme.Mising, a class that is not in it"),
                        line -> assertThat(line).contains("acme.Plain does not implement dev.weir.worker.bot.Bot"),
                        line -> assertThat(line).contains("acme.Private has no public constructor without parameters"));
    }

    @Test
    void aConstructorThatThrowsIsRefusedWithItsCauseAndPlace() throws IOException {
        good();
        new BotJarMaker()
                .bot("acme.Thrower", "public Thrower() { throw new IllegalStateException(\"no database\"); }", "")
                .write(folder.resolve("thrower.jar"));
        new BotJarMaker()
                .bot("acme.Static", "static final int X = Integer.parseInt(\"x\");", "")
                .write(folder.resolve("static.jar"));

        assertThat(refusals())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("its code threw java.lang.NumberFormatException", "acme.Static.<clinit>"),
                        line -> assertThat(line)
                                .contains(
                                        "its code threw java.lang.IllegalStateException: no database at ",
                                        "acme.Thrower.<init>(Thrower.java:4) when the bot was made"));
    }

    @Test
    void aConstructorThatBlocksOrComputesForEverIsRefusedAtTheDeadline() throws IOException {
        good();
        new BotJarMaker()
                .bot(
                        "acme.Blocks",
                        "public Blocks() throws Exception { new java.util.concurrent.CountDownLatch(1).await(); }",
                        "")
                .write(folder.resolve("blocks.jar"));
        new BotJarMaker()
                .bot("acme.Spins", "public Spins() { while (!Thread.interrupted()) {} }", "")
                .write(folder.resolve("spins.jar"));

        try (BotFolder bots = BotFolder.open(folder, Duration.ofSeconds(1))) {
            assertThat(bots.bots()).hasSize(1);
            assertThat(bots.refused())
                    .satisfiesExactly(
                            refused -> assertThat(refused.cause())
                                    .contains(
                                            "the constructor of acme.Blocks has not returned within 1 s at ",
                                            "acme.Blocks.<init>"),
                            refused -> assertThat(refused.cause()).contains("acme.Spins.<init>(Spins.java:4)"));
        }
    }

    @Test
    void aClassFileOfANewerJavaIsRefusedWhetherTheBotsOwnOrOneThatItNeeds() throws IOException {
        good();
        new BotJarMaker().bot("acme.Newer", "").compiledFor(99).write(folder.resolve("newer.jar"));
        Path library = new BotJarMaker()
                .with("acme.lib.Future", "package acme.lib; public class Future {}")
                .withoutService()
                .write(Files.createDirectory(folder.resolve("lib")).resolve("future.jar"));
        new BotJarMaker()
                .bot("acme.Needs", "Object future = new acme.lib.Future();", "")
                .manifest("Class-Path", "lib/future.jar")
                .write(folder.resolve("needs.jar"), library);
        new BotJarMaker()
                .with("acme.lib.Future", "package acme.lib; public class Future {}")
                .withoutService()
                .compiledFor(99)
                .write(library);

        assertThat(refusals())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains(
                                        "newer.jar is not loaded: acme.Newer is compiled for Java 99, and this worker runs on Java"),
                        line -> assertThat(line)
                                .contains("needs.jar is not loaded: a class in it is compiled for a newer Java"));
    }

    @Test
    void aLibraryThatIsMissingIsNamed() throws IOException {
        good();
        Path library = new BotJarMaker()
                .with("acme.lib.Gone", "package acme.lib; public class Gone {}")
                .withoutService()
                .write(Files.createDirectory(place.resolve("elsewhere")).resolve("gone.jar"));
        new BotJarMaker()
                .bot("acme.Lacks", "Object gone = new acme.lib.Gone();", "")
                .write(folder.resolve("lacks.jar"), library);

        assertThat(refusals().getFirst())
                .contains(
                        "lacks.jar is not loaded: it needs the class acme.lib.Gone, which neither it nor the worker has");
    }

    @Test
    void ofTwoVersionsOfABotTheNewerRunsAndTheOlderIsNamed() throws IOException {
        new BotJarMaker().bot("acme.Twice", "").version("1.9").write(folder.resolve("a-first.jar"));
        new BotJarMaker().bot("acme.Twice", "").version("1.10").write(folder.resolve("b-second.jar"));

        try (BotFolder bots = BotFolder.open(folder, PATIENCE)) {
            assertThat(bots.bots()).extracting(LoadedBot::version).containsExactly("1.10");
            assertThat(bots.refused())
                    .containsExactly(RefusedJar.of(
                            "a-first.jar",
                            "b-second.jar holds the same bot (acme.Twice) in version 1.10, which is newer than this one's 1.9",
                            "remove this jar"));
        }
    }

    @Test
    void ofTwoJarsOfABotWithoutAVersionNeitherRuns() throws IOException {
        good();
        new BotJarMaker().bot("acme.Twice", "").write(folder.resolve("copy.jar"));
        new BotJarMaker().bot("acme.Twice", "").write(folder.resolve("twice.jar"));

        assertThat(refusals())
                .allSatisfy(
                        line -> assertThat(line)
                                .contains(
                                        "holds the same bot (acme.Twice), and the versions do not tell which is newer: (none) and (none)"));
    }

    @Test
    void eachBotRunsWithTheLibraryThatItBroughtAndSharesTheApi() throws Exception {
        for (String version : List.of("1", "2")) {
            new BotJarMaker()
                    .with(
                            "org.lib.Library",
                            "package org.lib; public class Library { public static String version() { return \""
                                    + version + "\"; } }")
                    // A library of the worker's, too: Caffeine.
                    .with(
                            "com.github.benmanes.caffeine.cache.Caffeine",
                            "package com.github.benmanes.caffeine.cache; public class Caffeine { public static String mine() { return"
                                    + " \"own " + version + "\"; } }")
                    .bot(
                            "acme.Uses" + version,
                            "public String toString() { return org.lib.Library.version() + \" \""
                                    + " + com.github.benmanes.caffeine.cache.Caffeine.mine(); }",
                            "")
                    .write(folder.resolve("uses" + version + ".jar"));
        }
        try (BotFolder bots = BotFolder.open(folder, PATIENCE)) {
            assertThat(bots.bots())
                    .extracting(loaded -> loaded.bot().toString())
                    .containsExactly("1 own 1", "2 own 2");
            for (LoadedBot each : bots.bots()) {
                ClassLoader loader =
                        Objects.requireNonNull(each.bot().getClass().getClassLoader());
                assertThat(loader.loadClass(Bot.class.getName())).isSameAs(Bot.class);
                assertThat(loader.loadClass("org.slf4j.Logger")).isSameAs(org.slf4j.Logger.class);
                assertThat(loader.loadClass("org.javacord.api.DiscordApi")).isSameAs(org.javacord.api.DiscordApi.class);
            }
        }
    }

    @Test
    void aFolderOfWhichNoBotIsLoadedIsAMistakeAndAnEmptyOneAWarning() throws IOException {
        BotFolder.open(folder, PATIENCE).close();
        assertThat(lines().getFirst()).startsWith("WARN worker.bots is ").contains("has no jar");

        Files.write(folder.resolve("empty.jar"), new byte[0]);
        assertThatThrownBy(() -> BotFolder.open(folder, PATIENCE))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessageContaining(
                        "no bot of worker.bots '" + folder + "' could be loaded: empty.jar is not loaded: ");
        new BotJarMaker()
                .bot("acme.Thrower", "public Thrower() { throw new IllegalStateException(\"no database\"); }", "")
                .write(folder.resolve("thrower.jar"));
        assertThatThrownBy(() -> BotFolder.open(folder, PATIENCE))
                .as("another start may find the database")
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.exitCode()).isEqualTo(ExitCode.INTERNAL));
    }

    private void good() throws IOException {
        new BotJarMaker().bot("acme.Good", "").write(folder.resolve("good.jar"));
    }

    /** What is said of the jars that are refused, while the good one is loaded. */
    private List<String> refusals() {
        try (BotFolder bots = BotFolder.open(folder, PATIENCE)) {
            assertThat(bots.bots()).extracting(LoadedBot::jar).containsExactly("good.jar");
            List<String> said = log.list.stream()
                    .filter(line -> line.getLevel().levelStr.equals("ERROR"))
                    .map(ILoggingEvent::getFormattedMessage)
                    .toList();
            assertThat(said)
                    .containsAll(
                            bots.refused().stream().map(RefusedJar::toString).toList());
            return bots.refused().stream().map(RefusedJar::toString).toList();
        }
    }

    private List<String> lines() {
        return log.list.stream()
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }
}
