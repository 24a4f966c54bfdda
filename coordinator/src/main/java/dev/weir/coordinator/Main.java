package dev.weir.coordinator;

import dev.weir.cluster.FleetUnavailable;
import dev.weir.cluster.UnfitCoordinator;
import dev.weir.process.ExitCode;
import dev.weir.process.Problem;
import dev.weir.process.Program;
import dev.weir.process.Run;
import java.util.concurrent.TimeUnit;

/** Starts a coordinator. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Program.of(
                        "weir coordinator",
                        "Decides which worker runs which shard, and shows the fleet.",
                        CoordinatorConfig.KEYS)
                .checking(CoordinatorConfig.RULES)
                .ending(FleetUnavailable.class, ExitCode.CLUSTER_UNREACHABLE)
                .ending(UnfitCoordinator.class, ExitCode.CONFIGURATION)
                .main(args, run -> {
                    Coordinator coordinator =
                            run.closing("coordinator", Coordinator.start(CoordinatorConfig.of(run.settings())));
                    var _ = coordinator.tokenRefused().thenAccept(refused -> {
                        if (refused) {
                            run.fail(tokenRefused(run));
                        }
                    });
                    var _ = coordinator.unfit().thenAccept(why -> run.fail(new Problem(ExitCode.CONFIGURATION, why)));
                    run.readyWhen(
                            "coordinator",
                            "REST " + coordinator.restAddress() + ", cluster " + coordinator.clusterAddress(),
                            coordinator::waitsFor);
                    Thread.ofPlatform().daemon().name("weir-name").start(() -> giveUpWithoutName(run, coordinator));
                });
    }

    /** Of two coordinators of one id that meet the one that came later ends. */
    private static void giveUpWithoutName(Run run, Coordinator coordinator) {
        String namesake = coordinator.namesake();
        try {
            while (namesake == null) {
                TimeUnit.SECONDS.sleep(1);
                namesake = coordinator.namesake();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        run.fail(new Problem(
                ExitCode.NAME_TAKEN,
                "coordinator.id is also the id of the coordinator at " + namesake + ", which was there before ("
                        + run.settings().origin(CoordinatorConfig.ID)
                        + "): expected an id of its own for each coordinator"));
    }

    private static Problem tokenRefused(Run run) {
        return new Problem(
                ExitCode.DISCORD_REFUSED,
                "Discord refuses the token (401) of discord.token ("
                        + run.settings().origin(CoordinatorConfig.TOKEN)
                        + "): expected the bot's token as the developer portal shows it; it changes when it is reset there");
    }
}
