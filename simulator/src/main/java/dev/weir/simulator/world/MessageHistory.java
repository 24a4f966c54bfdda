package dev.weir.simulator.world;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last messages of one channel, oldest first. When it is full the oldest is forgotten.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class MessageHistory {

    private final int bound;
    private final List<Message> messages = new ArrayList<>();
    private long lastId;

    MessageHistory(int bound) {
        this.bound = bound;
    }

    void add(Message message) {
        if (messages.size() == bound) {
            messages.removeFirst();
        }
        messages.add(message);
        lastId = message.id();
    }

    /** Remembers the id only, for messages that are not kept (bursts). */
    public void passed(long id) {
        lastId = Math.max(lastId, id);
    }

    public int size() {
        return messages.size();
    }

    /** By position, 0 being the oldest that is still known. */
    public Message at(int position) {
        return messages.get(position);
    }

    public @Nullable Message get(long id) {
        int index = index(id);
        return index < 0 ? null : messages.get(index);
    }

    public @Nullable Message remove(long id) {
        int index = index(id);
        return index < 0 ? null : messages.remove(index);
    }

    /** Whether the id was used here, though the message may be forgotten by now. */
    public boolean mayHaveHeld(long id) {
        return get(id) != null
                || (id <= lastId
                        && (messages.isEmpty() || id < messages.getFirst().id()));
    }

    public long lastId() {
        return lastId;
    }

    /** Newest first, as Discord lists them. Zero means no bound. */
    public List<Message> page(long after, long before, int limit) {
        List<Message> page = new ArrayList<>();
        if (after > 0) {
            for (int i = 0; i < messages.size() && page.size() < limit; i++) {
                if (messages.get(i).id() > after) {
                    page.add(messages.get(i));
                }
            }
            Collections.reverse(page);
            return page;
        }
        for (int i = messages.size() - 1; i >= 0 && page.size() < limit; i--) {
            if (before == 0 || messages.get(i).id() < before) {
                page.add(messages.get(i));
            }
        }
        return page;
    }

    /** Ids grow, so the list is sorted. */
    private int index(long id) {
        int low = 0;
        int high = messages.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long found = messages.get(middle).id();
            if (found == id) {
                return middle;
            }
            if (found < id) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }
}
