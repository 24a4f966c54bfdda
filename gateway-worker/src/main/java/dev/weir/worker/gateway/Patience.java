package dev.weir.worker.gateway;

import java.time.Duration;

/**
 * How long a connection waits for Discord, which may take what it is sent and never answer.
 *
 * @param resumed from a RESUME, or from the last sign of a replay, to RESUMED
 * @param ready from IDENTIFY to READY
 * @param resumes a session is given up when so many RESUMEs had no RESUMED
 * @param resuming and so much time has passed since the first of them: a short outage shall cost no IDENTIFY
 */
record Patience(Duration resumed, Duration ready, int resumes, Duration resuming) {
    /** READY is waited for longer, because another try costs one more IDENTIFY. */
    static final Patience USUAL =
            new Patience(Duration.ofSeconds(20), Duration.ofSeconds(60), 3, Duration.ofSeconds(30));
}
