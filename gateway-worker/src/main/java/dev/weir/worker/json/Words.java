package dev.weir.worker.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what stands for a word, by its bytes: no string is made. */
public final class Words<T> {
    private static final int SLOTS_A_WORD = 8;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final byte[] @Nullable [] words;
    private final long[] heads;
    private final Object[] meanings;
    private final T unknown;
    private final int shift;
    private int size;

    /**
     * Knows these words.
     *
     * @param unknown what any other word means
     */
    public Words(Map<String, T> known, T unknown) {
        this(known.size() * SLOTS_A_WORD, unknown);
        known.forEach((word, meaning) -> add(utf8(word), meaning));
    }

    /** Has about so many places for words, of which some have to stay free. */
    Words(int places, T unknown) {
        int slots = Integer.highestOneBit(Math.max(2, places));
        this.words = new byte[slots][];
        this.heads = new long[slots];
        this.meanings = new Object[slots];
        this.unknown = unknown;
        this.shift = Long.numberOfLeadingZeros(slots) + 1;
    }

    static byte[] utf8(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    /** Knows one more word, which it did not know. */
    void add(byte[] word, T meaning) {
        long head = Eight.head(word, 0, word.length);
        int at = slot(head, word, 0, word.length);
        while (words[at] != null) {
            at = next(at);
        }
        words[at] = word;
        heads[at] = head;
        meanings[at] = meaning;
        size++;
    }

    int size() {
        return size;
    }

    @SuppressWarnings("unchecked") // Only such were put in.
    T find(byte[] text, int from, int to) {
        long head = Eight.head(text, from, to);
        int at = slot(head, text, from, to);
        for (byte @Nullable [] word = words[at]; word != null; word = words[at]) {
            if (heads[at] == head && word.length == to - from && sameRest(word, text, from, to)) {
                return (T) meanings[at];
            }
            at = next(at);
        }
        return unknown;
    }

    private static boolean sameRest(byte[] word, byte[] text, int from, int to) {
        return word.length <= Long.BYTES || Arrays.equals(word, Long.BYTES, word.length, text, from + Long.BYTES, to);
    }

    private int next(int at) {
        return (at + 1) & (words.length - 1);
    }

    /** Of its head, and of a byte behind it where Discord's names that begin alike differ: MESSAGE_CREATE, _UPDATE, _DELETE. */
    private int slot(long head, byte[] text, int from, int to) {
        int length = to - from;
        int behind = length > Long.BYTES ? text[to - 1 - length / 4] : 0;
        return (int) (((head + behind) * GOLDEN) >>> shift);
    }
}
