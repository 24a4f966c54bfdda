package dev.weir.worker.collector;

import static dev.weir.worker.collector.CollectorSpec.Mode.ALL;
import static dev.weir.worker.collector.CollectorSpec.Mode.ANY;
import static dev.weir.worker.collector.CollectorSpec.Mode.SEQUENCE;

import dev.weir.model.CollectorId;
import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.model.filter.Compiled;
import dev.weir.worker.collector.Effect.Telling;
import dev.weir.worker.collector.Effect.Verdict;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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

    private State state = State.QUEUED;
    private long startedAt;
    private long deadline = NEVER;
    private long timeNanos;
    private long idleAt = NEVER;
    private long idleNanos;
    private long lifetimeAt = NEVER;
    private long drainAt = NEVER;
    private long received;
    private long accepted;
    private long nextSeq = 1;
    private int delivering;
    private int judging;
    private int queued;
    private int errorsInRow;
    private long satisfied;

    private @Nullable EndReason reason;
    private @Nullable Tally tally;
    private @Nullable Recent recent;
    private @Nullable Pairs pairs;
    private @Nullable Distinct distinct;
    private @Nullable Kept kept;
    private @Nullable Map<Long, Message> heldMessages;
    private @Nullable Deque<Waiting> unjudged;
    private @Nullable Deque<Handover> undelivered;
    private @Nullable Map<Long, Handover> delivered;
    private @Nullable List<Item> batch;
    private long batchAt = NEVER;
    private @Nullable List<Effect> out;

    /** Where a collector stands. */
    public enum State {
        QUEUED,
        ACTIVE,
        DRAINING,
        ENDED
    }

    /** An item that waits for its verdict. */
    private static final class Waiting {
        final long seq;
        final Item item;
        final int source;
        final boolean afterIdle;
        long judgedSince = NEVER;

        @Nullable
        Verdict verdict;

        boolean gone;

        Waiting(long seq, Item item, int source, boolean afterIdle) {
            this.seq = seq;
            this.item = item;
            this.source = source;
            this.afterIdle = afterIdle;
        }
    }

    /** Accepted items on their way to the handler. */
    private record Handover(long seq, Telling why, String code, List<Item> items, int retries) {
        boolean collects() {
            return why == Telling.COLLECT;
        }
    }

    /**
     * A collector that is not active yet.
     *
     * @param drain how long its end waits for handlers
     */
    public Collector(CollectorId id, CollectorSpec spec, Duration drain) {
        this.id = id;
        this.spec = spec;
        this.drainNanos = drain.toNanos();
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
        return accepted;
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
        return deadline;
    }

    /** Makes it active: its times run from {@code now}. */
    public void activate(long now) {
        if (state != State.QUEUED) {
            return;
        }
        state = State.ACTIVE;
        startedAt = now;
        Times times = spec.times();
        Duration time = times.time();
        Duration idle = times.idle();
        if (time != null) {
            timeNanos = time.toNanos();
            deadline = now + timeNanos;
        }
        if (idle != null) {
            idleNanos = idle.toNanos();
            idleAt = now + idleNanos;
        }
        lifetimeAt = now + times.maxLifetime().toNanos();
    }

    /** Whether an item is of a kind and scope that this collector takes. */
    public boolean wants(Item item) {
        return sourceOf(item) >= 0;
    }

    /** Takes an item that may be in scope. */
    public List<Effect> offer(Item item, long now) {
        if (state != State.ACTIVE) {
            tally().dropped++;
            return flush();
        }
        int source = sourceOf(item);
        if (source < 0) {
            return List.of();
        }
        long at = item.event().receivedNanos();
        if (at < startedAt) {
            return List.of();
        }
        if (at >= deadline || (at >= idleAt && nothingUnjudged())) {
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
        boolean afterIdle = at >= idleAt;
        if (spec.times().idleOnReceived() && idleNanos != 0 && !afterIdle) {
            idleAt = Math.max(idleAt, at + idleNanos);
        }
        Compiled filter = spec.sources().get(source).filter();
        boolean passes = filter == null || filter.matches(item);
        if (!passes && !afterIdle) {
            refuse(item, "filter");
        } else if (spec.calls().judgeAtOnce() > 0 || !nothingUnjudged()) {
            Waiting waiting = new Waiting(nextSeq++, item, source, afterIdle);
            if (!passes) {
                waiting.verdict = new Verdict.Reject();
            }
            enqueue(waiting, now);
        } else {
            commit(item, source, now);
        }
        settle(now);
        return flush();
    }

    /** Takes the verdict of the user's filter. */
    public List<Effect> judged(long seq, Verdict verdict, long now) {
        if (state != State.ACTIVE || unjudged == null) {
            return List.of();
        }
        for (Waiting waiting : unjudged) {
            if (waiting.seq == seq && waiting.verdict == null) {
                waiting.verdict = verdict;
                judging--;
                break;
            }
        }
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
        if (state == State.ENDED || delivered == null) {
            return List.of();
        }
        Handover done = delivered.remove(seq);
        if (done == null) {
            return List.of();
        }
        delivering--;
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

    private void failed(Handover done, String error, long now) {
        tally().handlerErrors++;
        if (spec.options().batch().size() != 0 && done.collects()) {
            if (done.retries < spec.options().batch().retries()) {
                undelivered().addFirst(new Handover(nextSeq++, done.why, done.code, done.items, done.retries + 1));
                queued += done.items.size();
            } else {
                tally().undelivered += done.items.size();
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
        if (batchAt <= now) {
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
        long next = Math.min(lifetimeAt, batchAt);
        long end = Math.min(deadline, idleAt);
        if (end != NEVER && !nothingUnjudged()) {
            end += drainNanos;
        }
        if (unjudged != null && judging > 0) {
            long slow = NEVER;
            for (Waiting waiting : unjudged) {
                if (waiting.verdict == null && waiting.judgedSince != NEVER) {
                    slow = Math.min(slow, waiting.judgedSince + filterNanos());
                }
            }
            next = Math.min(next, slow);
        }
        return Math.min(next, end);
    }

    /** Ends it, unless it ends already: the first reason wins. */
    public List<Effect> stop(EndReason why, long now) {
        if (state == State.QUEUED) {
            startedAt = now;
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
        timeNanos = time;
        deadline = time == 0 ? NEVER : now + time;
        idleNanos = idle;
        idleAt = idle == 0 ? NEVER : now + idle;
        return true;
    }

    /** Moves the deadline; false when there is none, or it takes no items any more. */
    public boolean extend(long by) {
        if (state != State.ACTIVE || deadline == NEVER) {
            return false;
        }
        timeNanos += by;
        deadline += by;
        return true;
    }

    /** A message is gone: with {@code dispose} it leaves. */
    public List<Effect> messageDeleted(long message, long now) {
        if (state != State.ACTIVE || !spec.options().dispose()) {
            return List.of();
        }
        if (unjudged != null) {
            for (Waiting waiting : unjudged) {
                if (waiting.item instanceof Message waitingMessage && waitingMessage.id() == message) {
                    waiting.gone = true;
                }
            }
        }
        Message left = heldMessages == null ? null : heldMessages.remove(message);
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
        Pairs.Pair pair = Pairs.Pair.of(removal);
        if (!pairs().saw(pair, false)) {
            tally().duplicates++;
            return flush();
        }
        forgetUnjudged(removal.message(), removal.user(), removal.emoji());
        Reaction left = pairs().leave(pair);
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
        for (Reaction left : pairs().leave(message, emoji)) {
            leave(left, spec.options().dispose());
        }
        settle(now);
        return flush();
    }

    private void forgetUnjudged(long message, long user, @Nullable String emoji) {
        if (unjudged == null || !spec.options().dispose()) {
            return;
        }
        for (Waiting waiting : unjudged) {
            if (waiting.item instanceof Reaction reaction
                    && reaction.message() == message
                    && (user == 0 || reaction.user() == user)
                    && (emoji == null || reaction.emoji().equals(emoji))) {
                waiting.gone = true;
            }
        }
    }

    /** The report as it would be now. */
    public EndReport report(long now) {
        return new EndReport(
                id,
                spec.label(),
                reason == null ? new EndReason.Cancelled() : reason,
                tally().counts(received, accepted),
                Duration.ofNanos(Math.max(0, now - startedAt)),
                Duration.ZERO);
    }

    // A turn: from the inbox to the commit.

    private int sourceOf(Item item) {
        List<CollectorSpec.Source> sources = spec.sources();
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
            return pairs().saw(Pairs.Pair.of(reaction), true);
        }
        if (recent == null) {
            recent = new Recent();
        }
        return recent.add(item instanceof RawEvent ? -item.key() : item.key());
    }

    private boolean nothingUnjudged() {
        return unjudged == null || unjudged.isEmpty();
    }

    private int waiting() {
        int unread = unjudged == null ? 0 : unjudged.size();
        return unread + waitingForHandlers();
    }

    private int waitingForHandlers() {
        return queued + (batch == null ? 0 : batch.size());
    }

    private void enqueue(Waiting waiting, long now) {
        if (waiting() >= spec.options().buffer() && !madeRoom(waiting, now)) {
            return;
        }
        if (unjudged == null) {
            unjudged = new ArrayDeque<>(4);
        }
        if (spec.calls().judgeAtOnce() == 0 && waiting.verdict == null) {
            waiting.verdict = new Verdict.Accept();
        }
        unjudged.add(waiting);
        judgeNext(now);
    }

    /** Follows the overflow policy for an item that has not been judged; false when the item itself goes. */
    private boolean madeRoom(Waiting waiting, long now) {
        tally().overflowed++;
        return switch (spec.options().overflow()) {
            case END -> {
                begin(new EndReason.Overflowed(spec.options().buffer()), now);
                yield false;
            }
            case DROP_NEWEST -> false;
            case DROP_OLDEST -> dropOldest();
            case COALESCE -> {
                replaceNewest(waiting);
                yield false;
            }
        };
    }

    private boolean dropOldest() {
        if (dropOldestHandover()) {
            return true;
        }
        if (unjudged != null) {
            for (Iterator<Waiting> each = unjudged.iterator(); each.hasNext(); ) {
                Waiting oldest = each.next();
                if (oldest.judgedSince == NEVER && oldest.verdict == null) {
                    each.remove();
                    return true;
                }
            }
        }
        return false;
    }

    private boolean dropOldestHandover() {
        if (undelivered == null || undelivered.isEmpty()) {
            return false;
        }
        drop(undelivered.removeFirst());
        return true;
    }

    private void drop(Handover handover) {
        queued -= handover.items.size();
        if (handover.collects()) {
            tally().undelivered += handover.items.size();
        }
    }

    private void replaceNewest(Waiting waiting) {
        if (unjudged == null) {
            return;
        }
        Waiting place = null;
        for (Iterator<Waiting> newest = unjudged.descendingIterator(); newest.hasNext(); ) {
            Waiting candidate = newest.next();
            if (candidate.judgedSince != NEVER || candidate.verdict != null) {
                continue;
            }
            if (candidate.item.user() == waiting.item.user()) {
                place = candidate;
                break;
            }
            if (place == null) {
                place = candidate;
            }
        }
        if (place != null) {
            unjudged.remove(place);
            unjudged.add(waiting);
        }
    }

    private void judgeNext(long now) {
        if (unjudged == null || spec.calls().judgeAtOnce() == 0) {
            return;
        }
        for (Waiting waiting : unjudged) {
            if (judging >= spec.calls().judgeAtOnce()) {
                return;
            }
            if (waiting.judgedSince == NEVER && waiting.verdict == null) {
                waiting.judgedSince = now;
                judging++;
                emit(new Effect.Judge(waiting.seq, waiting.item));
            }
        }
    }

    private void giveUpSlowJudgements(long now) {
        if (unjudged == null || judging == 0) {
            return;
        }
        for (Waiting waiting : unjudged) {
            if (waiting.verdict == null && waiting.judgedSince != NEVER && now >= waiting.judgedSince + filterNanos()) {
                waiting.verdict = new Verdict.TooSlow();
                judging--;
                emit(new Effect.Abandon(waiting.seq));
            }
        }
        commitJudged(now);
        judgeNext(now);
    }

    private long filterNanos() {
        return spec.options().filterTimeout().toNanos();
    }

    /** Commits from the head, as far as verdicts are there: arrival order is kept. */
    private void commitJudged(long now) {
        while (state == State.ACTIVE && unjudged != null && !unjudged.isEmpty()) {
            Verdict verdict = unjudged.getFirst().verdict;
            if (verdict == null) {
                return;
            }
            Waiting head = unjudged.removeFirst();
            if (head.afterIdle && head.item.event().receivedNanos() >= idleAt) {
                received--;
                tally().late++;
                continue;
            }
            switch (verdict) {
                case Verdict.Accept _ -> {
                    errorsInRow = 0;
                    if (head.gone) {
                        refuse(head.item, "deleted");
                    } else {
                        commit(head.item, head.source, now);
                    }
                }
                case Verdict.Reject _ -> {
                    errorsInRow = 0;
                    refuse(head.item, "filter");
                }
                case Verdict.TooSlow _ -> refuse(head.item, "filterTimeout");
                case Verdict.Threw threw -> filterThrew(head.item, threw, now);
            }
            if (state == State.ACTIVE) {
                endAtLimit(now);
            }
        }
    }

    private void filterThrew(Item item, Verdict.Threw threw, long now) {
        tally().filterErrors++;
        errorsInRow++;
        refuse(item, "filterError");
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

    private void refuse(Item item, String code) {
        tally().ignore(code);
        if (isInteraction(item) && !(spec.answering().onReject() instanceof Answering.OnReject.Ignore)) {
            emit(new Effect.Rejected(item));
        }
        if (spec.calls().refuse() && waitingForHandlers() < spec.options().buffer()) {
            tell(Telling.REFUSE, code, item);
        }
    }

    /** The one place where an item is accepted. */
    private void commit(Item item, int source, long now) {
        String refusal = refusal(item, source);
        if (refusal != null) {
            refuse(item, refusal);
            return;
        }
        if (spec.calls().collect() && waitingForHandlers() >= spec.options().buffer() && !roomForDelivery(item, now)) {
            return;
        }
        accepted++;
        satisfied |= 1L << source;
        if (idleNanos != 0) {
            idleAt = Math.max(idleAt, item.event().receivedNanos() + idleNanos);
        }
        boolean newEmoji = distinct().add(item);
        if (item instanceof Reaction reaction) {
            pairs().accept(reaction);
        } else if (item instanceof Message message && spec.options().dispose()) {
            if (heldMessages == null) {
                heldMessages = new HashMap<>(4);
            }
            heldMessages.put(message.id(), message);
        }
        if (kept == null) {
            kept = new Kept(spec.options().retain());
        }
        tally().notRetained += kept.add(item);
        emit(new Effect.Accepted(item));
        if (newEmoji && spec.calls().create()) {
            tell(Telling.CREATE, "", item);
        }
        if (spec.calls().collect()) {
            deliver(item, now);
        }
    }

    /** Why an item that its filters passed cannot be accepted all the same, or null. */
    private @Nullable String refusal(Item item, int source) {
        if (item instanceof Reaction reaction) {
            Pairs.Pair pair = Pairs.Pair.of(reaction);
            if (pairs().holds(pair) || (!spec.options().dispose() && pairs().everAccepted(pair))) {
                return "toggled";
            }
        }
        if (spec.mode() == ALL && (satisfied & 1L << source) != 0) {
            return "alreadySatisfied";
        }
        if (spec.mode() == SEQUENCE && Long.bitCount(satisfied) != source) {
            return "outOfTurn";
        }
        int perUser = spec.limits().maxPerUser();
        if (perUser != 0 && distinct().of(item.user()) >= perUser) {
            return "perUser";
        }
        return null;
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
                coalesce(item);
                yield true;
            }
        };
    }

    private void coalesce(Item item) {
        if (undelivered == null || undelivered.isEmpty()) {
            return;
        }
        Handover place = undelivered.getLast();
        for (Iterator<Handover> newest = undelivered.descendingIterator(); newest.hasNext(); ) {
            Handover candidate = newest.next();
            if (candidate.collects() && candidate.items.getLast().user() == item.user()) {
                place = candidate;
                break;
            }
        }
        undelivered.remove(place);
        drop(place);
    }

    private void leave(Item item, boolean refund) {
        if (refund) {
            tally().disposed++;
            distinct().remove(item);
            if (kept != null) {
                kept.remove(item);
            }
        }
        if (spec.calls().remove()) {
            tell(Telling.REMOVE, "", item);
        }
    }

    // Handlers.

    private Deque<Handover> undelivered() {
        if (undelivered == null) {
            undelivered = new ArrayDeque<>(4);
        }
        return undelivered;
    }

    private void deliver(Item item, long now) {
        Options.Batch wanted = spec.options().batch();
        if (wanted.size() == 0) {
            tell(Telling.COLLECT, "", item);
        } else {
            if (batch == null) {
                batch = new ArrayList<>();
                batchAt = now + wanted.maxWait().toNanos();
            }
            batch.add(item);
            if (batch.size() >= wanted.size()) {
                closeBatch();
                deliverNext();
            }
        }
    }

    private void tell(Telling why, String code, Item item) {
        undelivered().add(new Handover(nextSeq++, why, code, List.of(item), 0));
        queued++;
        deliverNext();
    }

    private void closeBatch() {
        if (batch != null) {
            undelivered().add(new Handover(nextSeq++, Telling.COLLECT, "", List.copyOf(batch), 0));
            queued += batch.size();
            tally().batches++;
            batch = null;
        }
        batchAt = NEVER;
    }

    private void deliverNext() {
        while (undelivered != null
                && !undelivered.isEmpty()
                && delivering < spec.options().parallel()) {
            Handover next = undelivered.removeFirst();
            queued -= next.items.size();
            delivering++;
            if (delivered == null) {
                delivered = new HashMap<>(4);
            }
            delivered.put(next.seq, next);
            emit(new Effect.Deliver(next.seq, next.why, next.code, next.items));
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
        if (state == State.DRAINING && delivering == 0 && (undelivered == null || undelivered.isEmpty())) {
            finish(now);
        }
    }

    /** The limits in their fixed order. */
    private void endAtLimit(long now) {
        Limits limits = spec.limits();
        long held = accepted - (tally == null || !spec.options().dispose() ? 0 : tally.disposed);
        if (limits.max() != 0 && held >= limits.max()) {
            begin(new EndReason.LimitReached(limits.max()), now);
        } else if (spec.mode() != ANY
                && Long.bitCount(satisfied) == spec.sources().size()) {
            begin(new EndReason.LimitReached(spec.sources().size()), now);
        } else if (limits.maxComponents() != 0 && distinct().components() >= limits.maxComponents()) {
            begin(new EndReason.ComponentLimit(limits.maxComponents()), now);
        } else if (limits.maxEmojis() != 0 && distinct().emojis() >= limits.maxEmojis()) {
            begin(new EndReason.EmojiLimit(limits.maxEmojis()), now);
        } else if (limits.maxUsers() != 0 && distinct().users() >= limits.maxUsers()) {
            begin(new EndReason.UserLimit(limits.maxUsers()), now);
        } else if (limits.maxProcessed() != 0 && received >= limits.maxProcessed() && nothingUnjudged()) {
            begin(new EndReason.ProcessedLimit(limits.maxProcessed()), now);
        }
    }

    /** An item received in time is waited for; the hard cap waits for nothing. */
    private void endInTime(long now) {
        if (now >= lifetimeAt) {
            begin(new EndReason.Expired(spec.times().maxLifetime()), now);
            return;
        }
        long end = Math.min(deadline, idleAt);
        if (now < end) {
            return;
        }
        if (!nothingUnjudged() && now < end + drainNanos) {
            return;
        }
        begin(
                idleAt < deadline
                        ? new EndReason.WentIdle(Duration.ofNanos(idleNanos))
                        : new EndReason.TimedOut(Duration.ofNanos(timeNanos)),
                now);
    }

    private void begin(EndReason why, long now) {
        state = State.DRAINING;
        reason = why;
        drainAt = now + drainNanos;
        if (unjudged != null) {
            for (Waiting waiting : unjudged) {
                if (waiting.judgedSince != NEVER && waiting.verdict == null) {
                    emit(new Effect.Abandon(waiting.seq));
                }
            }
            tally().dropped += unjudged.size();
            unjudged = null;
        }
        closeBatch();
        deliverNext();
        emit(new Effect.Draining(why));
        if (delivering == 0 && (undelivered == null || undelivered.isEmpty())) {
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
        if (delivering > 0 && delivered != null) {
            for (long seq : delivered.keySet()) {
                emit(new Effect.Abandon(seq));
            }
        }
        emit(new Effect.Ended(
                report(now), kept == null ? List.of() : kept.whole(), kept == null ? List.of() : kept.summaries()));
    }

    // Parts that are made when first needed: an idle collector stays small.

    private Tally tally() {
        if (tally == null) {
            tally = new Tally();
        }
        return tally;
    }

    private Distinct distinct() {
        if (distinct == null) {
            distinct = new Distinct(spec.limits());
        }
        return distinct;
    }

    private Pairs pairs() {
        if (pairs == null) {
            pairs = new Pairs();
        }
        return pairs;
    }

    private void emit(Effect effect) {
        if (out == null) {
            out = new ArrayList<>(4);
        }
        out.add(effect);
    }

    private List<Effect> flush() {
        List<Effect> done = out;
        out = null;
        return done == null ? List.of() : done;
    }
}
