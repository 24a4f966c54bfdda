package dev.weir.worker.dispatch;

import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Scope;
import dev.weir.worker.event.GatewayEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which collectors wait on which key, so that an event nobody waits for costs a handful of look-ups: at most six for each
 * kind, whatever waits elsewhere.
 *
 * <p>A collector stands under one key for each of its sources, the narrowest that its scope names; and under the other places
 * it names, so that it ends when they are deleted.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class CollectorIndex {
    private final Long2ObjectHashMap<Cell> messages = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Cell> origins = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Cell> channels = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Cell> guilds = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Cell> users = new Long2ObjectHashMap<>();
    private final TreeMap<String, Cell> customIds = new TreeMap<>();
    private final Map<String, Cell> names = new HashMap<>();
    private final Long2ObjectHashMap<Cell> direct = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Cell> everywhere = new Long2ObjectHashMap<>();
    private final Map<Kind, Integer> waiting = new EnumMap<>(Kind.class);

    /** Those that wait under one key for one kind; {@code kind} null for those that only end with the place. */
    private static final class Cell {
        final @Nullable Kind kind;
        final @Nullable Cell next;
        Slot[] slots = new Slot[1];
        int size;

        Cell(@Nullable Kind kind, @Nullable Cell next) {
            this.kind = kind;
            this.next = next;
        }
    }

    /** A collector's place in a cell. */
    static final class Slot {
        final Running<?> collector;
        private final Cell cell;
        private final Object key;
        private final Place place;
        private int position;

        private Slot(Running<?> collector, Cell cell, Place place, Object key) {
            this.collector = collector;
            this.cell = cell;
            this.place = place;
            this.key = key;
        }
    }

    private enum Place {
        MESSAGE,
        ORIGIN,
        CHANNEL,
        GUILD,
        USER,
        CUSTOM_ID,
        NAME,
        DIRECT,
        EVERYWHERE
    }

    /** Whether anybody waits for a kind at all. */
    boolean any(Kind kind) {
        return waiting.containsKey(kind);
    }

    /** Enters a collector; the slots are given back to {@link #remove}. */
    List<Slot> add(Running<?> collector) {
        List<Slot> slots = new ArrayList<>(1);
        for (CollectorSpec.Source source : collector.spec().sources()) {
            waiting.merge(source.kind(), 1, Integer::sum);
            Scope scope = source.scope();
            Place place = narrowest(source);
            slots.add(enter(place, keyOf(place, scope), source.kind(), collector));
            for (Place other : List.of(Place.MESSAGE, Place.CHANNEL, Place.GUILD)) {
                long key = placeId(other, scope);
                if (other != place && key != 0) {
                    slots.add(enter(other, key, null, collector));
                }
            }
        }
        return slots.size() == 1 ? List.of(slots.getFirst()) : slots;
    }

    private static Place narrowest(CollectorSpec.Source source) {
        Scope scope = source.scope();
        if (scope.message() != 0) {
            return Place.MESSAGE;
        }
        if (scope.origin() != 0) {
            return Place.ORIGIN;
        }
        if (scope.user() != 0) {
            return Place.USER;
        }
        if (scope.customId() != null) {
            return Place.CUSTOM_ID;
        }
        if (scope.channel() != 0) {
            return Place.CHANNEL;
        }
        if (scope.guild() != 0) {
            return Place.GUILD;
        }
        if (scope.direct()) {
            return Place.DIRECT;
        }
        return scope.name() != null && source.kind() == Kind.COMMAND ? Place.NAME : Place.EVERYWHERE;
    }

    private static Object keyOf(Place place, Scope scope) {
        return switch (place) {
            case MESSAGE -> scope.message();
            case ORIGIN -> scope.origin();
            case USER -> scope.user();
            case CUSTOM_ID -> String.valueOf(scope.customId());
            case CHANNEL -> scope.channel();
            case GUILD -> scope.guild();
            case NAME -> String.valueOf(scope.name());
            case DIRECT, EVERYWHERE -> 0L;
        };
    }

    private static long placeId(Place place, Scope scope) {
        return switch (place) {
            case MESSAGE -> scope.message();
            case CHANNEL -> scope.channel();
            case GUILD -> scope.guild();
            case ORIGIN, USER, CUSTOM_ID, NAME, DIRECT, EVERYWHERE -> 0;
        };
    }

    private Slot enter(Place place, Object key, @Nullable Kind kind, Running<?> collector) {
        Cell first = cells(place, key);
        Cell cell = first;
        while (cell != null && cell.kind != kind) {
            cell = cell.next;
        }
        if (cell == null) {
            cell = new Cell(kind, first);
            put(place, key, cell);
        }
        Slot slot = new Slot(collector, cell, place, key);
        if (cell.size == cell.slots.length) {
            cell.slots = Arrays.copyOf(cell.slots, cell.size * 2);
        }
        slot.position = cell.size;
        cell.slots[cell.size++] = slot;
        return slot;
    }

    private @Nullable Cell cells(Place place, Object key) {
        return switch (place) {
            case CUSTOM_ID -> customIds.get((String) key);
            case NAME -> names.get((String) key);
            case MESSAGE, ORIGIN, CHANNEL, GUILD, USER, DIRECT, EVERYWHERE ->
                map(place).get(((Long) key).longValue());
        };
    }

    private void put(Place place, Object key, @Nullable Cell cell) {
        switch (place) {
            case CUSTOM_ID -> put(customIds, (String) key, cell);
            case NAME -> put(names, (String) key, cell);
            case MESSAGE, ORIGIN, CHANNEL, GUILD, USER, DIRECT, EVERYWHERE -> {
                if (cell == null) {
                    map(place).remove(((Long) key).longValue());
                } else {
                    map(place).put(((Long) key).longValue(), cell);
                }
            }
        }
    }

    private static void put(Map<String, Cell> map, String key, @Nullable Cell cell) {
        if (cell == null) {
            map.remove(key);
        } else {
            map.put(key, cell);
        }
    }

    private Long2ObjectHashMap<Cell> map(Place place) {
        return switch (place) {
            case MESSAGE -> messages;
            case ORIGIN -> origins;
            case CHANNEL -> channels;
            case GUILD -> guilds;
            case USER -> users;
            case DIRECT -> direct;
            case EVERYWHERE -> everywhere;
            case CUSTOM_ID, NAME -> throw new AssertionError(place + " is keyed by text");
        };
    }

    /** Takes a collector out. */
    void remove(Running<?> collector, List<Slot> slots) {
        for (CollectorSpec.Source source : collector.spec().sources()) {
            waiting.computeIfPresent(source.kind(), (_, count) -> count == 1 ? null : count - 1);
        }
        for (Slot slot : slots) {
            Cell cell = slot.cell;
            Slot last = cell.slots[--cell.size];
            cell.slots[slot.position] = last;
            last.position = slot.position;
            clear(cell);
            if (cell.size == 0) {
                unlink(slot.place, slot.key);
            }
        }
    }

    @SuppressWarnings("NullAway") // beyond size the array holds nothing
    private static void clear(Cell cell) {
        cell.slots[cell.size] = null;
        if (cell.size > 0 && cell.slots.length > 8 && cell.size * 4 < cell.slots.length) {
            cell.slots = Arrays.copyOf(cell.slots, cell.slots.length / 2);
        }
    }

    /** Rebuilds the chain of a key without its empty cells. */
    private void unlink(Place place, Object key) {
        Cell first = cells(place, key);
        boolean allEmpty = true;
        for (Cell cell = first; cell != null; cell = cell.next) {
            allEmpty &= cell.size == 0;
        }
        if (allEmpty) {
            put(place, key, null);
        }
    }

    /**
     * Adds those that wait for an item where the event came from: four keys, ids are compared, nothing is built.
     *
     * @param kind of the item, null when the event is none
     * @param raw takes those that wait for the event itself
     */
    void find(
            GatewayEvent event,
            @Nullable Kind kind,
            Collection<? super Running<?>> found,
            Collection<? super Running<?>> raw) {
        Kind wanted = kind == null || !any(kind) ? null : kind;
        if (wanted == null && !any(Kind.RAW)) {
            return;
        }
        take(messages, event.message(), wanted, found, raw);
        take(channels, event.channel(), wanted, found, raw);
        if (event.guild() != 0) {
            take(guilds, event.guild(), wanted, found, raw);
        } else {
            take(direct.get(0), wanted, found, raw);
        }
        take(users, event.user(), wanted, found, raw);
        take(everywhere.get(0), null, found, raw);
    }

    /** Adds those that wait for a component or modal by its custom id or by the interaction its message answers. */
    void find(Kind kind, Item item, String customId, Collection<? super Running<?>> found) {
        if (!any(kind)) {
            return;
        }
        if (!origins.isEmpty()) {
            take(origins, Scope.originOf(item), kind, found, found);
        }
        if (customIds.isEmpty() || customId.isEmpty()) {
            return;
        }
        Map.Entry<String, Cell> entry = customIds.floorEntry(customId);
        while (entry != null) {
            String key = entry.getKey();
            if (customId.startsWith(key)) {
                take(entry.getValue(), kind, found, found);
                entry = customIds.lowerEntry(key);
            } else {
                int common = commonLength(key, customId);
                entry = common == 0 ? null : customIds.floorEntry(customId.substring(0, common));
            }
        }
    }

    private static int commonLength(String a, String b) {
        int most = Math.min(a.length(), b.length());
        int common = 0;
        while (common < most && a.charAt(common) == b.charAt(common)) {
            common++;
        }
        return common;
    }

    /** Adds those that wait for a command by its name. */
    void findNamed(String name, Collection<? super Running<?>> found) {
        take(names.get(name), Kind.COMMAND, found, found);
    }

    /** All that end with a message. */
    List<Running<?>> onMessage(long id) {
        return all(messages.get(id));
    }

    /** All that end with a channel or thread. */
    List<Running<?>> inChannel(long id) {
        return all(channels.get(id));
    }

    /** All that end with a guild. */
    List<Running<?>> inGuild(long id) {
        return all(guilds.get(id));
    }

    boolean anyInChannel(long id) {
        return channels.containsKey(id);
    }

    private static List<Running<?>> all(@Nullable Cell first) {
        List<Running<?>> found = new ArrayList<>();
        for (Cell cell = first; cell != null; cell = cell.next) {
            for (int i = 0; i < cell.size; i++) {
                found.add(cell.slots[i].collector);
            }
        }
        return found;
    }

    private static void take(
            Long2ObjectHashMap<Cell> map,
            long key,
            @Nullable Kind kind,
            Collection<? super Running<?>> found,
            Collection<? super Running<?>> raw) {
        if (key != 0 && !map.isEmpty()) {
            take(map.get(key), kind, found, raw);
        }
    }

    private static void take(
            @Nullable Cell first,
            @Nullable Kind kind,
            Collection<? super Running<?>> found,
            Collection<? super Running<?>> raw) {
        for (Cell cell = first; cell != null; cell = cell.next) {
            if (cell.kind == Kind.RAW) {
                addAll(cell, raw);
            } else if (cell.kind != null && cell.kind == kind) {
                addAll(cell, found);
            }
        }
    }

    private static void addAll(Cell cell, Collection<? super Running<?>> found) {
        for (int i = 0; i < cell.size; i++) {
            found.add(cell.slots[i].collector);
        }
    }
}
