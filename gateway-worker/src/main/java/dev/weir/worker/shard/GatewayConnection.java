package dev.weir.worker.shard;

import org.javacord.api.DiscordApi;

/** One shard's connection. Thread-safe. */
public interface GatewayConnection extends AutoCloseable {

    /** Javacord's API of this shard, for bots; its cache fills as guilds arrive. */
    DiscordApi javacord();

    /** Discord's REST interface through this shard. */
    Rest rest();

    /** Asks Javacord's own events for a packet type as {@code MESSAGE_CREATE}: from then on it sees those packets too. */
    void forward(String packetType);

    /** Closes the socket, within 5 s whatever the other side does, and ends every thread of it. Nothing is told after it returned. */
    @Override
    void close();
}
