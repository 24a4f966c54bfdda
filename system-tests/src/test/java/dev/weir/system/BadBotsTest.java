package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import dev.weir.testing.BotJarMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bots as a person may write or copy them by mistake, in real processes: each costs itself only, and is named. */
final class BadBotsTest {

    @BeforeEach
    void built() {
        Trial.installation();
    }

    @Test
    void botsThatHangOrCannotBeLoadedCostNoShardAndNoOtherBot() throws Exception {
        Path place = Trial.folder("bad-bots");
        Path bots = BotJar.folderWith(place, EchoBot.class);
        // Its threads and its stop do not let go either.
        new BotJarMaker()
                .bot(
                        "acme.Blocks",
                        "static void forEver() { while (true) { java.util.concurrent.locks.LockSupport.park(); } }"
                                + " public void stop(dev.weir.model.ShardId shard) { forEver(); }",
                        "if (shard.id().index() == 0) { Thread stays = new Thread(Blocks::forEver); stays.setDaemon(false); stays.start(); } else { forEver(); }")
                .write(bots.resolve("blocks.jar"));
        new BotJarMaker().bot("acme.Spins", "while (true) {}").write(bots.resolve("spins.jar"));
        new BotJarMaker()
                .bot("acme.Fails", "throw new NoClassDefFoundError(\"acme/Missing\");")
                .write(bots.resolve("fails.jar"));
        new BotJarMaker().bot("acme.Newer", "").compiledFor(99).write(bots.resolve("newer.jar"));
        byte[] whole = Files.readAllBytes(bots.resolve("spins.jar"));
        Files.write(bots.resolve("cut.jar"), Arrays.copyOf(whole, whole.length / 2));
        Map<String, String> settings = Map.of("worker.bots", bots.toString(), "worker.bot-start-deadline", "3s");

        try (Trial trial = Trial.start(
                "bad-bots", FleetPlan.small().withProcesses(1, 1).withShards(2).withSettings(Map.of(), settings))) {
            FleetProcess worker = trial.workers().getFirst();
            for (JsonNode shard : trial.shards()) {
                assertThat(shard.path("detail").asText())
                        .contains(
                                "runs without bot spins: start() has not returned within 3 s",
                                "runs without bot fails: start() threw java.lang.NoClassDefFoundError");
            }
            assertThat(trial.get(worker.address(), "/readyz"))
                    .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(503))
                    .satisfies(answer -> assertThat(answer.body())
                            .contains(
                                    "bot blocks has not returned from start() within 3 s on shards [1]",
                                    "bot spins has not returned from start() within 3 s on shards [0, 1]"));
            assertThat(trial.get(worker.address(), "/metrics").body())
                    .containsPattern("weir_bots_loaded\\S* 4.0")
                    .containsPattern("weir_bots_refused\\S* 2.0")
                    .containsPattern("weir_bots_hanging\\S* 3.0");
            assertThat(trial.json(worker.address(), "/v1/local").path("refusedJars"))
                    .extracting(jar -> jar.path("jar").asText())
                    .containsExactlyInAnyOrder("cut.jar", "newer.jar");
            assertThat(worker.printed())
                    .contains(
                            "bot bot without a version is loaded from bot.jar (dev.weir.system.EchoBot)",
                            "cut.jar is not loaded: it is corrupt",
                            "newer.jar is not loaded: acme.Newer is compiled for Java 99")
                    .containsPattern(
                            "bot spins has not returned from start\\(\\) on shard ./2 within 3 s at spins.jar//acme.Spins.start");

            long began = System.nanoTime();
            assertThat(trial.get(worker.address(), "/livez").statusCode()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            trial.within(20).until(() -> trial.referee().path("effects").asLong() > 0);

            FleetProcess other =
                    trial.fleet.startWorker(Map.of("worker.bots", exits(place).toString()));
            assertThat(other.awaitEnd(Duration.ofSeconds(40))).isTrue();
            assertThat(other.exitCode()).isEqualTo(6);
            assertThat(other.printed())
                    .contains("Runtime.exit() called with status: 0 by exits.jar//acme.Exits.start(Exits.java:");

            worker.terminate();
            assertThat(worker.awaitEnd(Duration.ofSeconds(12))).isTrue();
            assertThat(worker.exitCode()).isZero();
            assertThat(worker.printed()).contains("bots have not returned from stop() on shard 0/2 within 3 s");
        }
    }

    private static Path exits(Path place) throws Exception {
        Path folder = Files.createDirectories(place.resolve("exits"));
        new BotJarMaker().bot("acme.Exits", "System.exit(0);").write(folder.resolve("exits.jar"));
        return folder;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "System.exit(7);                          | 6   | called with status: 7 by only.jar//acme.Only.<init>",
                "try { fill(); } catch (Throwable t) {}   | 138 | java.lang.OutOfMemoryError",
                "throw new RuntimeException(\"no database\"); | 1   | only.jar is not loaded: its code threw java.lang.RuntimeException: no database",
            })
    void whatTheOnlyBotDoesWhenItIsMadeEndsTheWorkerWithACodeOfItsOwn(String code, int exitCode, String said)
            throws Exception {
        Path place = Trial.folder("only-bot");
        Path folder = Files.createDirectories(place.resolve("bots"));
        new BotJarMaker()
                .bot(
                        "acme.Only",
                        "static void fill() { long[][] all = new long[64][]; for (int i = 0; i < 64; i++) { all[i] = new"
                                + " long[Integer.MAX_VALUE - 8]; } }"
                                + " public Only() { " + code + " }",
                        "")
                .write(folder.resolve("only.jar"));

        Command.Answer answer = worker(place, folder);

        assertThat(answer.out() + answer.err()).contains(said);
        assertThat(answer.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void whenTheOnlyBotIsOfANewerJavaNoRestartHelps() throws Exception {
        Path place = Trial.folder("only-bot");
        Path folder = Files.createDirectories(place.resolve("bots"));
        new BotJarMaker().bot("acme.Newer", "").compiledFor(99).write(folder.resolve("newer.jar"));

        Command.Answer answer = worker(place, folder);

        assertThat(answer.err())
                .contains("weir worker: no bot of worker.bots", "acme.Newer is compiled for Java 99")
                .doesNotContain("\tat ");
        assertThat(answer.exitCode()).isEqualTo(2);
    }

    private static Command.Answer worker(Path place, Path bots) throws Exception {
        Path token = Files.writeString(place.resolve("token"), "not.a.real-token-but-long-enough");
        List<String> command = List.of(
                Trial.HOME.resolve("weir").toString(),
                "worker",
                "--set",
                "worker.bots=" + bots,
                "--set",
                "worker.probe.port=0",
                "--set",
                "discord.token-file=" + token,
                "--set",
                "discord.proxy=http://127.0.0.1:1");
        return Command.run(place, command.toArray(String[]::new));
    }
}
