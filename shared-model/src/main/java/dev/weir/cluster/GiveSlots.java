package dev.weir.cluster;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The leader gives out slots, or takes back what nobody took. Each bucket for itself, and only where its slot is the one that the
 * leader saw: what was given by another leader, or taken by a worker, stays.
 *
 * @param seen by bucket, the slot that was seen; a bucket that had none is missing
 * @param next by bucket, the slot that is to follow; a bucket that is in {@code seen} only becomes empty
 */
public record GiveSlots(Map<Integer, Slot> seen, Map<Integer, Slot> next)
        implements Change<IdentifyBook, IdentifyBook> {
    public GiveSlots {
        seen = Map.copyOf(seen);
        next = Map.copyOf(next);
    }

    public boolean isEmpty() {
        return seen.isEmpty() && next.isEmpty();
    }

    /** How many of the slots are in a book. */
    public int grantedIn(IdentifyBook book) {
        return (int) next.entrySet().stream()
                .filter(each -> each.getValue().equals(book.slots().get(each.getKey())))
                .count();
    }

    /** Answers with the book as it is now. */
    @Override
    public Outcome<IdentifyBook, IdentifyBook> on(@Nullable IdentifyBook current) {
        Map<Integer, Slot> slots = new HashMap<>(current == null ? Map.of() : current.slots());
        Set<Integer> buckets = new HashSet<>(seen.keySet());
        buckets.addAll(next.keySet());
        for (int bucket : buckets) {
            Slot following = next.get(bucket);
            if (!Objects.equals(slots.get(bucket), seen.get(bucket))) {
                continue;
            }
            if (following == null) {
                slots.remove(bucket);
            } else {
                slots.put(bucket, following);
            }
        }
        IdentifyBook book = new IdentifyBook(slots);
        return book.equals(current) ? Outcome.keep(book) : Outcome.set(book, book);
    }
}
