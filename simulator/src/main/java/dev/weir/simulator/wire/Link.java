package dev.weir.simulator.wire;

/** Our end of a WebSocket. Used on the lane only. */
public interface Link {

    /** Sends one text frame. */
    void send(byte[] text);

    /** Sends several text frames as one piece. */
    void send(Frames frames);

    /** Sends the head of a text frame that announces so many bytes, and nothing of these. */
    void announce(long bytes);

    /** False while the socket does not take what was sent. */
    boolean writable();

    /** What was sent and not yet taken by the socket. */
    long pendingBytes();

    /** Runs when everything sent so far is in the socket, or the socket is gone. */
    void afterSent(Runnable then);

    /** Sends a close frame and ends the socket. */
    void close(int code, String reason);

    /** Ends the socket without a close frame; {@code hard}: by RST. */
    void cut(boolean hard);

    /** Neither reads nor writes any more, and keeps the socket. */
    void freeze();
}
