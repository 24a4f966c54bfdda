package dev.weir.worker.collector;

import dev.weir.worker.collector.Snapshot.Pair;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pairs of user and emoji that a collector has accepted, and the last it saw of each: so toggling one reaction eats no
 * budget, and a replayed event is known. Owned by its lane.
 */
final class Pairs {
    private static final int REMEMBERED = 1_024;

    private final Burden burden;
    private final Map<Pair, Reaction> held = new LinkedHashMap<>(4);
    private final Set<Pair> everAccepted = new LinkedHashSet<>(4);
    private final Map<Pair, Boolean> lastSeen = new LinkedHashMap<>(4);

    Pairs(Burden burden) {
        this.burden = burden;
    }

    /** Remembers an addition or a removal; false when the last of this pair was the same. */
    boolean saw(Pair pair, boolean added) {
        Boolean before = lastSeen.remove(pair);
        lastSeen.put(pair, added);
        if (before == null) {
            burden.grow(Burden.PAIR);
        }
        if (lastSeen.size() > REMEMBERED) {
            Iterator<Pair> oldest = lastSeen.keySet().iterator();
            oldest.next();
            oldest.remove();
            burden.grow(-Burden.PAIR);
        }
        return before == null || before != added;
    }

    boolean holds(Pair pair) {
        return held.containsKey(pair);
    }

    boolean everAccepted(Pair pair) {
        return everAccepted.contains(pair);
    }

    void accept(Reaction reaction) {
        Pair pair = Pair.of(reaction);
        hold(pair, reaction);
        if (everAccepted.add(pair)) {
            burden.grow(Burden.PAIR);
        }
    }

    private void hold(Pair pair, Reaction reaction) {
        Reaction before = held.put(pair, reaction);
        if (before != null) {
            burden.drop(before);
        }
        burden.take(reaction);
    }

    @Nullable
    Reaction leave(Pair pair) {
        Reaction left = held.remove(pair);
        if (left != null) {
            burden.drop(left);
        }
        return left;
    }

    /** Takes the pairs of a message, all or those of one emoji. */
    List<Reaction> leave(long message, @Nullable String emoji) {
        List<Reaction> left = new ArrayList<>();
        held.values().removeIf(reaction -> {
            boolean goes = reaction.message() == message && (emoji == null || emoji.equals(reaction.emoji()));
            if (goes) {
                burden.drop(reaction);
                left.add(reaction);
            }
            return goes;
        });
        int before = lastSeen.size();
        lastSeen.keySet().removeIf(p -> p.message() == message && (emoji == null || emoji.equals(p.emoji())));
        burden.grow(Burden.PAIR * (lastSeen.size() - before));
        return left;
    }

    /** The end: no reaction is kept here any more. */
    void letGo() {
        held.values().forEach(burden::drop);
        held.clear();
    }

    Snapshot.Reactions snapshot(long now) {
        List<Snapshot.Sighting> seen = new ArrayList<>(lastSeen.size());
        lastSeen.forEach((pair, added) -> seen.add(new Snapshot.Sighting(pair, added)));
        return new Snapshot.Reactions(Snapshot.at(held.values(), -now), List.copyOf(everAccepted), seen);
    }

    static Pairs restored(Snapshot.Reactions from, Burden burden, long now) {
        Pairs pairs = new Pairs(burden);
        for (Reaction reaction : Snapshot.at(from.held(), now)) {
            pairs.hold(Pair.of(reaction), reaction);
        }
        pairs.everAccepted.addAll(from.everAccepted());
        from.seen().forEach(sighting -> pairs.lastSeen.put(sighting.pair(), sighting.added()));
        burden.grow(Burden.PAIR * (pairs.everAccepted.size() + pairs.lastSeen.size()));
        return pairs;
    }
}
