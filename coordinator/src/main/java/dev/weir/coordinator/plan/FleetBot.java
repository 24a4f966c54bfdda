package dev.weir.coordinator.plan;

import dev.weir.cluster.WorkerRow;
import dev.weir.model.BotProof;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which bot the fleet serves, and with which intents: what most ACTIVE shards are served with. While none is, what it was before,
 * the coordinator's own token's, or what the first worker has. Another bot's worker that is left alone for a moment, as when all
 * others start again, does not make the fleet its own.
 *
 * <p>Owned by the control loop, with its {@link Probation}.
 */
final class FleetBot {
    /** How long the bot of a fleet stays the same though no worker of it is there. */
    static final Duration KEPT = Duration.ofMinutes(10);

    private @Nullable Long application;
    private long applicationSeenNanos;
    private @Nullable Integer intents;

    /**
     * Looks at what is served.
     *
     * @param active by holder, its shards that are ACTIVE
     * @param inOrder living workers in the order of their coming
     * @param ownApplication that of the coordinator's token, or null
     */
    void look(Map<String, Integer> active, List<WorkerRow> inOrder, @Nullable Long ownApplication, long nowNanos) {
        boolean kept = application != null && nowNanos - applicationSeenNanos < KEPT.toNanos();
        Long otherwise = ownApplication != null || !kept ? ownApplication : application;
        application = chosen(active, inOrder, FleetBot::applicationOf, application, otherwise);
        if (inOrder.stream().anyMatch(row -> Objects.equals(applicationOf(row), application))) {
            applicationSeenNanos = nowNanos;
        }
        List<WorkerRow> same = inOrder.stream()
                .filter(row -> Objects.equals(applicationOf(row), application))
                .toList();
        intents = chosen(active, same, row -> row.report().proof().intents(), intents, null);
    }

    /** Id of the application, null when no worker has told one. */
    @Nullable
    Long application() {
        return application;
    }

    @Nullable
    Integer intents() {
        return intents;
    }

    /** Whether a worker's token is known to be another bot's. */
    boolean isAnother(BotProof proof) {
        Long mine = application;
        return proof.application() != 0 && mine != null && proof.application() != mine;
    }

    boolean asksForOthers(BotProof proof) {
        Integer mine = intents;
        return proof.application() != 0 && mine != null && proof.intents() != mine;
    }

    private static @Nullable Long applicationOf(WorkerRow row) {
        long told = row.report().proof().application();
        return told == 0 ? null : Long.valueOf(told);
    }

    private static <T> @Nullable T chosen(
            Map<String, Integer> active,
            List<WorkerRow> rows,
            Function<WorkerRow, @Nullable T> of,
            @Nullable T before,
            @Nullable T preferred) {
        Map<T, Integer> votes = new HashMap<>();
        T first = null;
        for (WorkerRow row : rows) {
            T told = of.apply(row);
            if (told != null) {
                first = first == null ? told : first;
                votes.merge(told, active.getOrDefault(row.holder(), 0), Integer::sum);
            }
        }
        T best = null;
        for (Map.Entry<T, Integer> each : votes.entrySet()) {
            int most = best == null ? 0 : votes.getOrDefault(best, 0);
            if (each.getValue() > most
                    || (each.getValue() == most && most > 0 && each.getKey().equals(before))) {
                best = each.getKey();
            }
        }
        if (best != null) {
            return best;
        }
        if (before != null && (votes.containsKey(before) || votes.isEmpty())) {
            return before;
        }
        return preferred != null ? preferred : first;
    }
}
