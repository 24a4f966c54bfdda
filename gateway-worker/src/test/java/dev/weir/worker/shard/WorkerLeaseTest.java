package dev.weir.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerLeaseTest {
    private long wallMillis = 1_000_000;
    private final WorkerLease lease = new WorkerLease(() -> seconds(100), () -> wallMillis);

    @Test
    void itIsClosedUntilTheFirstRenewal() {
        assertThat(lease.open(seconds(100))).isFalse();
    }

    @Test
    void itHoldsFromBeforeTheRequestForItsTimeToLiveLessTheMargin() {
        assertThat(granted(100, 101)).isTrue();
        assertThat(openAt(seconds(108) - 1)).isTrue();
        assertThat(openAt(seconds(108))).isFalse();
    }

    @Test
    void anAnswerThatComesAfterTheLeaseItGrantsIsIgnored() {
        assertThat(granted(100, 108)).isFalse();
        assertThat(openAt(seconds(108))).isFalse();
    }

    @Test
    void anOlderAnswerDoesNotShortenIt() {
        granted(104, 104);
        granted(102, 105);
        assertThat(openAt(seconds(111))).isTrue();
    }

    @Test
    void aLostLeaseIsClosedAtOnce() {
        granted(100, 100);
        lease.lost(seconds(101));
        assertThat(openAt(seconds(101))).isFalse();
    }

    @Test
    void aMachineThatWasSuspendedIsSeenByItsWallClock() {
        granted(100, 100);
        wallMillis += 60_000;
        assertThat(lease.open(seconds(101))).isFalse();
        WorkerLease.Asked afterItWoke = lease.asked(seconds(102));
        assertThat(lease.granted(afterItWoke, seconds(102))).isTrue();
        assertThat(lease.open(seconds(102))).isTrue();
    }

    @Test
    void aRenewalDuringWhichTheMachineWasSuspendedCountsForNothing() {
        WorkerLease.Asked asked = lease.asked(seconds(100));
        wallMillis += 60_000;
        assertThat(lease.granted(asked, seconds(101))).isFalse();
    }

    @Test
    void aShardActedForUntilItsEpochWasOverIsClaimedOnlyWhileThatLeaseLasts() {
        ShardLease shard = new ShardLease(lease);
        granted(100, 100);
        shard.epochOver();
        lease.lost(seconds(101));
        assertThat(shard.open(seconds(101))).isFalse();
        wallAt(seconds(107));
        assertThat(shard.live(seconds(107))).isTrue();
        wallAt(seconds(108));
        assertThat(shard.live(seconds(108))).isFalse();
    }

    private boolean granted(long sent, long answered) {
        wallAt(seconds(sent));
        WorkerLease.Asked asked = lease.asked(seconds(sent));
        wallAt(seconds(answered));
        return lease.granted(asked, seconds(answered));
    }

    private boolean openAt(long nanos) {
        wallAt(nanos);
        return lease.open(nanos);
    }

    private void wallAt(long nanos) {
        wallMillis = 1_000_000 + Duration.ofNanos(nanos).toMillis();
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
