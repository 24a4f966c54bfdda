package dev.weir.worker.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of a text looked at in one go, the first one lowest. */
final class Eight {
    private static final VarHandle BYTES = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;
    private static final long HIGH_HALVES = 0xF0F0F0F0F0F0F0F0L;

    private Eight() {}

    static long at(byte[] text, int at) {
        return (long) BYTES.get(text, at);
    }

    /** A word's first bytes, at most eight; zeroes behind it. */
    static long head(byte[] text, int from, int to) {
        int length = to - from;
        if (length >= Long.BYTES) {
            return at(text, from);
        }
        if (from + Long.BYTES <= text.length) {
            return at(text, from) & ((1L << (length * Byte.SIZE)) - 1);
        }
        long head = 0;
        for (int i = to - 1; i >= from; i--) {
            head = (head << Byte.SIZE) | (text[i] & 0xFF);
        }
        return head;
    }

    /**
     * The top bit of the first byte that is a quote, a backslash, a control character or not ASCII; 0 when none is. Above it bits
     * may be wrong: only there a subtraction borrows. With its second bit turned over, a quote is below 0x21 as control characters
     * are, and a blank is not.
     */
    static long odd(long eight) {
        long quoteOrControl = (eight ^ (0x02 * ONES)) - 0x21 * ONES;
        long backslash = (eight ^ ('\\' * ONES)) - ONES;
        return (eight | quoteOrControl | backslash) & TOPS;
    }

    /** The number that they spell, -1 when one of them is no digit. */
    static long number(long eight) {
        long carried = (eight + 0x06 * ONES) & HIGH_HALVES;
        if ((eight & HIGH_HALVES) != 0x30 * ONES || carried != 0x30 * ONES) {
            return -1;
        }
        long digits = eight - 0x30 * ONES;
        long pairs = (digits * 10 + (digits >>> 8)) & 0x00FF00FF00FF00FFL;
        long fours = (pairs * 100 + (pairs >>> 16)) & 0x0000FFFF0000FFFFL;
        return (fours * 10_000 + (fours >>> 32)) & 0xFFFFFFFFL;
    }
}
