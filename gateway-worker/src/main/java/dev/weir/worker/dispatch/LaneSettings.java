package dev.weir.worker.dispatch;

import java.time.Duration;

/**
 * The bounds of a lane.
 *
 * @param inboxCapacity events and commands that may wait; when full, the tap waits
 * @param inboxWait how long the tap waits before an event is dropped and counted
 * @param gateCapacity events kept while this worker may not act; more are dropped and counted
 * @param gateHold how long such an event is kept
 * @param progressEvery how often the registry hears of one collector's progress at most
 * @param drain how long the end of a collector waits for its handlers
 * @param onDisconnect what the collectors of a lost connection do
 */
public record LaneSettings(
        int inboxCapacity,
        Duration inboxWait,
        int gateCapacity,
        Duration gateHold,
        Duration progressEvery,
        Duration drain,
        OnDisconnect onDisconnect) {

    public static final LaneSettings DEFAULT = new LaneSettings(
            8_192,
            Duration.ofSeconds(5),
            10_000,
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            OnDisconnect.DEFAULT);

    public LaneSettings {
        if (inboxCapacity < 2 || gateCapacity < 1) {
            throw new IllegalArgumentException("inboxCapacity must be at least 2 and gateCapacity at least 1, were "
                    + inboxCapacity + " and " + gateCapacity);
        }
    }

    public LaneSettings withOnDisconnect(OnDisconnect policy) {
        return new LaneSettings(inboxCapacity, inboxWait, gateCapacity, gateHold, progressEvery, drain, policy);
    }

    /** What the collectors of a lost connection do. */
    public sealed interface OnDisconnect {
        OnDisconnect DEFAULT = new ResumeGrace(Duration.ofSeconds(30));

        /** They wait so long for the session to be resumed, then end. */
        record ResumeGrace(Duration grace) implements OnDisconnect {}

        /** They end at once. */
        record Immediate() implements OnDisconnect {}
    }
}
