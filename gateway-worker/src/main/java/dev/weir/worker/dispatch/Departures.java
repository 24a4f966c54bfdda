package dev.weir.worker.dispatch;

import dev.weir.model.EndReason;
import dev.weir.worker.collector.Collector;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Reaction;
import dev.weir.worker.event.GatewayEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Something is gone on Discord: items leave the collectors that hold them, and collectors end with their place.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class Departures {
    private final LaneTable table;
    private final CollectorIndex index;
    private final Holders holders;
    private final Whereabouts whereabouts;

    Departures(LaneTable table, CollectorIndex index, Holders holders, Whereabouts whereabouts) {
        this.table = table;
        this.index = index;
        this.holders = holders;
        this.whereabouts = whereabouts;
    }

    /** One reaction, all of an emoji or all of a message. */
    void reactions(GatewayEvent event, long now) {
        if (!index.any(Kind.REACTION)) {
            return;
        }
        Set<Running<?>> those = holdersOf(event, event.message(), Kind.REACTION);
        if (those.isEmpty()) {
            return;
        }
        Reaction reaction = new Reaction(event);
        for (Running<?> each : those) {
            Collector collector = each.collector();
            List<Effect> effects = switch (event.type()) {
                case MESSAGE_REACTION_REMOVE -> collector.reactionRemoved(reaction, now);
                case MESSAGE_REACTION_REMOVE_ALL -> collector.reactionsCleared(event.message(), null, now);
                default -> collector.reactionsCleared(event.message(), reaction.emoji(), now);
            };
            table.follow(each, effects);
        }
    }

    void message(GatewayEvent event, long message, long now) {
        if (index.any(Kind.MESSAGE)) {
            for (Running<?> each : holdersOf(event, message, Kind.MESSAGE)) {
                if (each.spec().options().dispose()) {
                    table.follow(each, each.collector().messageDeleted(message, now));
                }
            }
        }
        stop(index.onMessage(message), new EndReason.MessageDeleted(message), now);
    }

    /** Threads go with their channel. */
    void channel(long channel, long now) {
        EndReason deleted = new EndReason.ChannelDeleted(channel);
        stop(index.inChannel(channel), deleted, now);
        stop(thoseThat(each -> whereabouts.inThreadOf(each, channel)), deleted, now);
    }

    void thread(long thread, long now) {
        stop(index.inChannel(thread), new EndReason.ThreadDeleted(thread), now);
    }

    void guild(long guild, long now) {
        EndReason deleted = new EndReason.GuildDeleted(guild);
        stop(index.inGuild(guild), deleted, now);
        stop(thoseThat(each -> whereabouts.inGuild(each, guild)), deleted, now);
    }

    private void stop(List<Running<?>> those, EndReason reason, long now) {
        those.forEach(each -> table.stop(each, reason, now));
    }

    private List<Running<?>> thoseThat(Predicate<Running<?>> which) {
        List<Running<?>> those = table.everybody();
        those.removeIf(which.negate());
        return those;
    }

    private Set<Running<?>> holdersOf(GatewayEvent event, long message, Kind kind) {
        Set<Running<?>> those = new HashSet<>();
        index.find(event, kind, those, new ArrayList<>());
        those.addAll(holders.of(message));
        return those;
    }
}
