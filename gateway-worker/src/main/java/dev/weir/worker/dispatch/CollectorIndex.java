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
    private final Long2ObjectHashMap<Object> messages = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Object> origins = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Object> channels = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Object> guilds = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Object> users = new Long2ObjectHashMap<>();
    private final TreeMap<String, Cell> customIds = new TreeMap<>();
    private final Map<String, Cell> names = new HashMap<>();
    private final Long2ObjectHashMap<Object> direct = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Object> everywhere = new Long2ObjectHashMap<>();
    private final Map<Kind, Integer> waiting = new EnumMap<>(Kind.class);

    /**
     * Those that wait under one key for one kind; {@code kind} null for those that only end with the place. One collector of
     * one source that is alone under its key stands there itself, without a cell.
     */
    private static final class Cell {
        final Place place;
        final Object key;
        final @Nullable Kind kind;
        final @Nullable Cell next;
        Slot[] slots = new Slot[1];
        int size;

        Cell(Place place, Object key, @Nullable Kind kind, @Nullable Cell next) {
            this.place = place;
            this.key = key;
            this.kind = kind;
            this.next = next;
        }
    }

    /** A collector's place in a cell, and the collector's next one. */
    static final class Slot {
        private final Running<?> collector;
        private final Cell cell;
        private final @Nullable Slot next;
        private int position;

        private Slot(Running<?> collector, Cell cell, @Nullable Slot next) {
            this.collector = collector;
            this.cell = cell;
            this.next = next;
        }
    }

    /** What a collector may end with. */
    private static final List<Place> PLACES = List.of(Place.MESSAGE, Place.CHANNEL, Place.GUILD);

    private enum Place {
        MESSAGE(true),
        ORIGIN(true),
        CHANNEL(true),
        GUILD(true),
        USER(true),
        CUSTOM_ID(false),
        NAME(false),
        DIRECT(true),
        EVERYWHERE(true);

        /** Whether its keys are numbers, not texts. */
        final boolean numbered;

        Place(boolean numbered) {
            this.numbered = numbered;
        }
    }

    /** Whether anybody waits for a kind at all. */
    boolean any(Kind kind) {
        return waiting.containsKey(kind);
    }

    /** Enters a collector. */
    void add(Running<?> collector) {
        collector.listed = true;
        for (CollectorSpec.Source source : collector.spec().sources()) {
            waiting.merge(source.kind(), 1, Integer::sum);
            Scope scope = source.scope();
            Place place = narrowest(source);
            enter(place, keyOf(place, scope), source.kind(), collector);
            for (Place other : PLACES) {
                long key = placeId(other, scope);
                if (other != place && key != 0) {
                    enter(other, key, null, collector);
                }
            }
        }
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

    private void enter(Place place, Object key, @Nullable Kind kind, Running<?> collector) {
        @Nullable Object there = at(place, key);
        if (there == null && place.numbered && collector.spec().sources().size() == 1) {
            map(place).put((Long) key, collector);
            return;
        }
        Cell first = there instanceof Running<?> alone ? joined(alone, place, key) : (Cell) there;
        Cell cell = first;
        while (cell != null && cell.kind != kind) {
            cell = cell.next;
        }
        if (cell == null) {
            cell = new Cell(place, key, kind, first);
            put(place, key, cell);
        }
        insert(cell, collector);
    }

    /** One that was alone under a key gets company. */
    private Cell joined(Running<?> alone, Place place, Object key) {
        Cell cell = new Cell(place, key, kindOf(alone, place), null);
        put(place, key, cell);
        insert(cell, alone);
        return cell;
    }

    private static void insert(Cell cell, Running<?> collector) {
        Slot slot = new Slot(collector, cell, collector.slots);
        collector.slots = slot;
        if (cell.size == cell.slots.length) {
            cell.slots = Arrays.copyOf(cell.slots, cell.size * 2);
        }
        slot.position = cell.size;
        cell.slots[cell.size++] = slot;
    }

    /** What one of a single source waits for in a place; null when it only ends with it. */
    private static @Nullable Kind kindOf(Running<?> alone, Place place) {
        CollectorSpec.Source source = alone.spec().sources().getFirst();
        return narrowest(source) == place ? source.kind() : null;
    }

    private @Nullable Object at(Place place, Object key) {
        return switch (place) {
            case CUSTOM_ID -> customIds.get((String) key);
            case NAME -> names.get((String) key);
            case MESSAGE, ORIGIN, CHANNEL, GUILD, USER, DIRECT, EVERYWHERE ->
                map(place).get(((Long) key).longValue());
        };
    }

    private void put(Place place, Object key, Cell cell) {
        switch (place) {
            case CUSTOM_ID -> customIds.put((String) key, cell);
            case NAME -> names.put((String) key, cell);
            case MESSAGE, ORIGIN, CHANNEL, GUILD, USER, DIRECT, EVERYWHERE ->
                map(place).put(((Long) key).longValue(), cell);
        }
    }

    private void drop(Place place, Object key) {
        switch (place) {
            case CUSTOM_ID -> customIds.remove((String) key);
            case NAME -> names.remove((String) key);
            case MESSAGE, ORIGIN, CHANNEL, GUILD, USER, DIRECT, EVERYWHERE ->
                map(place).remove(((Long) key).longValue());
        }
    }

    private Long2ObjectHashMap<Object> map(Place place) {
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
    void remove(Running<?> collector) {
        collector.listed = false;
        List<CollectorSpec.Source> sources = collector.spec().sources();
        for (CollectorSpec.Source source : sources) {
            waiting.computeIfPresent(source.kind(), (_, count) -> count == 1 ? null : count - 1);
        }
        if (sources.size() == 1) {
            removeAlone(collector, sources.getFirst());
        }
        for (Slot slot = collector.slots; slot != null; slot = slot.next) {
            Cell cell = slot.cell;
            Slot last = cell.slots[--cell.size];
            cell.slots[slot.position] = last;
            last.position = slot.position;
            clear(cell);
            if (cell.size == 0) {
                unlink(cell);
            }
        }
        collector.slots = null;
    }

    private void removeAlone(Running<?> collector, CollectorSpec.Source source) {
        Place place = narrowest(source);
        if (place.numbered) {
            removeAlone(collector, place, (Long) keyOf(place, source.scope()));
        }
        for (Place other : PLACES) {
            long key = placeId(other, source.scope());
            if (other != place && key != 0) {
                removeAlone(collector, other, key);
            }
        }
    }

    private void removeAlone(Running<?> collector, Place place, long key) {
        if (map(place).get(key) == collector) {
            map(place).remove(key);
        }
    }

    /** Takes everybody out; who was here is told by the caller. */
    void clear() {
        messages.clear();
        origins.clear();
        channels.clear();
        guilds.clear();
        users.clear();
        customIds.clear();
        names.clear();
        direct.clear();
        everywhere.clear();
        waiting.clear();
    }

    @SuppressWarnings("NullAway") // beyond size the array holds nothing
    private static void clear(Cell cell) {
        cell.slots[cell.size] = null;
        if (cell.size > 0 && cell.slots.length > 8 && cell.size * 4 < cell.slots.length) {
            cell.slots = Arrays.copyOf(cell.slots, cell.slots.length / 2);
        }
    }

    /** Drops a key when all of its cells are empty. */
    private void unlink(Cell empty) {
        for (Cell cell = (Cell) at(empty.place, empty.key); cell != null; cell = cell.next) {
            if (cell.size != 0) {
                return;
            }
        }
        drop(empty.place, empty.key);
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
        take(Place.MESSAGE, event.message(), wanted, found, raw);
        take(Place.CHANNEL, event.channel(), wanted, found, raw);
        if (event.guild() != 0) {
            take(Place.GUILD, event.guild(), wanted, found, raw);
        } else {
            take(Place.DIRECT, direct.get(0), wanted, found, raw);
        }
        take(Place.USER, event.user(), wanted, found, raw);
        take(Place.EVERYWHERE, everywhere.get(0), null, found, raw);
    }

    /** Adds those that wait for a component or modal by its custom id or by the interaction its message answers. */
    void find(Kind kind, Item item, String customId, Collection<? super Running<?>> found) {
        if (!any(kind)) {
            return;
        }
        if (!origins.isEmpty()) {
            take(Place.ORIGIN, Scope.originOf(item), kind, found, found);
        }
        if (customIds.isEmpty() || customId.isEmpty()) {
            return;
        }
        Map.Entry<String, Cell> entry = customIds.floorEntry(customId);
        while (entry != null) {
            String key = entry.getKey();
            if (customId.startsWith(key)) {
                take(Place.CUSTOM_ID, entry.getValue(), kind, found, found);
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
        take(Place.NAME, names.get(name), Kind.COMMAND, found, found);
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

    private static List<Running<?>> all(@Nullable Object there) {
        List<Running<?>> found = new ArrayList<>();
        if (there instanceof Running<?> alone) {
            found.add(alone);
            return found;
        }
        Cell first = (Cell) there;
        for (Cell cell = first; cell != null; cell = cell.next) {
            for (int i = 0; i < cell.size; i++) {
                found.add(cell.slots[i].collector);
            }
        }
        return found;
    }

    private void take(
            Place place,
            long key,
            @Nullable Kind kind,
            Collection<? super Running<?>> found,
            Collection<? super Running<?>> raw) {
        Long2ObjectHashMap<Object> map = map(place);
        if (key != 0 && !map.isEmpty()) {
            take(place, map.get(key), kind, found, raw);
        }
    }

    private static void take(
            Place place,
            @Nullable Object there,
            @Nullable Kind kind,
            Collection<? super Running<?>> found,
            Collection<? super Running<?>> raw) {
        if (there instanceof Running<?> alone) {
            Kind wants = kindOf(alone, place);
            if (wants == Kind.RAW) {
                raw.add(alone);
            } else if (wants != null && wants == kind) {
                found.add(alone);
            }
            return;
        }
        for (Cell cell = (Cell) there; cell != null; cell = cell.next) {
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
