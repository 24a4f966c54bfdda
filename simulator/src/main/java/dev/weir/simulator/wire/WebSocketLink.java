package dev.weir.simulator.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of Netty as a {@link Link}.
 *
 * <p>Frames are encoded here, not by Netty's encoder, and flushed once per turn of the lane: a burst costs one system call
 * for hundreds of frames.
 */
final class WebSocketLink implements Link {

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(5);

    private final Channel channel;
    private @Nullable LinkListener listener;
    private boolean frozen;
    private boolean flushPending;

    WebSocketLink(Channel channel) {
        this.channel = channel;
    }

    void listenWith(LinkListener newListener) {
        listener = newListener;
    }

    void received(byte[] text) {
        if (listener != null && !frozen) {
            listener.text(text);
        }
    }

    void receivedBinary() {
        if (listener != null && !frozen) {
            listener.binary();
        }
    }

    void closedByPeer(int code) {
        if (frozen) {
            return;
        }
        LinkListener told = listener;
        listener = null;
        Integer given = code < 0 ? null : code;
        var echo = given == null ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
        channel.writeAndFlush(echo).addListener(ChannelFutureListener.CLOSE);
        if (told != null) {
            told.closed(given);
        }
    }

    void gone() {
        LinkListener told = listener;
        listener = null;
        if (told != null && !frozen) {
            told.closed(null);
        }
    }

    void writableAgain() {
        if (listener != null && !frozen) {
            listener.writable();
        }
    }

    @Override
    public void send(byte[] text) {
        Frames frames = new Frames(text.length + 10);
        frames.add(text);
        send(frames);
    }

    @Override
    public void send(Frames frames) {
        if (frozen || !channel.isActive() || frames.size() == 0) {
            return;
        }
        ByteBuf buffer = channel.alloc().buffer(frames.size());
        buffer.writeBytes(frames.array(), 0, frames.size());
        var _ = channel.write(buffer, channel.voidPromise());
        if (!flushPending) {
            flushPending = true;
            channel.eventLoop().execute(() -> {
                flushPending = false;
                channel.flush();
            });
        }
    }

    @Override
    public void announce(long bytes) {
        if (!frozen && channel.isActive()) {
            ByteBuf head = channel.alloc().buffer(10);
            head.writeByte(0x81).writeByte(127).writeLong(bytes);
            var _ = channel.writeAndFlush(head, channel.voidPromise());
        }
    }

    @Override
    public boolean writable() {
        return channel.isWritable();
    }

    @Override
    public long pendingBytes() {
        var outbound = channel.unsafe().outboundBuffer();
        return outbound == null ? 0 : outbound.totalPendingWriteBytes();
    }

    @Override
    public void afterSent(Runnable then) {
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(_ -> then.run());
    }

    @Override
    public void close(int code, String reason) {
        listener = null;
        channel.writeAndFlush(new CloseWebSocketFrame(code, reason)).addListener(_ -> linger());
    }

    /** The peer answers with its own close frame and ends the socket; one that does not is cut. */
    private void linger() {
        Runnable cut = () -> {
            var _ = channel.close();
        };
        var _ = channel.eventLoop().schedule(cut, CLOSE_GRACE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void cut(boolean hard) {
        listener = null;
        if (hard) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        var _ = channel.close();
    }

    @Override
    public void freeze() {
        frozen = true;
        listener = null;
        channel.config().setAutoRead(false);
    }
}
