package dev.weir.worker.collector;

import static dev.weir.worker.collector.Collector.NEVER;

import dev.weir.worker.collector.Effect.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Items that wait for the verdict of the user's filter, in the order of their arrival. Owned by its lane. */
final class Judging {
    private final Burden burden;
    private final Deque<Waiting> queue = new ArrayDeque<>(4);

    /** How many are with the filter now. */
    private int asked;

    /** An item that waits for its verdict. */
    static final class Waiting {
        final long seq;
        final Item item;
        final int source;

        /** Whether no other collector was asked about it. */
        final boolean alone;

        /** Whether it came after the idle time was over: it counts only if one before it is accepted. */
        final boolean afterIdle;

        long askedAt = NEVER;

        @Nullable
        Verdict verdict;

        /** Whether it was deleted meanwhile. */
        boolean gone;

        Waiting(long seq, Item item, int source, boolean alone, boolean afterIdle) {
            this.seq = seq;
            this.item = item;
            this.source = source;
            this.alone = alone;
            this.afterIdle = afterIdle;
        }

        private boolean atFilter() {
            return verdict == null && askedAt != NEVER;
        }

        private boolean untouched() {
            return verdict == null && askedAt == NEVER;
        }
    }

    Judging(Burden burden) {
        this.burden = burden;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    int size() {
        return queue.size();
    }

    void add(Waiting waiting) {
        queue.add(waiting);
        burden.take(waiting.item);
    }

    /** Has the filter judge as many as it may at once. */
    void ask(int atOnce, long now, List<Effect> out) {
        for (Waiting waiting : queue) {
            if (asked >= atOnce) {
                return;
            }
            if (waiting.untouched()) {
                waiting.askedAt = now;
                asked++;
                out.add(new Effect.Judge(waiting.seq, waiting.item));
            }
        }
    }

    void judged(long seq, Verdict verdict) {
        for (Waiting waiting : queue) {
            if (waiting.seq == seq && waiting.verdict == null) {
                waiting.verdict = verdict;
                asked--;
                return;
            }
        }
    }

    /** Gives up those that are with the filter for so long; whether there were any. */
    boolean giveUp(long nanos, long now, List<Effect> out) {
        if (asked == 0) {
            return false;
        }
        for (Waiting waiting : queue) {
            if (waiting.atFilter() && now >= waiting.askedAt + nanos) {
                waiting.verdict = new Verdict.TooSlow();
                asked--;
                out.add(new Effect.Abandon(waiting.seq));
            }
        }
        return true;
    }

    /** When the first is to be given up, or {@link Collector#NEVER}. */
    long slowAt(long nanos) {
        long slow = NEVER;
        if (asked > 0) {
            for (Waiting waiting : queue) {
                if (waiting.atFilter()) {
                    slow = Math.min(slow, waiting.askedAt + nanos);
                }
            }
        }
        return slow;
    }

    /** The first in the order of arrival, taken out; null when there is none, or it has no verdict yet. */
    @Nullable
    Waiting pollJudged() {
        Waiting head = queue.peekFirst();
        if (head == null || head.verdict == null) {
            return null;
        }
        burden.drop(head.item);
        return queue.removeFirst();
    }

    /** Drops the one that waits longest and was not asked about; whether there was one. */
    boolean dropOldest() {
        for (Iterator<Waiting> each = queue.iterator(); each.hasNext(); ) {
            Waiting oldest = each.next();
            if (oldest.untouched()) {
                each.remove();
                burden.drop(oldest.item);
                return true;
            }
        }
        return false;
    }

    /**
     * Puts one in the place of the newest of the same user, or else of the newest, that was not asked about; whether there was
     * one.
     */
    boolean replaceNewest(Waiting waiting) {
        Waiting place = null;
        for (Iterator<Waiting> newest = queue.descendingIterator(); newest.hasNext(); ) {
            Waiting candidate = newest.next();
            if (!candidate.untouched()) {
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
            queue.remove(place);
            burden.drop(place.item);
            add(waiting);
        }
        return place != null;
    }

    /** Items like that are gone from Discord. */
    void gone(Predicate<Item> which) {
        for (Waiting waiting : queue) {
            if (which.test(waiting.item)) {
                waiting.gone = true;
            }
        }
    }

    /** Gives up all; says how many they were. */
    int abandon(List<Effect> out) {
        for (Waiting waiting : queue) {
            burden.drop(waiting.item);
            if (waiting.atFilter()) {
                out.add(new Effect.Abandon(waiting.seq));
            }
        }
        int dropped = queue.size();
        queue.clear();
        asked = 0;
        return dropped;
    }

    /** What is with the filter, to be asked again. */
    void askedAgain(List<Effect> out) {
        for (Waiting waiting : queue) {
            if (waiting.atFilter()) {
                out.add(new Effect.Judge(waiting.seq, waiting.item));
            }
        }
    }

    List<Snapshot.Unjudged> snapshot(long now) {
        List<Snapshot.Unjudged> all = new ArrayList<>(queue.size());
        for (Waiting waiting : queue) {
            all.add(new Snapshot.Unjudged(
                    waiting.seq,
                    Snapshot.at(waiting.item, -now),
                    waiting.source,
                    waiting.alone,
                    waiting.afterIdle,
                    Snapshot.left(waiting.askedAt, now),
                    waiting.verdict,
                    waiting.gone));
        }
        return all;
    }

    void restore(List<Snapshot.Unjudged> all, long now) {
        for (Snapshot.Unjudged each : all) {
            Waiting waiting = new Waiting(
                    each.seq(), Snapshot.at(each.item(), now), each.source(), each.alone(), each.afterIdle());
            waiting.askedAt = Deadlines.at(each.asked(), now);
            waiting.verdict = each.verdict();
            waiting.gone = each.gone();
            asked += waiting.atFilter() ? 1 : 0;
            add(waiting);
        }
    }
}
