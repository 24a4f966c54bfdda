package dev.weir.worker.dispatch;

import dev.weir.model.EndReason;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Scope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * When the desk has to answer an interaction for a collector: a handler that takes long, a click that the filter refused, the
 * end of a message's components. The desk's work runs outside of the lane's turn.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class Interactions {
    private static final long ACK_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long REJECT_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final InteractionDesk desk;
    private final TimerWheel wheel;
    private final UserCode userCode;
    private final Long2ObjectHashMap<LaneTimer> acks = new Long2ObjectHashMap<>();

    Interactions(InteractionDesk desk, TimerWheel wheel, UserCode userCode) {
        this.desk = desk;
        this.wheel = wheel;
        this.userCode = userCode;
    }

    /** Whether clicks on components of ended collectors are to be answered. */
    boolean anyExpired() {
        return desk.anyExpired();
    }

    /** Nobody waits for a click. */
    void unclaimed(Item click) {
        desk.unclaimed(click);
    }

    /** A collector accepted one: it is answered for the handler, should that take long. */
    void accepted(Running<?> running, Item item) {
        desk.claim(item, running);
        running.trail().lastAccepted = item;
        Answering.Ack ack = running.spec().answering().ack();
        if (ack != Answering.Ack.NONE && !acks.containsKey(item.key())) {
            LaneTimer late = new LaneTimer(() -> {
                acks.remove(item.key());
                have(running, () -> desk.acknowledge(item, ack));
            });
            acks.put(item.key(), late);
            wheel.set(late, item.event().receivedNanos() + ACK_AFTER_NANOS);
        }
    }

    /** Somebody has answered: nobody needs to do it for them. */
    void answered(long interaction) {
        LaneTimer timer = acks.remove(interaction);
        if (timer != null) {
            wheel.cancel(timer);
        }
    }

    /** A collector refused one. The only one asked answers at once; among several it waits whether another one takes the click. */
    void refused(Running<?> running, Effect.Rejected rejected) {
        Item item = rejected.item();
        Answering.OnReject how = running.spec().answering().onReject();
        Runnable answer = () -> have(running, () -> desk.reject(item, how));
        if (rejected.alone()) {
            answer.run();
        } else {
            wheel.set(new LaneTimer(answer), item.event().receivedNanos() + REJECT_AFTER_NANOS);
        }
    }

    /** Tidies up behind a collector of components: they are disabled or removed, later clicks are answered. */
    void ended(Running<?> running, EndReason reason) {
        Answering answering = running.spec().answering();
        if (gone(reason)) {
            return;
        }
        for (CollectorSpec.Source source : running.spec().sources()) {
            Scope scope = source.scope();
            if (source.kind() != Kind.COMPONENT || (scope.message() == 0 && scope.origin() == 0)) {
                continue;
            }
            if (answering.exclusive() && answering.expired() != null) {
                desk.expire(scope.message() == 0 ? scope.origin() : scope.message(), answering.expired());
            }
            if (answering.onEnd() != Answering.OnEnd.KEEP) {
                Running.Trail trail = running.trailIfAny();
                InteractionDesk.Place place =
                        new InteractionDesk.Place(scope, trail == null ? null : trail.lastAccepted);
                have(running, () -> desk.close(answering.onEnd(), place));
            }
        }
    }

    /** Has the desk send something for a collector; what Discord refuses is told to its bot. */
    private void have(Running<?> running, Supplier<CompletableFuture<Boolean>> sent) {
        userCode.later(
                running,
                () -> sent.get().exceptionally(failure -> {
                    Throwable why = failure.getCause() == null ? failure : failure.getCause();
                    userCode.later(running, () -> userCode.failed(running, why));
                    return false;
                }));
    }

    /** Whether the message went away with the collector. */
    private static boolean gone(EndReason reason) {
        return reason instanceof EndReason.MessageDeleted
                || reason instanceof EndReason.ChannelDeleted
                || reason instanceof EndReason.ThreadDeleted
                || reason instanceof EndReason.GuildDeleted;
    }
}
