package dev.weir.worker.roster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.worker.OwnProcess;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@link Flood} in a process of its own with 128 MiB. {@code -Dweir.flood.seconds=60} makes it as long as the claim, in which callers wait
 * up to 30 s.
 */
class FloodTest {
    private static final long SECONDS = Long.getLong("weir.flood.seconds", 8);
    private static final long PATIENCE = SECONDS >= 60 ? 30 : 2;

    @Test
    void aTenfoldFloodLeavesTheWorkerAliveTheOthersHeardAndEveryCallerAnsweredOnce() throws Exception {
        Map<String, Long> seen = OwnProcess.run("-Xmx128m", Flood.class, SECONDS, PATIENCE);

        assertThat(seen.get("asked")).as("started and still alive: %s", seen).isGreaterThan(10 * 500);
        assertThat(seen.get("evicted")).as("it was a flood: %s", seen).isGreaterThan(500);
        assertThat(seen.get("mostHeldBytes"))
                .as("the budget and one turn's items: %s", seen)
                .isLessThan(seen.getOrDefault("budgetBytes", 0L) + (4 << 20));
        assertThat(seen.get("eventsDropped")).isZero();
        assertThat(seen.get("steadySent")).isPositive();
        assertThat(seen.get("steadyHeard")).as("on the same shard: %s", seen).isEqualTo(seen.get("steadySent"));
        assertThat(seen.get("calmSent")).isPositive();
        assertThat(seen.get("calmHeard")).as("on the other shard: %s", seen).isEqualTo(seen.get("calmSent"));
        assertThat(seen.get("callers")).isPositive();
        assertThat(seen.get("answers")).as("each once: %s", seen).isEqualTo(seen.get("callers"));
        assertThat(seen.get("slowestAnswerMillis")).isLessThanOrEqualTo(PATIENCE * 1_000 + 1_000);
    }
}
