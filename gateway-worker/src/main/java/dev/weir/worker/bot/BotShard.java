package dev.weir.worker.bot;

import dev.weir.model.ShardId;
import dev.weir.worker.collector.Item;
import dev.weir.worker.shard.Rest;
import org.javacord.api.DiscordApi;

/** What a bot gets of one shard. Thread-safe; of no use after {@link Bot#stop}. */
public interface BotShard {

    ShardId id();

    /** Starts collectors on this shard. */
    Collectors collectors();

    /** Every event of this shard. */
    Events events();

    /**
     * The answer to an interaction that was got without one: by {@code await()} or {@code awaitOne()}, as the submission of a
     * modal, or from {@link #events}. It speaks for the collector that took the interaction, if there is one.
     *
     * @param interaction a click, a submitted modal or a command of this shard
     * @throws IllegalArgumentException when it is something else
     */
    Reply reply(Item interaction);

    /** Discord's REST interface, within its limits, and only while this worker may act for the shard. */
    Rest rest();

    /**
     * Javacord's API of this shard. Its own listeners hear a packet type only after {@link #forward}.
     *
     * <p>Its calls are refused like those of {@link #rest} while this worker may not act for the shard.
     */
    DiscordApi javacord();

    /** Lets Javacord see packets of a type too, as {@code MESSAGE_CREATE}, for bots that use its listeners. Costs its price. */
    void forward(String packetType);
}
