package dev.weir.simulator.gateway;

import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.wire.Frames;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a bot logged in to: it outlives its connection for a while and can be resumed.
 *
 * <p>Not thread-safe: owned by the lane.
 */
final class Session {

    private static final int FRAME_BYTES = 32 * 1024;

    private final String id;
    private final int shard;
    private final int count;
    private final int intents;
    private final boolean withPeople;
    private final ReplayBuffer replay;
    private final Referee referee;
    /** Guilds that READY named and that are not created yet: their events are not for this session. */
    private final Set<Long> pendingGuilds = new HashSet<>();

    private final Frames frames = new Frames(FRAME_BYTES);
    private @Nullable Connection connection;
    private Lane.@Nullable Timer expiry;
    private boolean ready;
    private boolean over;

    Session(String id, int shard, int count, int intents, boolean withPeople, GatewayRules rules, Referee referee) {
        this.id = id;
        this.shard = shard;
        this.count = count;
        this.intents = intents;
        this.withPeople = withPeople;
        this.replay = new ReplayBuffer(rules.replayBound(), rules.replayByteBound());
        this.referee = referee;
    }

    String id() {
        return id;
    }

    int shard() {
        return shard;
    }

    int count() {
        return count;
    }

    int intents() {
        return intents;
    }

    boolean withPeople() {
        return withPeople;
    }

    Set<Long> pendingGuilds() {
        return pendingGuilds;
    }

    long seq() {
        return replay.lastSeq();
    }

    @Nullable
    Connection connection() {
        return connection;
    }

    /** READY was sent: from now on events are for this session. */
    void becomeReady() {
        ready = true;
    }

    void attach(Connection newConnection) {
        connection = newConnection;
        if (expiry != null) {
            expiry.cancel();
            expiry = null;
        }
    }

    void detach(Lane.Timer newExpiry) {
        connection = null;
        expiry = newExpiry;
    }

    boolean isOver() {
        return over;
    }

    void end() {
        over = true;
        connection = null;
        if (expiry != null) {
            expiry.cancel();
            expiry = null;
        }
    }

    boolean hears(Dispatch dispatch) {
        int needed = dispatch.neededIntent();
        return ready
                && (needed == 0 || (intents & needed) != 0)
                && (pendingGuilds.isEmpty() || !pendingGuilds.contains(dispatch.guildId()));
    }

    /** Sends it now, or keeps it for the resume. */
    void dispatch(Dispatch dispatch) {
        gather(dispatch, frames);
        flush(frames);
        referee(dispatch.type(), 1);
    }

    /** Several at once: one write instead of many. */
    void gather(Dispatch dispatch, Frames into) {
        long seq = replay.add(dispatch);
        if (connection != null) {
            into.dispatch(dispatch.head(), seq, Dispatch.MIDDLE, dispatch.data(intents));
        }
    }

    void flush(Frames gathered) {
        if (connection != null) {
            connection.send(gathered);
        }
        gathered.clear();
    }

    void referee(String type, long number) {
        if (connection == null) {
            referee.undelivered(number);
        } else {
            referee.delivered(shard, type, number);
        }
    }

    @Nullable
    List<Dispatch> missedSince(long seq) {
        return replay.since(seq);
    }

    /** Sends again what came after {@code seq}, with the numbers it had. */
    void replay(List<Dispatch> missed, long seq) {
        long number = seq;
        for (Dispatch dispatch : missed) {
            frames.dispatch(dispatch.head(), ++number, Dispatch.MIDDLE, dispatch.data(intents));
            if (frames.size() > FRAME_BYTES) {
                flush(frames);
            }
        }
        flush(frames);
    }
}
