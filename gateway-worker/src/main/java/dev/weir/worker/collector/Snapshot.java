package dev.weir.worker.collector;

import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.worker.collector.Effect.Telling;
import dev.weir.worker.collector.Effect.Verdict;
import dev.weir.worker.event.GatewayEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A collector's whole state as a value: with its specification it goes on elsewhere as if nothing had been. See
 * {@link Collector#snapshot} and {@link Collector#restored}.
 *
 * <p>Times are lengths, as clocks differ: what is left of each, null for none, negative when it is over. The time of receipt of
 * the items here counts from the moment of the snapshot, so it is 0 or less.
 *
 * @param reason why it ends; null while it does not
 * @param drainLeft how long its end still waits for handlers; null when it does not end
 * @param nextSeq number of the next call of the user's code
 * @param errorsInRow throws of the filter without a good verdict between
 * @param satisfied sources that had their item, a bit each
 * @param recent keys of the last items, oldest first: what comes again is known by them
 * @param unjudged items that wait for the user's filter, in the order of their arrival
 */
public record Snapshot(
        Collector.State state,
        @Nullable EndReason reason,
        Clocks clocks,
        @Nullable Duration drainLeft,
        long nextSeq,
        int errorsInRow,
        long satisfied,
        EndReport.Counts counts,
        List<Long> recent,
        Reactions reactions,
        Distincts distincts,
        Items items,
        List<Unjudged> unjudged,
        Deliveries deliveries) {
    public Snapshot {
        recent = List.copyOf(recent);
        unjudged = List.copyOf(unjudged);
    }

    /** How long it runs, what its lengths are (zero for none), and what is left of them. */
    public record Clocks(
            Duration age,
            Duration time,
            @Nullable Duration timeLeft,
            Duration idle,
            @Nullable Duration idleLeft,
            @Nullable Duration lifetimeLeft) {}

    /** A user's reaction with an emoji on a message. */
    public record Pair(long message, long user, String emoji) {
        static Pair of(Reaction reaction) {
            return new Pair(reaction.message(), reaction.user(), reaction.emoji());
        }
    }

    /** The last that was seen of a pair: whether it came or went. */
    public record Sighting(Pair pair, boolean added) {}

    /**
     * The pairs.
     *
     * @param held accepted and not gone
     * @param everAccepted all that were accepted
     * @param seen the last sightings, oldest first
     */
    public record Reactions(List<Reaction> held, List<Pair> everAccepted, List<Sighting> seen) {
        static final Reactions NONE = new Reactions(List.of(), List.of(), List.of());

        public Reactions {
            held = List.copyOf(held);
            everAccepted = List.copyOf(everAccepted);
            seen = List.copyOf(seen);
        }
    }

    /** Accepted items by user, by emoji and by component, as far as limits ask, and every emoji that was accepted. */
    public record Distincts(
            Map<Long, Long> users,
            Map<String, Integer> emojis,
            Map<String, Integer> components,
            List<String> everEmojis) {
        static final Distincts NONE = new Distincts(Map.of(), Map.of(), Map.of(), List.of());

        public Distincts {
            users = Map.copyOf(users);
            emojis = Map.copyOf(emojis);
            components = Map.copyOf(components);
            everEmojis = List.copyOf(everEmojis);
        }
    }

    /**
     * Accepted items.
     *
     * @param whole kept for the end, oldest first
     * @param summaries kept for the end, oldest first
     * @param disposable messages that leave when they are deleted
     */
    public record Items(List<Item> whole, List<Summary> summaries, List<Message> disposable) {
        static final Items NONE = new Items(List.of(), List.of(), List.of());

        public Items {
            whole = List.copyOf(whole);
            summaries = List.copyOf(summaries);
            disposable = List.copyOf(disposable);
        }
    }

    /**
     * An item that waits for the user's filter.
     *
     * @param alone whether no other collector was asked about it
     * @param asked since when it is with the filter, as a time that is left: 0 or less; null when it is not
     */
    public record Unjudged(
            long seq,
            Item item,
            int source,
            boolean alone,
            boolean afterIdle,
            @Nullable Duration asked,
            @Nullable Verdict verdict,
            boolean gone) {}

    /** Items on their way to one of the user's handlers. */
    public record Delivery(long seq, Telling why, String code, List<Item> items, int retries) {
        public Delivery {
            items = List.copyOf(items);
        }
    }

    /** What waits for a handler, what one has, and the batch that fills. */
    public record Deliveries(
            List<Delivery> waiting,
            List<Delivery> running,
            List<Item> batch,
            @Nullable Duration batchLeft) {
        static final Deliveries NONE = new Deliveries(List.of(), List.of(), List.of(), null);

        public Deliveries {
            waiting = List.copyOf(waiting);
            running = List.copyOf(running);
            batch = List.copyOf(batch);
        }
    }

    /** What is left of a time at {@code now}; null for {@link Collector#NEVER}. */
    static @Nullable Duration left(long at, long now) {
        return at == Collector.NEVER ? null : Duration.ofNanos(at - now);
    }

    /** An item on another clock. */
    @SuppressWarnings("unchecked") // each case gives back what it was given
    static <T extends Item> T at(T item, long shift) {
        GatewayEvent event = at(item.event(), shift);
        return (T)
                switch ((Item) item) {
                    case Message _ -> new Message(event);
                    case Reaction reaction -> new Reaction(event, reaction.emoji());
                    case Click _ -> new Click(event);
                    case ModalSubmit _ -> new ModalSubmit(event);
                    case Command _ -> new Command(event);
                    case RawEvent _ -> new RawEvent(event);
                };
    }

    static <T extends Item> List<T> at(Iterable<T> items, long shift) {
        List<T> all = new ArrayList<>();
        for (T item : items) {
            all.add(at(item, shift));
        }
        return all;
    }

    private static GatewayEvent at(GatewayEvent event, long shift) {
        return new GatewayEvent(
                event.type(),
                event.name(),
                event.sequence(),
                event.receivedNanos() + shift,
                event.guild(),
                event.channel(),
                event.parent(),
                event.message(),
                event.user(),
                event.bot(),
                event.unavailable(),
                event.payload());
    }
}
