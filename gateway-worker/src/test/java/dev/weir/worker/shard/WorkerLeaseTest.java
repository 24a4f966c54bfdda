package dev.weir.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerLeaseTest {
    private final WorkerLease lease = new WorkerLease(() -> seconds(100));

    @Test
    void itIsClosedUntilTheFirstRenewal() {
        assertThat(lease.open(seconds(100))).isFalse();
    }

    @Test
    void itHoldsFromBeforeTheRequestForItsTimeToLiveLessTheMargin() {
        assertThat(lease.granted(seconds(100), seconds(101))).isTrue();
        assertThat(lease.open(seconds(108) - 1)).isTrue();
        assertThat(lease.open(seconds(108))).isFalse();
    }

    @Test
    void anAnswerThatComesAfterTheLeaseItGrantsIsIgnored() {
        assertThat(lease.granted(seconds(100), seconds(108))).isFalse();
        assertThat(lease.open(seconds(108))).isFalse();
    }

    @Test
    void anOlderAnswerDoesNotShortenIt() {
        lease.granted(seconds(104), seconds(104));
        lease.granted(seconds(102), seconds(105));
        assertThat(lease.open(seconds(111))).isTrue();
    }

    @Test
    void aLostLeaseIsClosedAtOnce() {
        lease.granted(seconds(100), seconds(100));
        lease.lost(seconds(101));
        assertThat(lease.open(seconds(101))).isFalse();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
