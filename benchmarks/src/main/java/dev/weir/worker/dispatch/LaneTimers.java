package dev.weir.worker.dispatch;

/** What benchmarks ask of a lane's wheel. */
public final class LaneTimers {
    private LaneTimers() {}

    /** Timers that are set; asked on the lane, behind everything that was done before. */
    public static int count(Lane lane) {
        return lane.timers().join();
    }
}
