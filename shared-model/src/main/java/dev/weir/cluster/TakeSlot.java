package dev.weir.cluster;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A worker takes its slot, right before it sends IDENTIFY. Refused when the slot is not the last one of its bucket any more.
 *
 * @param count how many shards the bot is split into, as the worker connects
 * @param token token under which the worker holds the shard
 */
public record TakeSlot(int shard, int count, long number, long token) implements Change<IdentifyBook, Boolean> {

    @Override
    public Outcome<IdentifyBook, Boolean> on(@Nullable IdentifyBook current) {
        if (current == null) {
            return Outcome.keep(false);
        }
        for (Map.Entry<Integer, Slot> each : current.slots().entrySet()) {
            Slot slot = each.getValue();
            if (slot.shard() == shard && slot.count() == count && slot.number() == number && slot.token() == token) {
                if (slot.taken()) {
                    return Outcome.keep(true);
                }
                Map<Integer, Slot> slots = new HashMap<>(current.slots());
                slots.put(each.getKey(), slot.asTaken());
                return Outcome.set(new IdentifyBook(slots), true);
            }
        }
        return Outcome.keep(false);
    }
}
