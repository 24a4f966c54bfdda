package dev.weir.worker.dispatch;

import java.util.Arrays;

/**
 * Says of most keys that stand in no table that they do not, with one look into memory that is small enough to stay near the
 * processor: a table of a million keys is not. It never says so of a key that was added.
 *
 * <p>A blocked Bloom filter: four bits of one word a key, eight keys a word at most, so that about one of fifty absent keys
 * passes when it is full. Bits are not taken back. When it {@link #full} its owner makes it anew of the keys that are left.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class KeyFilter {
    private static final int KEYS_A_WORD = 8;
    private static final int LEAST_KEYS = 64;
    private static final int MOST_KEYS = 1 << 27;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;

    private long[] words = new long[LEAST_KEYS / KEYS_A_WORD];
    private int added;

    /** False only when the key was not added since {@link #renew}. */
    boolean mayHold(long key) {
        long hash = hash(key);
        long bits = bits(hash);
        return (words[word(hash)] & bits) == bits;
    }

    void add(long key) {
        long hash = hash(key);
        words[word(hash)] |= bits(hash);
        added++;
    }

    /** Whether so many were added that too many absent keys would pass. */
    boolean full() {
        return added >= words.length * KEYS_A_WORD && words.length * KEYS_A_WORD < MOST_KEYS;
    }

    /** Forgets everything and makes room for these and half as many again. */
    void renew(int keys) {
        int room = LEAST_KEYS;
        while (room < MOST_KEYS && room < keys + (long) keys / 2) {
            room *= 2;
        }
        if (room == words.length * KEYS_A_WORD) {
            Arrays.fill(words, 0);
        } else {
            words = new long[room / KEYS_A_WORD];
        }
        added = 0;
    }

    private int word(long hash) {
        return (int) (hash >>> 40) & (words.length - 1);
    }

    /** Four of 64, of other bits of the hash than those that choose the word. */
    private static long bits(long hash) {
        return 1L << (hash >>> 8) | 1L << (hash >>> 14) | 1L << (hash >>> 20) | 1L << (hash >>> 26);
    }

    private static long hash(long key) {
        long mixed = key * GOLDEN;
        return (mixed ^ mixed >>> 32) * GOLDEN;
    }
}
