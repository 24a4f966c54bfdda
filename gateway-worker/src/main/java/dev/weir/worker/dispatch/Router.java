package dev.weir.worker.dispatch;

import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.Collector;
import dev.weir.worker.collector.Command;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.ModalSubmit;
import dev.weir.worker.collector.RawEvent;
import dev.weir.worker.collector.Reaction;
import dev.weir.worker.event.GatewayEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings one event to everybody who waits for it. Where nobody does, it looks up a handful of keys and allocates nothing.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class Router {
    private final LaneTable table;
    private final CollectorIndex index;
    private final Interactions interactions;
    private final Whereabouts whereabouts;
    private final Departures departures;
    private final Counters counters;
    private final List<Running<?>> found = new ArrayList<>();
    private final List<Running<?>> foundRaw = new ArrayList<>();

    /** The bot's own user, as READY said; 0 before. */
    private long self;

    private long turn;

    Router(
            LaneTable table,
            CollectorIndex index,
            Interactions interactions,
            Whereabouts whereabouts,
            Departures departures,
            Counters counters) {
        this.table = table;
        this.index = index;
        this.interactions = interactions;
        this.whereabouts = whereabouts;
        this.departures = departures;
        this.counters = counters;
    }

    /** Brings one event to everybody who waits for it; true when anybody did. */
    boolean route(GatewayEvent event, long now) {
        long before = turn;
        counters.events.increment();
        whereabouts.learn(event);
        switch (event.type()) {
            case MESSAGE_CREATE -> offer(event, Kind.MESSAGE, now);
            case MESSAGE_REACTION_ADD -> offer(event, Kind.REACTION, now);
            case INTERACTION_CREATE -> interaction(event, now);
            case MESSAGE_REACTION_REMOVE, MESSAGE_REACTION_REMOVE_ALL, MESSAGE_REACTION_REMOVE_EMOJI -> {
                departures.reactions(event, now);
                offer(event, null, now);
            }
            case MESSAGE_DELETE -> {
                departures.message(event, event.message(), now);
                offer(event, null, now);
            }
            case MESSAGE_DELETE_BULK -> {
                for (var id : event.payload().data().path("ids")) {
                    departures.message(event, id.asLong(), now);
                }
                offer(event, null, now);
            }
            case CHANNEL_DELETE -> {
                offer(event, null, now);
                departures.channel(event.channel(), now);
            }
            case THREAD_DELETE -> {
                offer(event, null, now);
                departures.thread(event.channel(), now);
            }
            case GUILD_DELETE -> {
                offer(event, null, now);
                if (!event.unavailable()) {
                    departures.guild(event.guild(), now);
                }
            }
            case MESSAGE_UPDATE, GUILD_CREATE -> offer(event, null, now);
            case OTHER -> {
                if (event.name().equals("READY")) {
                    self = event.payload().data().path("user").path("id").asLong();
                }
                offer(event, null, now);
            }
        }
        return turn != before;
    }

    private void offer(GatewayEvent event, @Nullable Kind kind, long now) {
        if (!lookUp(event, kind)) {
            return;
        }
        if (!found.isEmpty() && kind != null) {
            offerFound(itemOf(kind, event), now);
        }
        offerRaw(event, now);
    }

    private boolean lookUp(GatewayEvent event, @Nullable Kind kind) {
        found.clear();
        foundRaw.clear();
        index.find(event, kind, found, foundRaw);
        return !found.isEmpty() || !foundRaw.isEmpty();
    }

    private static Item itemOf(Kind kind, GatewayEvent event) {
        return switch (kind) {
            case MESSAGE -> new Message(event);
            case REACTION -> new Reaction(event);
            case COMPONENT -> new Click(event);
            case MODAL -> new ModalSubmit(event);
            case COMMAND -> new Command(event);
            case RAW -> new RawEvent(event);
        };
    }

    private void interaction(GatewayEvent event, long now) {
        if (!index.any(Kind.COMPONENT)
                && !index.any(Kind.MODAL)
                && !index.any(Kind.COMMAND)
                && !interactions.anyExpired()) {
            offer(event, null, now);
            return;
        }
        Kind kind = switch (event.payload().data().path("type").asInt()) {
            case 2 -> Kind.COMMAND;
            case 3 -> Kind.COMPONENT;
            case 5 -> Kind.MODAL;
            default -> null;
        };
        if (kind == null) {
            offer(event, null, now);
            return;
        }
        Item item = itemOf(kind, event);
        boolean _ = lookUp(event, kind);
        index.find(item, found);
        if (found.isEmpty() && kind == Kind.COMPONENT) {
            interactions.unclaimed(item);
        }
        offerFound(item, now);
        offerRaw(event, now);
    }

    private void offerRaw(GatewayEvent event, long now) {
        if (foundRaw.isEmpty()) {
            return;
        }
        Item raw = new RawEvent(event);
        found.clear();
        found.addAll(foundRaw);
        offerFound(raw, now);
    }

    private void offerFound(Item item, long now) {
        if (found.isEmpty()) {
            return;
        }
        turn++;
        boolean alone = found.size() == 1;
        for (int i = 0; i < found.size(); i++) {
            Running<?> each = found.get(i);
            if (each.spec().sources().size() == 1) {
                offer(each, item, alone, now);
            } else if (each.trail().lastTurn != turn) { // It may stand under several keys.
                each.trail().lastTurn = turn;
                offer(each, item, alone, now);
            }
        }
    }

    private void offer(Running<?> running, Item item, boolean alone, long now) {
        GatewayEvent event = item.event();
        if (running.missed(event.receivedNanos())) {
            return;
        }
        boolean own = self != 0 && event.user() == self;
        if ((own && !running.spec().options().includeSelf())
                || (event.bot() && !own && !running.spec().options().includeBots())) {
            return;
        }
        if (event.guild() != 0 && !Whereabouts.known(running)) {
            Whereabouts.learn(running, event);
        }
        Collector collector = running.collector();
        long received = collector.received();
        List<Effect> effects = collector.offer(item, alone, now);
        counters.matched.increment();
        if (collector.received() != received || !effects.isEmpty()) {
            table.follow(running, effects);
        } else {
            table.count(running);
        }
    }
}
