package dev.weir.worker.roster;

import dev.weir.model.ShardId;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.bot.Collectors;
import dev.weir.worker.bot.Events;
import dev.weir.worker.bot.Reply;
import dev.weir.worker.collector.Item;
import dev.weir.worker.dispatch.Lane;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.Rest;
import org.javacord.api.DiscordApi;

/** What bots see of a shard: its lane and its connection. */
public record BotShardView(ShardId id, Lane lane, GatewayConnection connection) implements BotShard {

    @Override
    public Collectors collectors() {
        return lane.collectors();
    }

    @Override
    public Events events() {
        return lane.events();
    }

    @Override
    public Reply reply(Item interaction) {
        return lane.reply(interaction);
    }

    @Override
    public Rest rest() {
        return connection.rest();
    }

    @Override
    public DiscordApi javacord() {
        return connection.javacord();
    }

    @Override
    public void forward(String packetType) {
        connection.forward(packetType);
    }
}
