package dev.weir.worker.gateway;

import com.neovisionaries.ws.client.WebSocket;
import com.neovisionaries.ws.client.WebSocketFrame;
import java.util.function.Consumer;
import org.javacord.core.event.connection.LostConnectionEventImpl;
import org.javacord.core.util.gateway.DiscordWebSocketAdapter;

/**
 * Javacord's packet handlers without Javacord's socket: packets are pushed in, and what it wants to send comes out.
 *
 * <p>Its own connecting, beating, resuming and reconnecting are what loses shards (a missed ack does nothing, a close before
 * READY ends it, a fatal close is tried again for ever), so none of that runs: the constructor's attempt fails at once, inside.
 */
final class PacketFeed extends DiscordWebSocketAdapter {
    private final Consumer<String> outlet;
    private final ShardApi owner;

    /** Makes the feed of an API and puts it in its place there. */
    static PacketFeed of(ShardApi api, Consumer<String> outlet) {
        PacketFeed feed = new PacketFeed(api, outlet);
        api.adopt(feed);
        return feed;
    }

    private PacketFeed(ShardApi api, Consumer<String> outlet) {
        this.outlet = outlet;
        this.owner = api;
        super(api);
    }

    /**
     * Gives a dispatch frame to Javacord's handler of it.
     *
     * @throws Exception whatever a frame makes Javacord throw
     */
    void push(String frame) throws Exception {
        // The socket is only used for opcodes that are never pushed.
        super.onTextMessage(null, frame);
    }

    /** Tells Javacord's listeners that the connection is gone. */
    void lost() {
        owner.getEventDispatcher().dispatchLostConnectionEvent(null, new LostConnectionEventImpl(owner));
    }

    @Override
    public void sendTextFrame(String message) {
        outlet.accept(message);
    }

    @Override
    public void sendFrame(WebSocketFrame frame) {
        outlet.accept(frame.getPayloadText());
    }

    @Override
    public void sendLifecycleFrame(WebSocket webSocket, WebSocketFrame frame) {
        // HELLO, RECONNECT and INVALID_SESSION are answered by our connection.
    }

    @Override
    public void disconnect() {
        // Weir owns the connection.
    }
}
