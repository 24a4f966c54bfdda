package dev.weir.worker;

import dev.weir.cluster.ClusterKeys;
import dev.weir.discord.DiscordKeys;
import dev.weir.model.BotProof;
import dev.weir.process.ExitCode;
import dev.weir.process.Problem;
import dev.weir.process.Program;
import dev.weir.process.Run;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** {@code weir worker}. */
public final class Main {
    /** How long a worker that never was in the fleet looks for a coordinator before it gives up. */
    private static final Duration FIRST_JOIN = Duration.ofSeconds(60);

    /** How long a worker is kept out by another one of its id before it gives up. */
    private static final Duration NAMESAKE = Duration.ofSeconds(20);

    private Main() {}

    /** Runs until it is told to end. */
    public static void main(String[] args) {
        Program.of("weir worker", "Runs shards of the bot, and their collectors.", WorkerConfig.KEYS)
                .checking(WorkerConfig.RULES)
                .main(args, Main::start);
    }

    private static void start(Run run) {
        WorkerConfig config = WorkerConfig.from(run.settings());
        Worker worker = run.closing("worker", Worker.start(config));
        run.readyWhen(
                "worker " + config.id(),
                "probe " + worker.probeAddress(),
                () -> worker.joined() ? null : "a coordinator at " + config.coordinators());
        Thread.ofPlatform().daemon().name("weir-first-join").start(() -> giveUpWithoutFleet(run, worker, config));
        Thread.ofPlatform().daemon().name("weir-name").start(() -> giveUpWithoutName(run, worker, config));
    }

    /** A process that was killed and started anew waits for its former epoch to expire; who waits for longer has a namesake. */
    private static void giveUpWithoutName(Run run, Worker worker, WorkerConfig config) {
        try {
            for (long waited = 0; waited < NAMESAKE.toSeconds(); waited = worker.namesake() == 0 ? 0 : waited + 1) {
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        run.fail(new Problem(
                ExitCode.NAME_TAKEN,
                "worker.id is '" + config.id() + "' (" + run.settings().origin(WorkerConfig.ID)
                        + "), and another worker of that id is in the fleet and renews its lease (epoch "
                        + worker.namesake() + "): expected an id of its own for each worker"));
    }

    private static void giveUpWithoutFleet(Run run, Worker worker, WorkerConfig config) {
        try {
            for (long waited = 0; waited < FIRST_JOIN.toSeconds(); waited++) {
                if (worker.tokenRefused()) {
                    run.fail(tokenRefused(run));
                    return;
                }
                if (worker.joined() && !worker.proof().equals(BotProof.UNTRIED)) {
                    return;
                }
                TimeUnit.SECONDS.sleep(1);
            }
            if (worker.joined()) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        run.fail(new Problem(
                ExitCode.CLUSTER_UNREACHABLE,
                "no coordinator let this worker join within " + FIRST_JOIN.toSeconds() + " s: cluster.coordinators is "
                        + config.coordinators() + " (" + run.settings().origin(ClusterKeys.COORDINATORS)
                        + "), cluster.name is '" + config.cluster()
                        + "'; expected running coordinators of that name there"));
    }

    private static Problem tokenRefused(Run run) {
        return new Problem(
                ExitCode.DISCORD_REFUSED,
                "Discord refuses the token (401) of discord.token ("
                        + run.settings().origin(DiscordKeys.TOKEN)
                        + "): expected the bot's token as the developer portal shows it; it changes when it is reset there");
    }
}
