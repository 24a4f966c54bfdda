package dev.weir.worker.collector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
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

    record Pair(long message, long user, String emoji) {
        static Pair of(Reaction reaction) {
            return new Pair(reaction.message(), reaction.user(), reaction.emoji());
        }
    }

    private final Map<Pair, Reaction> held = new HashMap<>(4);
    private final Set<Pair> everAccepted = new HashSet<>(4);
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
}
