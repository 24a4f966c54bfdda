package dev.weir.worker.collector;

import dev.weir.model.CollectorId;
import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.model.filter.Compiled;
import dev.weir.worker.collector.Effect.Telling;
import dev.weir.worker.collector.Effect.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One collector's state, and every rule about it. Pure: no clock, no thread, nothing outside; what it wants done it returns
 * as {@link Effect}s, in order.
 *
 * <p>Not thread-safe: owned by its shard's lane. All times are readings of one monotonic clock.
 *
 * <p>Looks wrong, is on purpose: deadlines are compared with {@code <}, not by difference; the clock starts near 0 and would
 * have to run 292 years to wrap.
 */
public final class Collector {
    /** "Never" among deadlines. */
    public static final long NEVER = Long.MAX_VALUE;

    private final CollectorId id;
    private final CollectorSpec spec;
    private final long drainNanos;

    private final Burden burden;
    private final Deadlines deadlines;
    private final Accepted items;
    private State state = State.QUEUED;
    private long drainAt = NEVER;
    private long received;
    private long nextSeq = 1;
    private int errorsInRow;

    private @Nullable EndReason reason;
    private @Nullable Tally tally;
    private @Nullable Recent recent;
    private @Nullable Judging judging;
    private @Nullable Handovers handovers;
    private @Nullable List<Effect> out;

    /** Where a collector stands. */
    public enum State {
        QUEUED,
        ACTIVE,
        DRAINING,
        ENDED
    }

    /**
     * A collector that is not active yet.
     *
     * @param drain how long its end waits for handlers
     */
    public Collector(CollectorId id, CollectorSpec spec, Duration drain) {
        this(id, spec, drain, new Burden());
    }

    private Collector(CollectorId id, CollectorSpec spec, Duration drain, Burden burden) {
        this(id, spec, drain, burden, new Deadlines(), new Accepted(spec, burden));
    }

    private Collector(
            CollectorId id, CollectorSpec spec, Duration drain, Burden burden, Deadlines deadlines, Accepted items) {
        this.id = id;
        this.spec = spec;
        this.drainNanos = drain.toNanos();
        this.burden = burden;
        this.deadlines = deadlines;
        this.items = items;
        burden.grow(Burden.AWAKE);
    }

    public CollectorId id() {
        return id;
    }

    public CollectorSpec spec() {
        return spec;
    }

    public State state() {
        return state;
    }

    public long received() {
        return received;
    }

    public long accepted() {
        return items.count();
    }

    /** What it keeps whole of what it accepted, oldest first; a copy. */
    public List<Item> whole() {
        return items.whole();
    }

    /** What it keeps in short of what it accepted, oldest first; a copy. */
    public List<Summary> summaries() {
        return items.summaries();
    }

    /** What it has counted. */
    public EndReport.Counts counts() {
        return tally().counts(received, items.count());
    }

    /** What it takes of the heap, about, and what would be free without it: the items it shares with others are in it. */
    public long bytes() {
        return burden.bytes();
    }

    /** How many bytes more the lane's collectors take since the last call, by what happened to this one; negative for less. */
    public long bytesTaken() {
        return burden.untold();
    }

    /** What was counted since the last call, for the counters of the lane; most often nothing. */
    public Uncounted uncounted() {
        return tally == null ? Uncounted.NOTHING : tally.uncounted();
    }

    /**
     * What a collector counted of late.
     *
     * @param ignored items refused
     * @param dropped items late, doubled, over the buffer, or come to an end that had begun
     */
    public record Uncounted(long ignored, long dropped, long filterErrors, long handlerErrors) {
        static final Uncounted NOTHING = new Uncounted(0, 0, 0, 0);
    }

    /** Deadline on the monotonic clock, or {@link #NEVER}. */
    public long deadline() {
        return deadlines.deadline();
    }

    /** Makes it active: its times run from {@code now}. */
    public void activate(long now) {
        if (state != State.QUEUED) {
            return;
        }
        state = State.ACTIVE;
        deadlines.begin(spec.times(), now);
    }

    /** Whether an item is of a kind and scope that this collector takes. */
    public boolean wants(Item item) {
        return sourceOf(item) >= 0;
    }

    /** Takes an item that may be in scope, and that nobody else is asked about. */
    public List<Effect> offer(Item item, long now) {
        return offer(item, true, now);
    }

    /**
     * Takes an item that may be in scope.
     *
     * @param alone whether no other collector is asked about it: a refusal needs nobody else's word then
     */
    public List<Effect> offer(Item item, boolean alone, long now) {
        if (state != State.ACTIVE) {
            tally().dropped++;
            return flush();
        }
        int source = sourceOf(item);
        if (source < 0) {
            return List.of();
        }
        long at = item.event().receivedNanos();
        if (at < deadlines.startedAt()) {
            return List.of();
        }
        boolean afterIdle = at >= deadlines.idleAt();
        if (at >= deadlines.deadline() || (afterIdle && nothingUnjudged())) {
            tally().late++;
            return flush();
        }
        if (!isNew(item)) {
            tally().duplicates++;
            return flush();
        }
        long maxProcessed = spec.limits().maxProcessed();
        if (maxProcessed != 0 && received >= maxProcessed) {
            tally().dropped++;
            return flush();
        }
        received++;
        if (spec.times().idleOnReceived() && !afterIdle) {
            deadlines.heard(at);
        }
        Compiled filter = spec.sources().get(source).filter();
        boolean passes = filter == null || filter.matches(item);
        if (!passes && !afterIdle) {
            refuse(item, alone, "filter");
        } else if (spec.calls().judgeAtOnce() > 0 || !nothingUnjudged()) {
            Judging.Waiting waiting = new Judging.Waiting(nextSeq++, item, source, alone, afterIdle);
            if (!passes) {
                waiting.verdict = new Verdict.Reject();
            }
            enqueue(waiting, now);
        } else {
            commit(item, source, alone, now);
        }
        settle(now);
        return flush();
    }

    /** Takes the verdict of the user's filter. */
    public List<Effect> judged(long seq, Verdict verdict, long now) {
        if (state != State.ACTIVE || judging == null) {
            return List.of();
        }
        judging.judged(seq, verdict);
        commitJudged(now);
        judgeNext(now);
        settle(now);
        return flush();
    }

    /**
     * Takes back a delivery.
     *
     * @param nanos how long the handler took
     * @param error what it threw, in words; null when it did not
     */
    public List<Effect> handled(long seq, long nanos, @Nullable String error, long now) {
        Handovers.Handover done = state == State.ENDED || handovers == null ? null : handovers.returned(seq);
        if (done == null) {
            return List.of();
        }
        if (done.collects()) {
            tally().handled(nanos);
        }
        if (error != null) {
            failed(done, error, now);
        }
        deliverNext();
        settle(now);
        return flush();
    }

    private void failed(Handovers.Handover done, String error, long now) {
        tally().handlerErrors++;
        if (spec.options().batch().size() != 0 && done.collects()) {
            if (done.retries() < spec.options().batch().retries()) {
                handovers()
                        .addFirst(new Handovers.Handover(
                                nextSeq++, done.why(), done.code(), done.items(), done.retries() + 1));
            } else {
                tally().undelivered += done.items().size();
            }
        }
        if (spec.options().endOnHandlerError() && state == State.ACTIVE) {
            begin(new EndReason.HandlerFailed(error), now);
        }
    }

    /** Lets time pass: ends what is due, gives up what takes too long. */
    public List<Effect> tick(long now) {
        if (state == State.DRAINING && now >= drainAt) {
            finish(now);
            return flush();
        }
        if (state != State.ACTIVE) {
            return List.of();
        }
        giveUpSlowJudgements(now);
        if (batchAt() <= now) {
            closeBatch();
            deliverNext();
        }
        settle(now);
        return flush();
    }

    /** When {@link #tick} has something to do next, or {@link #NEVER}. */
    public long nextTick() {
        if (state == State.DRAINING) {
            return drainAt;
        }
        if (state != State.ACTIVE) {
            return NEVER;
        }
        long end = deadlines.end();
        if (end != NEVER && !nothingUnjudged()) {
            end += drainNanos;
        }
        long slow = judging == null ? NEVER : judging.slowAt(filterNanos());
        return Math.min(Math.min(deadlines.lifetimeAt(), batchAt()), Math.min(slow, end));
    }

    private long batchAt() {
        return handovers == null ? NEVER : handovers.batchAt();
    }

    /** Ends it, unless it ends already: the first reason wins. */
    public List<Effect> stop(EndReason why, long now) {
        if (state == State.QUEUED) {
            deadlines.neverBegan(now);
            reason = why;
            emit(new Effect.Draining(why));
            finish(now);
        } else if (state == State.ACTIVE) {
            begin(why, now);
        }
        return flush();
    }

    /**
     * Starts the times anew from {@code now} with new lengths, for good.
     *
     * @param time nanoseconds, 0 for none
     * @param idle nanoseconds, 0 for none
     * @return false when it takes no items any more
     */
    public boolean resetTimer(long time, long idle, long now) {
        if (state != State.ACTIVE) {
            return false;
        }
        deadlines.reset(time, idle, now);
        return true;
    }

    /** Moves the deadline; false when there is none, or it takes no items any more. */
    public boolean extend(long by) {
        return state == State.ACTIVE && deadlines.extend(by);
    }

    /** A message is gone: with {@code dispose} it leaves. */
    public List<Effect> messageDeleted(long message, long now) {
        if (state != State.ACTIVE || !spec.options().dispose()) {
            return List.of();
        }
        if (judging != null) {
            judging.gone(item -> item instanceof Message waiting && waiting.id() == message);
        }
        Message left = items.leave(message);
        if (left != null) {
            leave(left, true);
        }
        settle(now);
        return flush();
    }

    /** A user took a reaction back. */
    public List<Effect> reactionRemoved(Reaction removal, long now) {
        if (state != State.ACTIVE || sourceOf(removal) < 0) {
            return List.of();
        }
        if (!items.saw(removal, false)) {
            tally().duplicates++;
            return flush();
        }
        forgetUnjudged(removal.message(), removal.user(), removal.emoji());
        Reaction left = items.leave(removal);
        if (left != null) {
            leave(left, spec.options().dispose());
        }
        settle(now);
        return flush();
    }

    /** All reactions of a message are gone, or all of one emoji. */
    public List<Effect> reactionsCleared(long message, @Nullable String emoji, long now) {
        if (state != State.ACTIVE) {
            return List.of();
        }
        forgetUnjudged(message, 0, emoji);
        for (Reaction left : items.leave(message, emoji)) {
            leave(left, spec.options().dispose());
        }
        settle(now);
        return flush();
    }

    private void forgetUnjudged(long message, long user, @Nullable String emoji) {
        if (judging != null && spec.options().dispose()) {
            judging.gone(item -> item instanceof Reaction reaction
                    && reaction.message() == message
                    && (user == 0 || reaction.user() == user)
                    && (emoji == null || reaction.emoji().equals(emoji)));
        }
    }

    /** The report as it would be now. */
    public EndReport report(long now) {
        return new EndReport(
                id,
                spec.label(),
                reason == null ? new EndReason.Cancelled() : reason,
                counts(),
                Duration.ofNanos(Math.max(0, now - deadlines.startedAt())),
                Duration.ZERO);
    }

    // State as a value.

    /** The whole state, with times as lengths from {@code now}: it depends on no clock and nothing of it changes any more. */
    public Snapshot snapshot(long now) {
        return new Snapshot(
                state,
                reason,
                deadlines.snapshot(now),
                Snapshot.left(drainAt, now),
                nextSeq,
                errorsInRow,
                items.satisfied(),
                counts(),
                recent == null ? List.of() : recent.keys(),
                items.reactions(now),
                items.distincts(),
                items.items(now),
                judging == null ? List.of() : judging.snapshot(now),
                handovers == null ? Snapshot.Deliveries.NONE : handovers.snapshot(now));
    }

    /**
     * Goes on from a snapshot: from {@code now} on it behaves as the one that was captured would have, had no time passed. Calls
     * of the user's code that were under way are still waited for; who cannot wait for them makes them anew with
     * {@link #underWay}.
     *
     * @param spec the specification that the captured one had
     */
    public static Collector restored(CollectorId id, CollectorSpec spec, Duration drain, Snapshot from, long now) {
        Burden burden = new Burden();
        Collector collector = new Collector(
                id,
                spec,
                drain,
                burden,
                Deadlines.restored(from.clocks(), now),
                Accepted.restored(spec, from, burden, now));
        collector.state = from.state();
        collector.reason = from.reason();
        collector.drainAt = Deadlines.at(from.drainLeft(), now);
        collector.received = from.counts().received();
        collector.nextSeq = from.nextSeq();
        collector.errorsInRow = from.errorsInRow();
        collector.tally = Tally.restored(from.counts());
        collector.recent = Recent.restored(from.recent(), burden);
        collector.judging = new Judging(burden);
        collector.judging.restore(from.unjudged(), now);
        collector.handovers = new Handovers(burden);
        collector.handovers.restore(from.deliveries(), now);
        return collector;
    }

    /** The calls of the user's code that are under way, in case nobody makes them any more: to be made anew, same numbers. */
    public List<Effect> underWay() {
        List<Effect> again = new ArrayList<>();
        if (judging != null) {
            judging.askedAgain(again);
        }
        if (handovers != null) {
            handovers.handedOverAgain(again);
        }
        return again;
    }

    // A turn: from the inbox to the commit.

    private int sourceOf(Item item) {
        Sources sources = spec.sources();
        for (int i = 0; i < sources.size(); i++) {
            CollectorSpec.Source source = sources.get(i);
            if (source.kind() == item.kind() && source.scope().contains(item)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isNew(Item item) {
        if (item instanceof Reaction reaction) {
            return items.saw(reaction, true);
        }
        if (recent == null) {
            recent = new Recent(burden);
        }
        return recent.add(item instanceof RawEvent ? -item.key() : item.key());
    }

    private boolean nothingUnjudged() {
        return judging == null || judging.isEmpty();
    }

    private int waiting() {
        return (judging == null ? 0 : judging.size()) + waitingForHandlers();
    }

    private int waitingForHandlers() {
        return handovers == null ? 0 : handovers.items();
    }

    private void enqueue(Judging.Waiting waiting, long now) {
        if (waiting() >= spec.options().buffer() && !madeRoom(waiting, now)) {
            return;
        }
        if (spec.calls().judgeAtOnce() == 0 && waiting.verdict == null) {
            waiting.verdict = new Verdict.Accept();
        }
        if (judging == null) {
            judging = new Judging(burden);
        }
        judging.add(waiting);
        judgeNext(now);
    }

    /** Follows the overflow policy for an item that has not been judged; false when the item itself goes. */
    private boolean madeRoom(Judging.Waiting waiting, long now) {
        tally().overflowed++;
        return switch (spec.options().overflow()) {
            case END -> {
                begin(new EndReason.Overflowed(spec.options().buffer()), now);
                yield false;
            }
            case DROP_NEWEST -> false;
            case DROP_OLDEST -> dropOldestHandover() || (judging != null && judging.dropOldest());
            case COALESCE -> {
                boolean replaced = judging != null && judging.replaceNewest(waiting);
                yield !replaced && handovers != null && drop(handovers.dropNewest(waiting.item.user()));
            }
        };
    }

    private boolean dropOldestHandover() {
        return handovers != null && drop(handovers.dropOldest());
    }

    private boolean drop(Handovers.@Nullable Handover handover) {
        if (handover != null && handover.collects()) {
            tally().undelivered += handover.items().size();
        }
        return handover != null;
    }

    private void judgeNext(long now) {
        if (judging != null) {
            judging.ask(spec.calls().judgeAtOnce(), now, out());
        }
    }

    private void giveUpSlowJudgements(long now) {
        if (judging != null && judging.giveUp(filterNanos(), now, out())) {
            commitJudged(now);
            judgeNext(now);
        }
    }

    private long filterNanos() {
        return spec.options().filterTimeout().toNanos();
    }

    /** Commits from the head, as far as verdicts are there: arrival order is kept. */
    private void commitJudged(long now) {
        while (state == State.ACTIVE && judging != null) {
            Judging.Waiting head = judging.pollJudged();
            Verdict verdict = head == null ? null : head.verdict;
            if (head == null || verdict == null) {
                return;
            }
            if (head.afterIdle && head.item.event().receivedNanos() >= deadlines.idleAt()) {
                received--;
                tally().late++;
                continue;
            }
            switch (verdict) {
                case Verdict.Accept _ -> {
                    errorsInRow = 0;
                    if (head.gone) {
                        refuse(head.item, head.alone, "deleted");
                    } else {
                        commit(head.item, head.source, head.alone, now);
                    }
                }
                case Verdict.Reject _ -> {
                    errorsInRow = 0;
                    refuse(head.item, head.alone, "filter");
                }
                case Verdict.TooSlow _ -> refuse(head.item, head.alone, "filterTimeout");
                case Verdict.Threw threw -> filterThrew(head, threw, now);
            }
            if (state == State.ACTIVE) {
                endAtLimit(now);
            }
        }
    }

    private void filterThrew(Judging.Waiting judged, Verdict.Threw threw, long now) {
        tally().filterErrors++;
        errorsInRow++;
        refuse(judged.item, judged.alone, "filterError");
        if (spec.options().onFilterError() instanceof Options.OnFilterError.End end && errorsInRow >= end.inRow()) {
            begin(new EndReason.FilterFailed(String.valueOf(threw.message())), now);
        }
    }

    private static boolean isInteraction(Item item) {
        return switch (item.kind()) {
            case COMPONENT, MODAL, COMMAND -> true;
            case MESSAGE, REACTION, RAW -> false;
        };
    }

    private void refuse(Item item, boolean alone, String code) {
        tally().ignore(code);
        if (isInteraction(item) && !(spec.answering().onReject() instanceof Answering.OnReject.Ignore)) {
            emit(new Effect.Rejected(item, alone));
        }
        if (spec.calls().refuse() && waitingForHandlers() < spec.options().buffer()) {
            tell(Telling.REFUSE, code, item);
        }
    }

    /** The one place where an item is accepted. */
    private void commit(Item item, int source, boolean alone, long now) {
        String refusal = items.refusal(item, source);
        if (refusal != null) {
            refuse(item, alone, refusal);
            return;
        }
        if (spec.calls().collect() && waitingForHandlers() >= spec.options().buffer() && !roomForDelivery(item, now)) {
            return;
        }
        deadlines.heard(item.event().receivedNanos());
        boolean newEmoji = items.add(item, source, tally());
        emit(new Effect.Accepted(item));
        if (newEmoji && spec.calls().create()) {
            tell(Telling.CREATE, "", item);
        }
        if (spec.calls().collect()) {
            deliver(item, now);
        }
    }

    /** Follows the overflow policy for an item that passed its filter and finds the handlers too slow. */
    private boolean roomForDelivery(Item item, long now) {
        tally().overflowed++;
        return switch (spec.options().overflow()) {
            case END -> {
                begin(new EndReason.Overflowed(spec.options().buffer()), now);
                yield false;
            }
            case DROP_NEWEST -> false;
            case DROP_OLDEST -> {
                dropOldestHandover();
                yield true;
            }
            case COALESCE -> {
                drop(handovers().dropNewest(item.user()));
                yield true;
            }
        };
    }

    private void leave(Item item, boolean refund) {
        if (refund) {
            items.refund(item, tally());
        }
        if (spec.calls().remove()) {
            tell(Telling.REMOVE, "", item);
        }
    }

    // Handlers.

    private void deliver(Item item, long now) {
        Options.Batch wanted = spec.options().batch();
        if (wanted.size() == 0) {
            tell(Telling.COLLECT, "", item);
        } else if (handovers().addToBatch(item, wanted, now)) {
            closeBatch();
            deliverNext();
        }
    }

    private void tell(Telling why, String code, Item item) {
        handovers().add(new Handovers.Handover(nextSeq++, why, code, List.of(item), 0));
        deliverNext();
    }

    private void closeBatch() {
        List<Item> batch = handovers == null ? List.of() : handovers.takeBatch();
        if (!batch.isEmpty()) {
            handovers().add(new Handovers.Handover(nextSeq++, Telling.COLLECT, "", batch, 0));
            tally().batches++;
        }
    }

    private void deliverNext() {
        if (handovers != null) {
            handovers.handOver(spec.options().parallel(), out());
        }
    }

    // Ending.

    private void settle(long now) {
        if (state == State.ACTIVE) {
            endAtLimit(now);
        }
        if (state == State.ACTIVE) {
            endInTime(now);
        }
        if (state == State.DRAINING && handedOver()) {
            finish(now);
        }
    }

    /** The limits in their fixed order. */
    private void endAtLimit(long now) {
        EndReason limit = items.limit(tally == null || !spec.options().dispose() ? 0 : tally.disposed);
        long maxProcessed = spec.limits().maxProcessed();
        if (limit != null) {
            begin(limit, now);
        } else if (maxProcessed != 0 && received >= maxProcessed && nothingUnjudged()) {
            begin(new EndReason.ProcessedLimit(maxProcessed), now);
        }
    }

    /** An item received in time is waited for; the hard cap waits for nothing. */
    private void endInTime(long now) {
        if (now >= deadlines.lifetimeAt()) {
            begin(new EndReason.Expired(spec.times().maxLifetime()), now);
            return;
        }
        long end = deadlines.end();
        if (now < end) {
            return;
        }
        if (!nothingUnjudged() && now < end + drainNanos) {
            return;
        }
        begin(deadlines.reason(), now);
    }

    private boolean handedOver() {
        return handovers == null || handovers.idle();
    }

    private void begin(EndReason why, long now) {
        state = State.DRAINING;
        reason = why;
        drainAt = now + drainNanos;
        if (judging != null) {
            tally().dropped += judging.abandon(out());
        }
        closeBatch();
        deliverNext();
        emit(new Effect.Draining(why));
        if (handedOver()) {
            finish(now);
        }
    }

    private void finish(long now) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        while (dropOldestHandover()) {
            // Counted one by one: only what was to be collected counts as undelivered.
        }
        if (handovers != null) {
            handovers.abandon(out());
        }
        emit(new Effect.Ended(report(now), whole(), summaries()));
        items.letGo();
        recent = null;
        burden.end();
    }

    // Parts that are made when first needed: an idle collector stays small.

    private Tally tally() {
        if (tally == null) {
            tally = new Tally();
        }
        return tally;
    }

    private Handovers handovers() {
        if (handovers == null) {
            handovers = new Handovers(burden);
        }
        return handovers;
    }

    private List<Effect> out() {
        if (out == null) {
            out = new ArrayList<>(4);
        }
        return out;
    }

    private void emit(Effect effect) {
        out().add(effect);
    }

    private List<Effect> flush() {
        List<Effect> done = out;
        out = null;
        return done == null ? List.of() : done;
    }
}
