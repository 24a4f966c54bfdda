package dev.weir.worker.gateway;

import com.neovisionaries.ws.client.WebSocket;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.function.Consumer;

/**
 * The stream that a WebSocket reads its frames from, up to a message that is larger than any of Discord's: there it ends, before memory
 * is taken for it.
 *
 * <p>The library takes as many bytes of heap as the head of a frame announces, and joins the parts of a message without a bound. Not
 * thread-safe: the socket's reading thread owns it.
 */
final class BoundedFrames extends InputStream {
    /** Discord's largest dispatches, the GUILD_CREATE of the largest guilds, have 8 MiB or so. */
    static final int MOST_BYTES = 32 * 1024 * 1024;

    /** What an empty part of a message takes of the heap, so that parts are bounded in number as well. */
    private static final int BYTES_OF_A_PART = 128;

    private static final int CONTROL = 8;
    private static final int MOST_BYTES_OF_CONTROL = 125;
    private static final int SHORTEST_HEAD = 2;
    private static final int LONGEST_HEAD = 14;
    private static final String INPUT_FIELD = "mInput";
    private static final String INPUT_CLASS = "com.neovisionaries.ws.client.WebSocketInputStream";

    private final InputStream in;
    private final Consumer<String> onBreach;
    private final byte[] head = new byte[LONGEST_HEAD];
    private int headRead;
    private int headLength = SHORTEST_HEAD;
    private long payloadLeft;
    private long messageBytes;
    private boolean ended;

    /**
     * Begins between two frames.
     *
     * @param onBreach told once, by the reading thread, why the stream ends
     */
    BoundedFrames(InputStream in, Consumer<String> onBreach) {
        this.in = in;
        this.onBreach = onBreach;
    }

    /** Puts the bound into a socket that has shaken hands and does not read frames yet. */
    static void into(WebSocket socket, Consumer<String> onBreach) {
        try {
            Field input = inputField();
            InputStream unbounded = (InputStream) input.get(socket);
            input.set(socket, inputConstructor().newInstance(new BoundedFrames(unbounded, onBreach)));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot set WebSocket." + INPUT_FIELD, e);
        }
    }

    /**
     * Fails when the WebSocket library is not the one whose insides we know.
     *
     * @throws IllegalStateException saying what is different
     */
    static void check() {
        try {
            Class<?> input = inputField().getType();
            if (!input.equals(inputConstructor().getDeclaringClass())
                    || !FilterInputStream.class.isAssignableFrom(input)) {
                throw new IllegalStateException("WebSocket." + INPUT_FIELD + " is a " + input);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "WebSocket has no field " + INPUT_FIELD + " as nv-websocket-client 2.14 has", e);
        }
    }

    private static Field inputField() throws NoSuchFieldException {
        Field field = WebSocket.class.getDeclaredField(INPUT_FIELD);
        field.setAccessible(true);
        return field;
    }

    private static Constructor<?> inputConstructor() throws ReflectiveOperationException {
        Constructor<?> constructor = Class.forName(INPUT_CLASS).getDeclaredConstructor(InputStream.class);
        constructor.setAccessible(true);
        return constructor;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (ended) {
            return -1;
        }
        if (payloadLeft > 0) {
            int read = in.read(into, offset, (int) Math.min(length, payloadLeft));
            payloadLeft -= Math.max(0, read);
            return read;
        }
        int read = in.read(into, offset, Math.min(length, headLength - headRead));
        if (read > 0) {
            System.arraycopy(into, offset, head, headRead, read);
            headRead += read;
            look();
        }
        return read;
    }

    /** Looks at as much of a frame's head as there is. */
    private void look() throws IOException {
        if (headRead < SHORTEST_HEAD) {
            return;
        }
        int shortLength = head[1] & 0x7f;
        int lengthBytes = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
        headLength = SHORTEST_HEAD + lengthBytes + (head[1] < 0 ? 4 : 0);
        if (headRead < headLength) {
            return;
        }
        long length = lengthBytes == 0 ? shortLength : 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = (length << 8) | (head[SHORTEST_HEAD + i] & 0xff);
        }
        headRead = 0;
        headLength = SHORTEST_HEAD;
        weigh(head[0] & 0x0f, length);
        payloadLeft = length;
    }

    private void weigh(int opcode, long length) throws IOException {
        if (length < 0) {
            throw breach("a frame announces 2^63 bytes or more");
        }
        if (opcode >= CONTROL) {
            if (length > MOST_BYTES_OF_CONTROL) {
                throw breach("a control frame announces " + length + " bytes");
            }
            return;
        }
        messageBytes = opcode == 0 ? messageBytes + BYTES_OF_A_PART : 0;
        if (length > MOST_BYTES - messageBytes) {
            throw breach("a message announces more than " + MOST_BYTES + " bytes");
        }
        messageBytes += length;
    }

    private IOException breach(String what) {
        ended = true;
        onBreach.accept(what);
        return new IOException(what);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
