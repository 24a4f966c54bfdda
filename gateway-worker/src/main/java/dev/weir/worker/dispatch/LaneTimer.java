package dev.weir.worker.dispatch;

/** What a lane itself waits for. */
final class LaneTimer extends TimerWheel.Timer {
    final Runnable action;

    LaneTimer(Runnable action) {
        this.action = action;
    }
}
