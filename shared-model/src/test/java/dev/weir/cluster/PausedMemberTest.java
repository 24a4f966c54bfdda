package dev.weir.cluster;

import static dev.weir.cluster.Fleets.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A member that finds, by its clock, that it was stopped: as in {@link PauseGuardTest}, with the whole wire around it. */
class PausedMemberTest {
    private final AtomicBoolean stutters = new AtomicBoolean();
    private final AtomicLong lostNanos = new AtomicLong();

    @Test
    void itRefusesWritesAnswersReadsAndARepeatedWriteArrivesWhenItGoesOn() {
        MemberSettings settings = Fleets.members(1).getFirst();
        try (FleetMember member = FleetMember.start(settings, new PauseGuard(this::nanos));
                FleetClient client = FleetClient.start(Fleets.client(settings, "worker"))) {
            await().until(client::connected);
            client.workers().change("w1", join("w1", "n1"));

            stutters.set(true);
            assertThatThrownBy(() -> client.workers().change("w1", new Leave(1, "n1")))
                    .isInstanceOf(FleetUnavailable.class)
                    .hasMessageContaining("Leave on workers/w1");
            assertThat(client.workers().get("w1")).extracting(WorkerRow::alive).isEqualTo(true);
            assertThat(client.collectors().change(1, new ReadTable(0, 1)).total())
                    .isZero();

            CompletableFuture<JoinAnswer> repeated = client.workers().changeAsync("w2", join("w2", "n1"));
            await().pollDelay(Duration.ofMillis(200))
                    .untilAsserted(() -> assertThat(repeated).isNotDone());
            stutters.set(false);
            assertThat(repeated.join()).isEqualTo(new JoinAnswer(true, 1));
            assertThat(member.pauseGuard().gaps()).isPositive();
        }
    }

    /** While it stutters, each look at the clock finds a second gone. */
    private long nanos() {
        if (stutters.get()) {
            lostNanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
        return System.nanoTime() + lostNanos.get();
    }
}
