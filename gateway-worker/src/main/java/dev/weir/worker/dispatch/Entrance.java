package dev.weir.worker.dispatch;

import dev.weir.model.ShardId;
import dev.weir.worker.admission.Admission;
import dev.weir.worker.admission.AdmissionRefused;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.Demand;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.CollectorPlan;
import dev.weir.worker.bot.Collectors;
import dev.weir.worker.collector.Collector;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Scope;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Lets collectors into a lane: they must belong to its shard and get their permit first. Thread-safe. */
final class Entrance implements Collectors {
    private final Lane lane;
    private final Admission admission;
    private final LongSupplier clock;
    private final Shared shared = new Shared();
    private final AtomicLong numbers = new AtomicLong();

    Entrance(Lane lane, Admission admission, LongSupplier clock) {
        this.lane = lane;
        this.admission = admission;
        this.clock = clock;
    }

    @Override
    public <T extends Item> CollectorHandle<T> start(CollectorPlan<T> plan) {
        if (lane.closing()) {
            throw gone();
        }
        plan.spec().sources().forEach(source -> mustBeHere(source.scope()));
        Answer answer = admission.request(demandOf(plan.spec()));
        if (answer instanceof Answer.Refused refused) {
            throw new AdmissionRefused(refused.reason());
        }
        Running<T> running = new Running<>(
                lane.tenure(), numbers.incrementAndGet(), shared.spec(plan.spec()), shared.code(plan.code()));
        switch (answer) {
            case Answer.Admitted admitted -> {
                running.permit = admitted.permit();
                long since = clock.getAsLong();
                if (!lane.perform(now -> lane.table().activate(running, since, now))) {
                    admitted.permit().release();
                    throw gone();
                }
            }
            case Answer.Queued queued -> queue(running, queued.permit());
            case Answer.Refused _ -> throw new AssertionError("answered above");
        }
        running.handOut(clock.getAsLong());
        return running;
    }

    private void queue(Running<?> running, CompletableFuture<Permit> permit) {
        running.trail().queued = permit;
        if (!lane.perform(now -> lane.table().queue(running, now))) {
            permit.cancel(false);
            var _ = permit.thenAccept(Permit::release);
            throw gone();
        }
        // Whoever gives a permit back may have the turn of another lane, and must not wait for room in this one's
        // inbox.
        var _ = permit.whenComplete((granted, refusal) ->
                Thread.ofVirtual().name("grant-", running.number()).start(() -> settle(running, granted, refusal)));
    }

    private void settle(Running<?> running, @Nullable Permit granted, @Nullable Throwable refusal) {
        if (granted == null) {
            Throwable why = Objects.requireNonNull(refusal);
            lane.command(_ -> lane.table().refused(running, why));
        } else if (!lane.command(now -> granted(running, granted, now))) {
            granted.release();
        }
    }

    /** How many go before one that waits for its permit, at most. */
    int place(CompletableFuture<Permit> queued) {
        return admission.place(queued);
    }

    private void granted(Running<?> running, Permit permit, long now) {
        running.trail().queued = null;
        if (running.state() != Collector.State.QUEUED) {
            permit.release();
            return;
        }
        running.permit = permit;
        lane.table().activate(running, now, now);
    }

    /** A wait for what another shard hears would never end well. */
    private void mustBeHere(Scope scope) {
        ShardId shard = lane.shard();
        if (scope.guild() != 0 && !ShardId.ofGuild(scope.guild(), shard.count()).equals(shard)) {
            throw new IllegalArgumentException("guild " + Long.toUnsignedString(scope.guild()) + " belongs to shard "
                    + ShardId.ofGuild(scope.guild(), shard.count()) + ", not to " + shard
                    + ": start the collector there");
        }
        if (scope.direct() && shard.index() != 0) {
            throw new IllegalArgumentException("direct messages come to shard 0, not to " + shard);
        }
    }

    private IllegalStateException gone() {
        return new IllegalStateException(
                "shard " + lane.shard() + " has left this worker: it takes no collectors any more");
    }

    private Demand demandOf(CollectorSpec spec) {
        Options options = spec.options();
        long tenant = options.tenant();
        long user = 0;
        for (CollectorSpec.Source source : spec.sources()) {
            tenant = tenant == 0 ? source.scope().guild() : tenant;
            user = user == 0 ? source.scope().user() : user;
        }
        List<String> kinds = spec.sources().size() == 1
                ? List.of(spec.sources().first().kind().code())
                : spec.sources().stream()
                        .map(each -> each.kind().code())
                        .distinct()
                        .toList();
        return new Demand(
                lane.shard().index(), tenant, user, kinds, weight(options), options.priority(), options.patience());
    }

    /** What is kept whole is what makes a collector large. */
    static int weight(Options options) {
        return options.retain() instanceof Options.Retain.Full full ? Demand.weightOf(full.most()) : 1;
    }
}
