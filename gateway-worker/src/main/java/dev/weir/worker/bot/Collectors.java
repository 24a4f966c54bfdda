package dev.weir.worker.bot;

import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Command;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.ModalSubmit;
import dev.weir.worker.collector.RawEvent;
import dev.weir.worker.collector.Reaction;
import java.util.List;

/**
 * Starts collectors on one shard. Thread-safe.
 *
 * <pre>{@code
 * shard.collectors().messages()
 *         .inChannel(channel)
 *         .where("content startsWith \"!\"")
 *         .max(5).time(Duration.ofMinutes(1))
 *         .onCollect(message -> …)
 *         .onEnd(collected -> …)
 *         .start();
 * }</pre>
 */
public interface Collectors {

    /** Collects created messages. */
    default CollectorBuilder<Message> messages() {
        return new CollectorBuilder<>(this, Kind.MESSAGE, Message.class);
    }

    /** Collects reactions: pairs of user and emoji. */
    default CollectorBuilder<Reaction> reactions() {
        return new CollectorBuilder<>(this, Kind.REACTION, Reaction.class);
    }

    /** Collects clicks on buttons and choices in select menus. */
    default CollectorBuilder<Click> components() {
        return new CollectorBuilder<>(this, Kind.COMPONENT, Click.class);
    }

    /** Collects submitted modals; needs a custom id and a user. */
    default CollectorBuilder<ModalSubmit> modals() {
        return new CollectorBuilder<>(this, Kind.MODAL, ModalSubmit.class);
    }

    /** Collects slash and context-menu commands. */
    default CollectorBuilder<Command> commands() {
        return new CollectorBuilder<>(this, Kind.COMMAND, Command.class);
    }

    /** Collects any gateway events by name; needs {@link CollectorBuilder#named}. */
    default CollectorBuilder<RawEvent> raw() {
        return new CollectorBuilder<>(this, Kind.RAW, RawEvent.class);
    }

    /** Joins several kinds and scopes under one budget and one end: items of any of them count. */
    default CollectorBuilder<Item> anyOf(CollectorBuilder<?>... parts) {
        return new CollectorBuilder<>(this, Item.class, CollectorSpec.Mode.ANY, List.of(parts));
    }

    /** Waits for the first item of any of several: {@link #anyOf} with a max of 1. */
    default CollectorBuilder<Item> race(CollectorBuilder<?>... parts) {
        return anyOf(parts).max(1);
    }

    /** Waits for one item of each of several, in any order; ends with {@code limit} when all are there. */
    default CollectorBuilder<Item> allOf(CollectorBuilder<?>... parts) {
        return new CollectorBuilder<>(this, Item.class, CollectorSpec.Mode.ALL, List.of(parts));
    }

    /** Waits for one item of each of several, in their order; ends with {@code limit} when all are there. */
    default CollectorBuilder<Item> sequence(CollectorBuilder<?>... parts) {
        return new CollectorBuilder<>(this, Item.class, CollectorSpec.Mode.SEQUENCE, List.of(parts));
    }

    /**
     * Starts what a builder has put together. No event is delivered before this returned the handle.
     *
     * @throws dev.weir.worker.admission.AdmissionRefused when it may not run and may not wait either
     * @throws IllegalStateException when the shard has left this worker
     */
    <T extends Item> CollectorHandle<T> start(CollectorPlan<T> plan);
}
