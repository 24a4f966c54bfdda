package dev.weir.coordinator.plan;

import dev.weir.cluster.Holding;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.model.LimitName;
import dev.weir.model.LimitUse;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an ended epoch of a worker leaves behind of each limit: nothing, but for what it has used of a limit that Discord counts,
 * for as long as Discord counts it.
 *
 * <p>Every coordinator keeps one from its start, whether it leads or not, so that a new leader knows what those had used that ended
 * before. What it has never heard of counts as used up to its ceiling. Owned by the control loop.
 */
public final class LeftBehind {
    /** For what is on its way when the epoch is seen to be over. */
    private static final Duration SOME = Duration.ofSeconds(1);

    private final Map<String, Word> words = new HashMap<>();
    private final Map<String, Long> overSinceNanos = new HashMap<>();
    private FleetView view = FleetView.EMPTY;
    private long lookedNanos;

    /** What an epoch said last. */
    private record Word(String nonce, List<LimitUse> limits) {}

    /** Looks at the fleet; to be called with every look of the control loop. */
    public void look(FleetView seen, long nowNanos) {
        view = seen;
        lookedNanos = nowNanos;
        Set<String> holders = new HashSet<>();
        for (Ledger ledger : seen.ledgers().values()) {
            holders.addAll(ledger.holdings().keySet());
        }
        for (WorkerRow row : seen.workers().values()) {
            words.put(row.holder(), new Word(row.nonce(), row.report().limits()));
            holders.add(row.holder());
        }
        words.keySet().retainAll(holders);
        overSinceNanos.keySet().retainAll(holders);
        for (String holder : holders) {
            if (isOver(holder)) {
                overSinceNanos.putIfAbsent(holder, nowNanos);
            }
        }
    }

    /**
     * How much of a limit is not free because of holders that no living worker answers for.
     *
     * @param ledger of the limit, null when there is none yet
     * @return by holder; one that holds nothing is missing
     */
    public Map<String, Long> of(String limit, @Nullable Ledger ledger) {
        Map<String, Long> left = new HashMap<>();
        if (ledger != null) {
            ledger.holdings().forEach((holder, holding) -> left.put(holder, of(limit, holder, holding)));
        }
        for (WorkerRow row : view.workers().values()) {
            if (row.alive()) {
                left.remove(row.holder());
            } else if (!left.containsKey(row.holder())) {
                // It ended before a leader knew of it.
                left.put(row.holder(), of(limit, row.holder(), new Holding(Long.MAX_VALUE, 0)));
            }
        }
        left.values().removeIf(each -> each == 0);
        return left;
    }

    private long of(String limit, String holder, Holding holding) {
        Long since = overSinceNanos.get(holder);
        if (since == null) {
            return holding.ceiling();
        }
        Duration remembered = LimitName.remembered(limit);
        if (remembered.isZero() || goesOn(holder)) {
            return 0;
        }
        // A hundredth more for the speeds of two clocks.
        Duration counts = remembered.plus(remembered.dividedBy(100)).plus(SOME);
        return lookedNanos - since >= counts.toNanos() ? 0 : Math.min(holding.ceiling(), used(limit, holder, holding));
    }

    /** Whether the same process is in a later epoch: what it used before is in its report. */
    private boolean goesOn(String holder) {
        WorkerRow row = view.workers().get(WorkerRow.workerOf(holder));
        Word word = words.get(holder);
        return row != null && row.alive() && word != null && word.nonce.equals(row.nonce());
    }

    private long used(String limit, String holder, Holding holding) {
        Word word = words.get(holder);
        if (word == null) {
            return holding.ceiling();
        }
        for (LimitUse each : word.limits) {
            if (each.limit().equals(limit)) {
                return each.used();
            }
        }
        return 0;
    }

    private boolean isOver(String holder) {
        return view.over(WorkerRow.workerOf(holder), WorkerRow.epochOf(holder));
    }
}
