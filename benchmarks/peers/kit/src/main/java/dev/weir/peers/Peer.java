package dev.weir.peers;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One library under test, in its own process. Called by one thread. */
public interface Peer {

    /** What it was built from. */
    String version();

    /** Why it cannot do a task ({@code routing}, {@code raw}, {@code cost}); null when it can. */
    default @Nullable String cannot(String task) {
        return null;
    }

    /** Makes the guilds known. */
    void world(List<Corpus.Frame> guilds) throws Exception;

    /** Makes of a frame what {@link #feed} takes; not timed. Null for a frame that this tier has no event for. */
    @Nullable
    Object prepare(Tier tier, byte[] frame, String type) throws Exception;

    /** Hands over one event; timed. */
    void feed(Tier tier, Object event) throws Exception;

    /** Starts one that waits 15 min for messages of {@link Ids#focusUser} in {@link Ids#quietChannel}, and never gets any. */
    void startIdle(int i);

    /** Starts one that counts each message of {@link Ids#focusUser} in {@link Ids#focusChannel}. */
    void startMatching();

    /** Returns when all that were started are there; nothing is fed meanwhile. Not needed where a start is done when it returns. */
    default void started(int n) throws Exception {}

    /** Ends the idle one that was started as {@code i}; all are ended, in that order. */
    void endIdle(int i);

    /** Returns when all have ended, and forgets them. */
    void ended() throws Exception;

    /** How often a handler has counted. */
    long handled();

    /** Events that were worked off; only asked of a peer that does it on other threads. */
    default long processed(long fed, int matching) {
        return matching == 0 ? fed : handled() / matching;
    }

    /** How many events may be under way at once: a closed loop for those who work on other threads. */
    default int window(int matching) {
        return Integer.MAX_VALUE;
    }

    /** Answers the questions of the correctness suite, by id. */
    Map<String, Suite.Check> suite();
}
