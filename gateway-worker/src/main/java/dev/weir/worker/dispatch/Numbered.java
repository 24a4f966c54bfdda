package dev.weir.worker.dispatch;

import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The collectors of a lane by number. Numbers are given out one after the other, so they stand in pages of 64: five bytes
 * each, and neighbours in time are neighbours in memory.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class Numbered {
    private static final int BITS = 6;
    private static final int PAGE = 1 << BITS;

    private final Long2ObjectHashMap<Page> pages = new Long2ObjectHashMap<>();
    private int size;

    /** None with a lower number is here. Only grows while anybody is: so finding the oldest costs each number one look. */
    private long least = Long.MAX_VALUE;

    /** Those whose numbers differ only in the last six bits. */
    private static final class Page {
        final @Nullable Running<?>[] at;
        int size;

        Page() {
            at = new Running<?>[PAGE];
        }
    }

    int size() {
        return size;
    }

    @Nullable
    Running<?> get(long number) {
        Page page = pages.get(number >> BITS);
        return page == null ? null : page.at[(int) (number & (PAGE - 1))];
    }

    void put(Running<?> running) {
        long number = running.number();
        least = Math.min(least, number);
        Page page = pages.computeIfAbsent(number >> BITS, _ -> new Page());
        int place = (int) (number & (PAGE - 1));
        if (page.at[place] == null) {
            page.size++;
            size++;
        }
        page.at[place] = running;
    }

    /** Whether it was there. */
    boolean remove(long number) {
        Page page = pages.get(number >> BITS);
        int place = (int) (number & (PAGE - 1));
        if (page == null || page.at[place] == null) {
            return false;
        }
        page.at[place] = null;
        size--;
        if (--page.size == 0) {
            pages.remove(number >> BITS);
        }
        return true;
    }

    /** The one with the least number, null when there is none. */
    @Nullable
    Running<?> oldest() {
        if (size == 0) {
            least = Long.MAX_VALUE;
            return null;
        }
        while (true) {
            Page page = pages.get(least >> BITS);
            Running<?> there = page == null ? null : page.at[(int) (least & (PAGE - 1))];
            if (there != null) {
                return there;
            }
            least = page == null ? ((least >> BITS) + 1) << BITS : least + 1;
        }
    }

    /** All that are there now, those of a page in order. */
    List<Running<?>> copy() {
        List<Running<?>> all = new ArrayList<>(size);
        for (Page page : pages.values()) {
            for (Running<?> each : page.at) {
                if (each != null) {
                    all.add(each);
                }
            }
        }
        return all;
    }

    void clear() {
        pages.clear();
        size = 0;
        least = Long.MAX_VALUE;
    }
}
