package dev.weir.worker.probe;

import dev.weir.cluster.HostPort;
import dev.weir.model.ShardStatus;
import dev.weir.model.WorkerId;
import dev.weir.process.HttpEdge;
import dev.weir.process.Meters;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.botjar.RefusedJar;
import dev.weir.worker.cluster.BotTrials;
import dev.weir.worker.dispatch.Alert;
import dev.weir.worker.roster.Bots;
import dev.weir.worker.roster.Roster;
import dev.weir.worker.roster.Statistics;
import dev.weir.worker.shard.WorkerLease;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /metrics}, {@code /livez}, {@code /readyz} and {@code /v1/local} of a worker. */
public final class Probe {

    /**
     * What {@code /v1/local} answers.
     *
     * @param acting whether this worker may act now
     * @param bots the bots that were loaded, and on which shards their start hangs
     * @param refusedJars jars in the folder of bots that were not loaded, and why
     * @param limits its limits, and what is used of them
     * @param queue the ten guilds of whom most collectors wait
     * @param statistics how the collectors are, and what became of them of late
     * @param alerts the last collectors that passed a threshold, oldest first
     */
    record Local(
            String worker,
            boolean acting,
            List<ShardStatus> shards,
            List<Bots.Shown> bots,
            List<RefusedJar> refusedJars,
            List<PermitPool.Use> limits,
            List<PermitPool.TenantQueue> queue,
            Statistics.Now statistics,
            List<Warned> alerts) {}

    /**
     * A collector that passed a threshold.
     *
     * @param what {@code duration}, {@code items}, {@code perItem} or {@code bytes}
     * @param measured milliseconds, items or bytes
     * @param threshold in the same unit
     */
    record Warned(String collector, String what, long measured, long threshold, String at) {
        static Warned of(Alert alert) {
            return new Warned(
                    alert.collector().toString(),
                    alert.what(),
                    alert.measured(),
                    alert.threshold(),
                    Instant.ofEpochMilli(alert.atMillis()).toString());
        }
    }

    private Probe() {}

    /** Starts to listen. */
    public static HttpEdge start(
            HostPort address,
            WorkerId worker,
            Meters meters,
            WorkerMeters workerMeters,
            Roster roster,
            Bots bots,
            PermitPool permits,
            WorkerLease lease,
            Statistics statistics,
            BotTrials trials) {
        return HttpEdge.start("worker.probe.port", address.host(), address.port(), routes -> {
            routes.get("/metrics", context -> {
                workerMeters.refresh();
                context.contentType(Meters.CONTENT_TYPE).result(meters.scrape());
            });
            routes.get("/livez", context -> context.contentType("text/plain").result("alive\n"));
            routes.get("/readyz", context -> {
                String trouble = trouble(lease, trials, bots);
                context.status(trouble == null ? 200 : 503)
                        .contentType("text/plain")
                        .result((trouble == null ? "ready" : trouble) + "\n");
            });
            routes.get(
                    "/v1/local",
                    context -> context.json(new Local(
                            worker.value(),
                            lease.open(System.nanoTime()),
                            roster.statuses(),
                            bots.shown(),
                            bots.refused(),
                            permits.uses(),
                            permits.longest(10),
                            statistics.now(),
                            roster.alerts().stream().map(Warned::of).toList())));
        });
    }

    /** Why this worker is not ready, null when it is. */
    private static @Nullable String trouble(WorkerLease lease, BotTrials trials, Bots bots) {
        String aside = trials.trouble();
        if (aside != null) {
            return "set aside, " + aside;
        }
        return lease.open(System.nanoTime()) ? bots.trouble() : "not in the fleet: no lease";
    }
}
