package dev.weir.worker.collector;

import static dev.weir.worker.collector.CollectorSpec.Mode.ALL;
import static dev.weir.worker.collector.CollectorSpec.Mode.ANY;
import static dev.weir.worker.collector.CollectorSpec.Mode.SEQUENCE;

import dev.weir.model.EndReason;
import dev.weir.worker.collector.Snapshot.Pair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a collector has accepted, and what its limits say to that. Its parts are made when first needed. Owned by its lane. */
final class Accepted {
    private final CollectorSpec spec;
    private final Burden burden;
    private long count;

    /** Sources that had their item, a bit each. */
    private long satisfied;

    private @Nullable Pairs pairs;
    private @Nullable Distinct distinct;
    private @Nullable Kept kept;

    /** Messages that leave when they are deleted. */
    private @Nullable Map<Long, Message> disposable;

    Accepted(CollectorSpec spec, Burden burden) {
        this.spec = spec;
        this.burden = burden;
    }

    /** Items that were ever accepted. */
    long count() {
        return count;
    }

    /** Why an item that its filters passed cannot be accepted all the same, or null. */
    @Nullable
    String refusal(Item item, int source) {
        if (item instanceof Reaction reaction) {
            Pair pair = Pair.of(reaction);
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
        return perUser != 0 && distinct().of(item.user()) >= perUser ? "perUser" : null;
    }

    /** Accepts an item; whether it is the first of its emoji. */
    boolean add(Item item, int source, Tally tally) {
        count++;
        satisfied |= 1L << source;
        if (item instanceof Reaction reaction) {
            pairs().accept(reaction);
        } else if (item instanceof Message message && spec.options().dispose()) {
            hold(message);
        }
        if (kept == null) {
            kept = new Kept(spec.options().retain(), burden);
        }
        tally.notRetained += kept.add(item);
        return distinct().add(item);
    }

    private void hold(Message message) {
        if (disposable == null) {
            disposable = new LinkedHashMap<>(4);
        }
        Message before = disposable.put(message.id(), message);
        if (before != null) {
            burden.drop(before);
        }
        burden.take(message);
    }

    /** Remembers that a reaction came or went; false when the last of its pair was the same. */
    boolean saw(Reaction reaction, boolean added) {
        return pairs().saw(Pair.of(reaction), added);
    }

    /** Takes out a deleted message; null when it is not held, or stays. */
    @Nullable
    Message leave(long message) {
        Message left = disposable == null ? null : disposable.remove(message);
        if (left != null) {
            burden.drop(left);
        }
        return left;
    }

    /** Takes out a reaction that was taken back; null when it is not held. */
    @Nullable
    Reaction leave(Reaction removal) {
        return pairs().leave(Pair.of(removal));
    }

    /** Takes out the reactions of a message, all or those of one emoji. */
    List<Reaction> leave(long message, @Nullable String emoji) {
        return pairs().leave(message, emoji);
    }

    /** Gives back what an item took of the limits. */
    void refund(Item item, Tally tally) {
        tally.disposed++;
        distinct().remove(item);
        if (kept != null) {
            kept.remove(item);
        }
    }

    /** The limit that is reached, the first in their fixed order; null for none. */
    @Nullable
    EndReason limit(long disposed) {
        Limits limits = spec.limits();
        if (limits.max() != 0 && count - disposed >= limits.max()) {
            return new EndReason.LimitReached(limits.max());
        }
        if (spec.mode() != ANY && Long.bitCount(satisfied) == spec.sources().size()) {
            return new EndReason.LimitReached(spec.sources().size());
        }
        if (limits.maxComponents() != 0 && distinct().components() >= limits.maxComponents()) {
            return new EndReason.ComponentLimit(limits.maxComponents());
        }
        if (limits.maxEmojis() != 0 && distinct().emojis() >= limits.maxEmojis()) {
            return new EndReason.EmojiLimit(limits.maxEmojis());
        }
        if (limits.maxUsers() != 0 && distinct().users() >= limits.maxUsers()) {
            return new EndReason.UserLimit(limits.maxUsers());
        }
        return null;
    }

    /** Kept whole for the end, oldest first. */
    List<Item> whole() {
        return kept == null ? List.of() : kept.whole();
    }

    /** Kept in short for the end, oldest first. */
    List<Summary> summaries() {
        return kept == null ? List.of() : kept.summaries();
    }

    /** The end: nothing is kept here any more but how much it was. */
    void letGo() {
        if (kept != null) {
            kept.letGo();
            kept = null;
        }
        if (pairs != null) {
            pairs.letGo();
            pairs = null;
        }
        distinct = null;
        if (disposable != null) {
            disposable.values().forEach(burden::drop);
            disposable = null;
        }
    }

    long satisfied() {
        return satisfied;
    }

    Snapshot.Reactions reactions(long now) {
        return pairs == null ? Snapshot.Reactions.NONE : pairs.snapshot(now);
    }

    Snapshot.Distincts distincts() {
        return distinct == null ? Snapshot.Distincts.NONE : distinct.snapshot();
    }

    Snapshot.Items items(long now) {
        return kept == null
                ? Snapshot.Items.NONE
                : kept.snapshot(disposable == null ? List.of() : disposable.values(), now);
    }

    static Accepted restored(CollectorSpec spec, Snapshot from, Burden burden, long now) {
        Accepted accepted = new Accepted(spec, burden);
        accepted.count = from.counts().accepted();
        accepted.satisfied = from.satisfied();
        accepted.pairs = Pairs.restored(from.reactions(), burden, now);
        accepted.distinct = Distinct.restored(spec.limits(), from.distincts(), burden);
        accepted.kept = Kept.restored(spec.options().retain(), from.items(), burden, now);
        Snapshot.at(from.items().disposable(), now).forEach(accepted::hold);
        return accepted;
    }

    private Distinct distinct() {
        if (distinct == null) {
            distinct = new Distinct(spec.limits(), burden);
        }
        return distinct;
    }

    private Pairs pairs() {
        if (pairs == null) {
            pairs = new Pairs(burden);
        }
        return pairs;
    }
}
