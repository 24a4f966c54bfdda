package dev.weir.worker.dispatch;

import java.time.Duration;

/**
 * The bounds of a lane.
 *
 * @param inboxCapacity events and commands that may wait; when full, the tap waits
 * @param inboxBytes of those events, and again of those that wait for one subscriber; a larger event is taken when nothing
 *     else waits
 * @param inboxWait how long the tap waits before an event is dropped and counted
 * @param fenceEvents events kept while this worker may not act; the oldest makes room, and is counted
 * @param fenceBytes how many bytes they may have together
 * @param fenceHold how long such an event is kept
 * @param progressEvery how often the registry hears of one collector's progress at most
 * @param drain how long the end of a collector waits for its handlers
 * @param onDisconnect what the collectors of a lost connection do
 * @param alerts what a collector may use before it is an alert
 */
public record LaneSettings(
        int inboxCapacity,
        long inboxBytes,
        Duration inboxWait,
        int fenceEvents,
        long fenceBytes,
        Duration fenceHold,
        Duration progressEvery,
        Duration drain,
        OnDisconnect onDisconnect,
        Thresholds alerts) {

    public static final LaneSettings DEFAULT = new LaneSettings(
            8_192,
            4 << 20,
            Duration.ofSeconds(5),
            10_000,
            16L * 1024 * 1024,
            Duration.ofSeconds(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(5),
            OnDisconnect.DEFAULT,
            Thresholds.DEFAULT);

    public LaneSettings {
        if (inboxCapacity < 2 || inboxBytes < 1 || fenceEvents < 1 || fenceBytes < 1) {
            throw new IllegalArgumentException(
                    "inboxCapacity must be at least 2, inboxBytes, fenceEvents and fenceBytes at least 1, were "
                            + inboxCapacity + ", " + inboxBytes + ", " + fenceEvents + " and " + fenceBytes);
        }
    }

    public LaneSettings withOnDisconnect(OnDisconnect policy) {
        return with(inboxBytes, drain, policy, alerts);
    }

    public LaneSettings withInboxBytes(long bytes) {
        return with(bytes, drain, onDisconnect, alerts);
    }

    public LaneSettings withDrain(Duration time) {
        return with(inboxBytes, time, onDisconnect, alerts);
    }

    public LaneSettings withAlerts(Thresholds thresholds) {
        return with(inboxBytes, drain, onDisconnect, thresholds);
    }

    private LaneSettings with(long bytes, Duration time, OnDisconnect policy, Thresholds thresholds) {
        return new LaneSettings(
                inboxCapacity,
                bytes,
                inboxWait,
                fenceEvents,
                fenceBytes,
                fenceHold,
                progressEvery,
                time,
                policy,
                thresholds);
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
