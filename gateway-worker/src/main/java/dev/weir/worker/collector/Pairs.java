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

    private final Map<Pair, Reaction> held = new LinkedHashMap<>(4);
    private final Set<Pair> everAccepted = new LinkedHashSet<>(4);
    private final Map<Pair, Boolean> lastSeen = new LinkedHashMap<>(4);

    /** Remembers an addition or a removal; false when the last of this pair was the same. */
    boolean saw(Pair pair, boolean added) {
        Boolean before = lastSeen.remove(pair);
        lastSeen.put(pair, added);
        if (lastSeen.size() > REMEMBERED) {
            Iterator<Pair> oldest = lastSeen.keySet().iterator();
            oldest.next();
            oldest.remove();
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
        held.put(pair, reaction);
        everAccepted.add(pair);
    }

    @Nullable
    Reaction leave(Pair pair) {
        return held.remove(pair);
    }

    /** Takes the pairs of a message, all or those of one emoji. */
    List<Reaction> leave(long message, @Nullable String emoji) {
        List<Reaction> left = new ArrayList<>();
        held.values().removeIf(reaction -> {
            boolean goes = reaction.message() == message && (emoji == null || emoji.equals(reaction.emoji()));
            if (goes) {
                left.add(reaction);
            }
            return goes;
        });
        lastSeen.keySet().removeIf(p -> p.message() == message && (emoji == null || emoji.equals(p.emoji())));
        return left;
    }

    Snapshot.Reactions snapshot(long now) {
        List<Snapshot.Sighting> seen = new ArrayList<>(lastSeen.size());
        lastSeen.forEach((pair, added) -> seen.add(new Snapshot.Sighting(pair, added)));
        return new Snapshot.Reactions(Snapshot.at(held.values(), -now), List.copyOf(everAccepted), seen);
    }

    static Pairs restored(Snapshot.Reactions from, long now) {
        Pairs pairs = new Pairs();
        for (Reaction reaction : Snapshot.at(from.held(), now)) {
            pairs.held.put(Pair.of(reaction), reaction);
        }
        pairs.everAccepted.addAll(from.everAccepted());
        from.seen().forEach(sighting -> pairs.lastSeen.put(sighting.pair(), sighting.added()));
        return pairs;
    }
}
