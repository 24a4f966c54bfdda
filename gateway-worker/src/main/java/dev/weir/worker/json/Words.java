package dev.weir.worker.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what stands for a word, by its bytes: no string is made. Immutable. */
public final class Words<T> {
    private static final int ROOM = 8;
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final byte[] @Nullable [] words;
    private final long[] heads;
    private final Object[] meanings;
    private final T unknown;
    private final int shift;

    /**
     * Knows these words.
     *
     * @param unknown what any other word means
     */
    public Words(Map<String, T> known, T unknown) {
        int size = Integer.highestOneBit(Math.max(1, known.size())) * ROOM;
        this.words = new byte[size][];
        this.heads = new long[size];
        this.meanings = new Object[size];
        this.unknown = unknown;
        this.shift = Long.numberOfLeadingZeros(size) + 1;
        known.forEach((word, meaning) -> {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            long head = Eight.head(bytes, 0, bytes.length);
            int at = slot(head, bytes, 0, bytes.length);
            while (words[at] != null) {
                at = next(at);
            }
            words[at] = bytes;
            heads[at] = head;
            meanings[at] = meaning;
        });
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
