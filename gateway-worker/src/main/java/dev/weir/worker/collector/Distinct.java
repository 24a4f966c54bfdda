package dev.weir.worker.collector;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.agrona.collections.Long2LongHashMap;

/**
 * Whose and of what kind the accepted items are, as far as the limits ask. Counts fall when items leave. Owned by its lane.
 */
final class Distinct {
    /** Of the heap for one user. */
    private static final long USER = 40;

    private final Burden burden;
    private final Long2LongHashMap users = new Long2LongHashMap(0);
    private final Map<String, Integer> emojis = new HashMap<>(4);
    private final Map<String, Integer> components = new HashMap<>(4);
    private final Set<String> everSeenEmojis = new LinkedHashSet<>(4);
    private final boolean byUser;
    private final boolean byComponent;

    /** Counts only what a limit asks for, so that an endless stream does not grow it. */
    Distinct(Limits limits, Burden burden) {
        this.burden = burden;
        byUser = limits.maxUsers() != 0 || limits.maxPerUser() != 0;
        byComponent = limits.maxComponents() != 0;
    }

    /** Counts an item; true when it is the first of its emoji ever. */
    boolean add(Item item) {
        if (byUser) {
            long before = users.get(item.user());
            users.put(item.user(), before + 1);
            if (before == 0) {
                burden.grow(USER);
            }
        }
        switch (item) {
            case Reaction reaction -> {
                emojis.merge(reaction.emoji(), 1, Integer::sum);
                return everSeenEmojis.add(reaction.emoji());
            }
            case Click click -> {
                if (byComponent) {
                    components.merge(click.message() + ":" + click.customId(), 1, Integer::sum);
                }
            }
            case Message _, ModalSubmit _, Command _, RawEvent _ -> {}
        }
        return false;
    }

    void remove(Item item) {
        long left = users.get(item.user()) - 1;
        if (left <= 0) {
            if (users.remove(item.user()) != 0) {
                burden.grow(-USER);
            }
        } else {
            users.put(item.user(), left);
        }
        if (item instanceof Reaction reaction) {
            emojis.computeIfPresent(reaction.emoji(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    long of(long user) {
        return users.get(user);
    }

    int users() {
        return users.size();
    }

    int emojis() {
        return emojis.size();
    }

    int components() {
        return components.size();
    }

    Snapshot.Distincts snapshot() {
        Map<Long, Long> byUserNow = new HashMap<>();
        users.forEach(byUserNow::put);
        return new Snapshot.Distincts(byUserNow, emojis, components, List.copyOf(everSeenEmojis));
    }

    static Distinct restored(Limits limits, Snapshot.Distincts from, Burden burden) {
        Distinct distinct = new Distinct(limits, burden);
        from.users().forEach((user, count) -> distinct.users.put(user.longValue(), count.longValue()));
        burden.grow(USER * distinct.users.size());
        distinct.emojis.putAll(from.emojis());
        distinct.components.putAll(from.components());
        distinct.everSeenEmojis.addAll(from.everEmojis());
        return distinct;
    }
}
