package dev.weir.worker.dispatch;

import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Command;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.ModalSubmit;
import dev.weir.worker.collector.RawEvent;
import dev.weir.worker.collector.Reaction;
import dev.weir.worker.collector.Scope;
import dev.weir.worker.event.GatewayEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which collectors wait on which key, so that an event nobody waits for costs a handful of look-ups: six keys at most,
 * whatever waits elsewhere.
 *
 * <p>A collector stands under one key for each of its sources, the narrowest that its scope names; and under the other places
 * it names, so that it ends when they are deleted.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class CollectorIndex {
    private final PlaceTable messages = new PlaceTable();
    private final PlaceTable origins = new PlaceTable();
    private final PlaceTable channels = new PlaceTable();
    private final PlaceTable guilds = new PlaceTable();
    private final PlaceTable users = new PlaceTable();
    private final PlaceTable seats = new PlaceTable();
    private final PlaceTable direct = new PlaceTable();
    private final PlaceTable everywhere = new PlaceTable();
    private final CustomIds customIds = new CustomIds();
    private final Map<String, Cell> names = new HashMap<>();
    private final Map<Kind, Integer> waiting = new EnumMap<>(Kind.class);
    private long lookUps;

    /** Whether anybody waits for a kind at all. */
    boolean any(Kind kind) {
        return waiting.containsKey(kind);
    }

    /** Keys looked up for events since the beginning. Who waits everywhere stands in one list, without a key. */
    long lookUps() {
        return lookUps;
    }

    /** Enters a collector. */
    void add(Running<?> collector) {
        collector.listed = true;
        for (CollectorSpec.Source source : collector.spec().sources()) {
            waiting.merge(source.kind(), 1, Integer::sum);
            Scope scope = source.scope();
            Place place = Place.narrowest(source);
            enter(place, place.keyOf(scope), source.kind(), collector);
            for (Place other : Place.ENDING) {
                long key = (Long) other.keyOf(scope);
                if (other != place && key != 0) {
                    enter(other, key, null, collector);
                }
            }
        }
    }

    /** One collector of one source that is alone under its key stands there itself, without a cell. */
    private void enter(Place place, Object key, @Nullable Kind kind, Running<?> collector) {
        @Nullable Object there = at(place, key);
        if (there == null && place.numbered() && collector.spec().sources().size() == 1) {
            table(place).put((Long) key, collector);
            return;
        }
        Cell first = there instanceof Running<?> alone ? joined(alone, place, key) : (Cell) there;
        Cell cell = first;
        while (cell != null && cell.kind != kind) {
            cell = cell.next;
        }
        if (cell == null) {
            cell = new Cell(kind, first);
            put(place, key, cell);
        }
        cell.add(collector);
    }

    /** One that was alone under a key gets company. */
    private Cell joined(Running<?> alone, Place place, Object key) {
        Cell cell = new Cell(kindOf(alone, place), null);
        put(place, key, cell);
        cell.add(alone);
        return cell;
    }

    /** What one of a single source waits for in a place; null when it only ends with it. */
    private static @Nullable Kind kindOf(Running<?> alone, Place place) {
        CollectorSpec.Source source = alone.spec().sources().first();
        return Place.narrowest(source) == place ? source.kind() : null;
    }

    private @Nullable Object at(Place place, Object key) {
        return switch (place) {
            case CUSTOM_ID -> customIds.get((String) key);
            case NAME -> names.get((String) key);
            case MESSAGE, ORIGIN, CHANNEL, GUILD, USER, SEAT, DIRECT, EVERYWHERE ->
                table(place).get(((Long) key).longValue());
        };
    }

    private void put(Place place, Object key, Cell cell) {
        switch (place) {
            case CUSTOM_ID -> customIds.put((String) key, cell);
            case NAME -> names.put((String) key, cell);
            case MESSAGE, ORIGIN, CHANNEL, GUILD, USER, SEAT, DIRECT, EVERYWHERE ->
                table(place).put(((Long) key).longValue(), cell);
        }
    }

    private void drop(Place place, Object key) {
        switch (place) {
            case CUSTOM_ID -> customIds.remove((String) key);
            case NAME -> names.remove((String) key);
            case MESSAGE, ORIGIN, CHANNEL, GUILD, USER, SEAT, DIRECT, EVERYWHERE ->
                table(place).remove(((Long) key).longValue());
        }
    }

    private PlaceTable table(Place place) {
        return switch (place) {
            case MESSAGE -> messages;
            case ORIGIN -> origins;
            case CHANNEL -> channels;
            case GUILD -> guilds;
            case USER -> users;
            case SEAT -> seats;
            case DIRECT -> direct;
            case EVERYWHERE -> everywhere;
            case CUSTOM_ID, NAME -> throw new AssertionError(place + " is keyed by text");
        };
    }

    /** Takes a collector out. */
    void remove(Running<?> collector) {
        collector.listed = false;
        Cell.leaveAll(collector);
        for (CollectorSpec.Source source : collector.spec().sources()) {
            waiting.computeIfPresent(source.kind(), (_, count) -> count == 1 ? null : count - 1);
            Scope scope = source.scope();
            Place place = Place.narrowest(source);
            leave(place, place.keyOf(scope), collector);
            for (Place other : Place.ENDING) {
                long key = (Long) other.keyOf(scope);
                if (other != place && key != 0) {
                    leave(other, key, collector);
                }
            }
        }
    }

    /** Drops a key where this one was alone, or the last. */
    private void leave(Place place, Object key, Running<?> collector) {
        @Nullable Object there = at(place, key);
        if (there == collector || (there instanceof Cell cell && cell.nobody())) {
            drop(place, key);
        }
    }

    /** Takes everybody out; who was here is told by the caller. */
    void clear() {
        messages.clear();
        origins.clear();
        channels.clear();
        guilds.clear();
        users.clear();
        seats.clear();
        customIds.clear();
        names.clear();
        direct.clear();
        everywhere.clear();
        waiting.clear();
    }

    /**
     * Adds those that wait for an item where the event came from: ids are compared, nothing is built.
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
        if (wanted != null && Place.hasSeats(wanted)) {
            take(Place.SEAT, Place.seat(event.channel(), event.user()), wanted, found, raw);
        }
        take(Place.EVERYWHERE, everywhere.get(0), null, found, raw);
    }

    /** Adds those that wait for an interaction by what it says of itself. */
    void find(Item interaction, Collection<? super Running<?>> found) {
        switch (interaction) {
            case Click click -> {
                findAnswer(click, found);
                findCustomId(click.customId(), found);
            }
            case ModalSubmit modal -> findAnswer(modal, found);
            case Command command -> findNamed(command.name(), found);
            case Message _, Reaction _, RawEvent _ -> {}
        }
    }

    private void findAnswer(Item item, Collection<? super Running<?>> found) {
        if (any(item.kind()) && !origins.isEmpty()) {
            take(Place.ORIGIN, Scope.originOf(item), item.kind(), found, found);
        }
    }

    /** Of components only: who waits for a modal names a user, and is found there. */
    private void findCustomId(String customId, Collection<? super Running<?>> found) {
        if (any(Kind.COMPONENT) && !customIds.isEmpty()) {
            lookUps++;
            customIds.forEach(customId, cell -> take(Place.CUSTOM_ID, cell, Kind.COMPONENT, found, found));
        }
    }

    private void findNamed(String name, Collection<? super Running<?>> found) {
        if (!names.isEmpty()) {
            lookUps++;
            take(Place.NAME, names.get(name), Kind.COMMAND, found, found);
        }
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

    private static List<Running<?>> all(@Nullable Object there) {
        List<Running<?>> found = new ArrayList<>();
        if (there instanceof Running<?> alone) {
            found.add(alone);
            return found;
        }
        Cell first = (Cell) there;
        for (Cell cell = first; cell != null; cell = cell.next) {
            cell.addTo(found);
        }
        return found;
    }

    private void take(
            Place place,
            long key,
            @Nullable Kind kind,
            Collection<? super Running<?>> found,
            Collection<? super Running<?>> raw) {
        PlaceTable table = table(place);
        if (key != 0 && !table.isEmpty()) {
            lookUps++;
            take(place, table.get(key), kind, found, raw);
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
                cell.addTo(raw);
            } else if (cell.kind != null && cell.kind == kind) {
                cell.addTo(found);
            }
        }
    }
}
