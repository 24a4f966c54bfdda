package dev.weir.worker.collector;

import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Collector} wants done. Whoever drives it does so in order, and comes back with what became of it. */
public sealed interface Effect {

    /** Have the user's filter judge an item, then call {@link Collector#judged} with {@code seq}. */
    record Judge(long seq, Item item) implements Effect {}

    /** The judgement took too long: stop it if it still runs. */
    record Abandon(long seq) implements Effect {}

    /**
     * Hand items to one of the user's handlers, then call {@link Collector#handled} with {@code seq}.
     *
     * @param why which handler
     * @param code for a refused item why; else empty
     * @param items one, or those of a batch
     */
    record Deliver(long seq, Telling why, String code, List<Item> items) implements Effect {
        public Deliver {
            items = List.copyOf(items);
        }
    }

    /** What there is to tell the user's handlers. */
    enum Telling {
        /** Accepted. */
        COLLECT,
        /** The first accepted of its emoji. */
        CREATE,
        /** Accepted once, gone again. */
        REMOVE,
        /** Refused. */
        REFUSE
    }

    /** An item was accepted: comes before its delivery, whether there are handlers or not. */
    record Accepted(Item item) implements Effect {}

    /**
     * An interaction was refused that wants an answer all the same: see {@link Answering#onReject}.
     *
     * @param alone whether no other collector was asked about it, and may take it yet
     */
    record Rejected(Item item, boolean alone) implements Effect {}

    /** It takes no items any more: look nothing up for it. */
    record Draining(EndReason reason) implements Effect {}

    /**
     * It is over; nothing follows.
     *
     * @param items kept whole, oldest first
     * @param summaries of those that were not
     */
    record Ended(EndReport report, List<Item> items, List<Summary> summaries) implements Effect {
        public Ended {
            items = List.copyOf(items);
            summaries = List.copyOf(summaries);
        }
    }

    /** What the user's filter said. */
    sealed interface Verdict {
        record Accept() implements Verdict {}

        /** It said no. */
        record Reject() implements Verdict {}

        /** It took too long. */
        record TooSlow() implements Verdict {}

        /** It threw. */
        record Threw(@Nullable String message) implements Verdict {}
    }
}
