package dev.weir.worker.dispatch;

import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.MemoryAccount;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.CollectorPlan;
import dev.weir.worker.bot.Collectors;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.event.GatewayEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lane's parts without its thread and inbox, for benchmarks: routing runs where it is called, so that its time and what it
 * allocates can be told from everybody else's. Owned by one thread. Code of bots cannot be called.
 */
public final class StillLane implements AutoCloseable {
    private final Lane lane;
    private final LaneTable table;
    private final Router router;
    private final CollectorIndex index = new CollectorIndex();
    private final List<Running<?>> found = new ArrayList<>();
    private final List<Running<?>> raw = new ArrayList<>();
    private final Shared shared = new Shared();
    private long numbers;

    /** Makes one without collectors. */
    public StillLane() {
        Registry forgets = new Registry() {
            @Override
            public void changed(CollectorRecord record) {}

            @Override
            public void ended(long number) {}
        };
        lane = new Lane(
                new ShardId(0, 1), 1, LaneSettings.DEFAULT, _ -> true, _ -> new Answer.Admitted(() -> {}), forgets);
        TimerWheel wheel = new TimerWheel(System.nanoTime());
        UserCode userCode = new UserCode(new UserCode.Answers() {
            @Override
            public void judged(Running<?> of, long seq, Effect.Verdict verdict) {
                throw new AssertionError("no code of bots here");
            }

            @Override
            public void handled(Running<?> of, long seq, long nanos, @Nullable String error) {
                throw new AssertionError("no code of bots here");
            }
        });
        Counters counters = new Counters();
        Holders holders = new Holders();
        Whereabouts whereabouts = new Whereabouts();
        Interactions interactions = new Interactions(
                new InteractionDesk(() -> null, lane.collectors(), _ -> {}, System::nanoTime), wheel, userCode);
        table = new LaneTable(
                lane,
                index,
                holders,
                interactions,
                wheel,
                userCode,
                counters,
                new Watch(Thresholds.DEFAULT),
                MemoryAccount.unbounded().open(),
                forgets);
        router = new Router(
                table, index, interactions, whereabouts, new Departures(table, index, holders, whereabouts), counters);
    }

    /** Starts collectors here. */
    public Collectors collectors() {
        return new Collectors() {
            @Override
            public <T extends Item> CollectorHandle<T> start(CollectorPlan<T> plan) {
                Running<T> running =
                        new Running<>(lane.tenure(), ++numbers, shared.spec(plan.spec()), shared.code(plan.code()));
                long now = System.nanoTime();
                table.activate(running, now, now);
                running.handOut(now);
                return running;
            }
        };
    }

    /** Brings an event to everybody who waits for it. */
    public void route(GatewayEvent event) {
        router.route(event, event.receivedNanos());
    }

    /** Looks up who waits for a message, and does nothing with them; says how many they are. */
    public int lookUp(GatewayEvent message) {
        found.clear();
        raw.clear();
        index.find(message, Kind.MESSAGE, found, raw);
        return found.size() + raw.size();
    }

    /** How many collectors wait. */
    public int size() {
        return table.size();
    }

    @Override
    public void close() {
        lane.close(new EndReason.Shutdown());
    }
}
