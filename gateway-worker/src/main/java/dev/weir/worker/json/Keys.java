package dev.weir.worker.json;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one kind of object: what they mean, and what comes behind each. Discord writes an object's keys in the same order each
 * time: what came behind a key last is tried first, which takes one comparison. Only where the guess is wrong the key's end is
 * searched and the key looked up.
 *
 * <p>Learns at most {@value #MOST} keys. Not thread-safe, and for one object at a time: not for another one inside of it.
 */
public final class Keys<T> {
    private static final int MOST = 256;

    /** Of a key that is learned, in bytes. */
    private static final int LONGEST = 64;

    private final Words<Known<T>> known;

    /** Stands for all that were not learned. */
    private final Known<T> stranger;

    /** Stands before an object's first key. */
    private final Known<T> start;

    private Known<T> last;

    /**
     * Knows what these keys mean.
     *
     * @param unknown what any other key means
     */
    public Keys(Map<String, T> meanings, T unknown) {
        this.stranger = new Known<>(unknown);
        this.start = new Known<>(unknown);
        this.last = start;
        this.known = new Words<>(2 * MOST, stranger);
        meanings.forEach((key, meaning) -> {
            byte[] word = Words.utf8(key);
            known.add(word, new Known<>(word, 0, word.length, meaning));
        });
    }

    /** An object begins. */
    void begin() {
        last = start;
    }

    /** Passes the key that was expected, when it stands there; else null. */
    @Nullable
    Known<T> passExpected(byte[] text, int at) {
        Known<T> expected = last.next;
        if (expected == null || !expected.standsAt(text, at)) {
            return null;
        }
        last = expected;
        return expected;
    }

    /** Passes another key, whose name stands there; says what it means. */
    T pass(byte[] text, int from, int to) {
        Known<T> found = known.find(text, from, to);
        if (found == stranger && known.size() < MOST && to - from <= LONGEST) {
            found = new Known<>(text, from, to, stranger.meaning);
            known.add(Arrays.copyOfRange(text, from, to), found);
        }
        if (found != stranger) {
            last.next = found;
        }
        last = found;
        return found.meaning;
    }

    /** A key as it is written, {@code "id":}, and the one that came behind it the last time. */
    static final class Known<T> {
        final T meaning;
        final int length;
        private final byte[] spelled;

        @Nullable
        Known<T> next;

        /** Its first and its last eight bytes; of a shorter one, all. */
        private final long head;

        private final long tail;
        private final long mask;
        private final int room;

        /** Is written nowhere. */
        Known(T meaning) {
            this(new byte[0], 0, 0, meaning);
        }

        Known(byte[] text, int from, int to, T meaning) {
            this.length = to - from + 3;
            this.spelled = new byte[length];
            spelled[0] = '"';
            System.arraycopy(text, from, spelled, 1, to - from);
            spelled[length - 2] = '"';
            spelled[length - 1] = ':';
            this.meaning = meaning;
            this.room = Math.max(length, Long.BYTES);
            this.mask = -1L >>> (Byte.SIZE * (room - length));
            this.head = Eight.head(spelled, 0, Math.min(length, Long.BYTES));
            this.tail = Eight.at(Arrays.copyOf(spelled, room), room - Long.BYTES);
        }

        boolean standsAt(byte[] text, int at) {
            return at + room <= text.length
                    && (Eight.at(text, at) & mask) == head
                    && (Eight.at(text, at + room - Long.BYTES) & mask) == tail
                    && (room <= 2 * Long.BYTES
                            || Arrays.equals(
                                    spelled,
                                    Long.BYTES,
                                    room - Long.BYTES,
                                    text,
                                    at + Long.BYTES,
                                    at + room - Long.BYTES));
        }
    }
}
