package dev.weir.worker.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import org.agrona.collections.Long2LongHashMap;

/**
 * Which guild a channel and which channel a thread belongs to, as far as events have said so: collectors end with what their
 * place belongs to. Bounded: when full it begins anew.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class Whereabouts {
    private static final int MOST = 250_000;

    private final Long2LongHashMap parents = new Long2LongHashMap(0);
    private final Long2LongHashMap guilds = new Long2LongHashMap(0);

    /** Takes what an event says; one that brings a guild names all its channels and active threads. */
    void learn(GatewayEvent event) {
        if (event.type() == EventType.GUILD_CREATE) {
            learnGuild(event);
            return;
        }
        long channel = event.channel();
        if (channel == 0) {
            return;
        }
        learn(guilds, channel, event.guild());
        learn(parents, channel, event.parent());
    }

    private void learnGuild(GatewayEvent event) {
        JsonNode guild = event.payload().data();
        for (JsonNode channel : guild.path("channels")) {
            learn(guilds, channel.path("id").asLong(), event.guild());
        }
        for (JsonNode thread : guild.path("threads")) {
            learn(guilds, thread.path("id").asLong(), event.guild());
            learn(parents, thread.path("id").asLong(), thread.path("parent_id").asLong());
        }
    }

    private static void learn(Long2LongHashMap owners, long place, long owner) {
        if (place == 0 || owner == 0 || owners.get(place) == owner) {
            return;
        }
        if (owners.size() >= MOST) {
            owners.clear();
        }
        owners.put(place, owner);
    }

    /** Remembers where a collector is that had an item in its very place. */
    static void learn(Running<?> running, GatewayEvent event) {
        for (var source : running.spec().sources()) {
            if (source.scope().channel() == event.channel() || source.scope().message() == event.message()) {
                running.trail().guild = event.guild();
                running.trail().parent = event.parent();
            }
        }
    }

    static boolean known(Running<?> running) {
        Running.Trail trail = running.trailIfAny();
        return trail != null && trail.guild != 0;
    }

    boolean inGuild(Running<?> running, long guild) {
        Running.Trail trail = running.trailIfAny();
        return (trail != null && trail.guild == guild) || standsIn(running, guilds, guild);
    }

    boolean inThreadOf(Running<?> running, long channel) {
        Running.Trail trail = running.trailIfAny();
        return (trail != null && trail.parent == channel) || standsIn(running, parents, channel);
    }

    private static boolean standsIn(Running<?> running, Long2LongHashMap owners, long owner) {
        for (var source : running.spec().sources()) {
            long channel = source.scope().channel();
            if (channel != 0 && owners.get(channel) == owner) {
                return true;
            }
        }
        return false;
    }
}
