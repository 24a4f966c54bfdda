package dev.weir.coordinator;

import dev.weir.cluster.FleetUnavailable;
import dev.weir.process.ExitCode;
import dev.weir.process.Program;

/** Starts a coordinator. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        Program.of(
                        "weir coordinator",
                        "Decides which worker runs which shard, and shows the fleet.",
                        CoordinatorConfig.KEYS)
                .ending(FleetUnavailable.class, ExitCode.CLUSTER_UNREACHABLE)
                .main(args, run -> {
                    Coordinator coordinator =
                            run.closing("coordinator", Coordinator.start(CoordinatorConfig.of(run.settings())));
                    run.ready("coordinator ready: REST " + coordinator.restAddress() + ", cluster "
                            + coordinator.clusterAddress());
                });
    }
}
