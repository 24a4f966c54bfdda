package dev.weir.simulator.gateway;

import dev.weir.simulator.world.Guild;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Sends GUILD_CREATE after READY, as fast as the socket takes it.
 *
 * <p>Not thread-safe: owned by the lane.
 */
final class GuildStream {

    private final Session session;
    private final Deque<Guild> left;

    GuildStream(Session session, List<Guild> guilds) {
        this.session = session;
        this.left = new ArrayDeque<>(guilds);
    }

    void run() {
        while (!left.isEmpty() && !session.isOver()) {
            Connection connection = session.connection();
            // Without a connection all goes into the replay buffer, for the resume.
            if (connection != null && !connection.isWritable()) {
                connection.whenWritable(this::run);
                return;
            }
            Guild guild = left.removeFirst();
            if (session.pendingGuilds().remove(guild.id())) {
                session.dispatch(create(guild));
            }
        }
    }

    private Dispatch create(Guild guild) {
        return guild.isAvailable()
                ? Dispatch.of("GUILD_CREATE", guild.id(), guild.createEvent(session.withPeople()))
                : Dispatch.of("GUILD_DELETE", guild.id(), guild.unavailableJson());
    }
}
