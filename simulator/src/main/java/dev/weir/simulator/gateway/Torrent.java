package dev.weir.simulator.gateway;

import dev.weir.simulator.wire.Frames;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many events for one shard's sessions, gathered into large writes, no faster than the sockets take them.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class Torrent {

    private final List<Session> sessions;
    private final List<Frames> frames;
    private long pouredToSockets;

    Torrent(List<Session> sessions) {
        this.sessions = sessions;
        this.frames = sessions.stream().map(_ -> new Frames(256 * 1024)).toList();
    }

    public int sessions() {
        return sessions.size();
    }

    /** How many dispatches went to sockets, over all sessions. */
    public long sent() {
        return pouredToSockets;
    }

    /** Sends this batch to each session that hears of it. All of one type. */
    public void pour(List<Dispatch> batch) {
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            long heard = 0;
            for (Dispatch dispatch : batch) {
                if (session.hears(dispatch)) {
                    session.gather(dispatch, frames.get(i));
                    heard++;
                }
            }
            if (session.connection() != null) {
                pouredToSockets += heard;
            }
            session.flush(frames.get(i));
            if (!batch.isEmpty()) {
                session.referee(batch.getFirst().type(), heard);
            }
        }
    }

    /** Runs at once when every connected socket takes more, or as soon as the slowest does. */
    public boolean waitUntilWritable(Runnable then) {
        for (Session session : sessions) {
            Connection connection = session.connection();
            if (connection != null && !connection.isWritable()) {
                connection.whenWritable(then);
                return true;
            }
        }
        return false;
    }

    /** Runs when all that was poured is in the sockets, or they are gone. */
    public void afterSent(Runnable then) {
        List<Connection> open = sessions.stream()
                .map(Session::connection)
                .filter(java.util.Objects::nonNull)
                .toList();
        if (open.isEmpty()) {
            then.run();
            return;
        }
        AtomicInteger left = new AtomicInteger(open.size());
        open.forEach(connection -> connection.afterSent(() -> {
            if (left.decrementAndGet() == 0) {
                then.run();
            }
        }));
    }

    /** Whether anybody listens at all. */
    public boolean isHeard() {
        return !sessions.isEmpty();
    }
}
