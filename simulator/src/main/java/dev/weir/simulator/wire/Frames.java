package dev.weir.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Text frames of a server, encoded one after the other, so that thousands cost one write. */
public final class Frames {

    private static final int FINAL_TEXT = 0x81;

    private byte[] bytes;
    private int size;
    private int count;

    public Frames(int capacity) {
        this.bytes = new byte[capacity];
    }

    /** One frame that is the join of the parts. */
    public void add(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        reserve(length + 10);
        head(length);
        for (byte[] part : parts) {
            System.arraycopy(part, 0, bytes, size, part.length);
            size += part.length;
        }
        count++;
    }

    /** A dispatch: the head up to {@code "s":}, the sequence number, the rest. */
    public void dispatch(byte[] head, long seq, byte[] middle, byte[] data) {
        add(head, Long.toString(seq).getBytes(StandardCharsets.ISO_8859_1), middle, data, END);
    }

    private static final byte[] END = {'}'};

    private void head(int length) {
        bytes[size++] = (byte) FINAL_TEXT;
        if (length < 126) {
            bytes[size++] = (byte) length;
        } else if (length < 65_536) {
            bytes[size++] = 126;
            bytes[size++] = (byte) (length >>> 8);
            bytes[size++] = (byte) length;
        } else {
            bytes[size++] = 127;
            for (int shift = 56; shift >= 0; shift -= 8) {
                bytes[size++] = (byte) ((long) length >>> shift);
            }
        }
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    public int count() {
        return count;
    }

    public int size() {
        return size;
    }

    byte[] array() {
        return bytes;
    }

    public void clear() {
        size = 0;
        count = 0;
    }
}
