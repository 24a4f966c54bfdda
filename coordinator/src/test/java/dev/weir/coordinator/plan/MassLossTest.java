package dev.weir.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.ShardRecord;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // A null where there should be none fails the test anyway.
class MassLossTest {
    private final FleetSketch fleet = new FleetSketch(18, 3);
    private final MassLoss massLoss = new MassLoss(Duration.ofSeconds(60));

    MassLossTest() {
        for (int i = 0; i < 9; i++) {
            fleet.join("w" + i);
        }
        fleet.settle();
        massLoss.look(fleet.view(), Set.of(), 0);
    }

    private static long seconds(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    private void lose(String worker, long at) {
        fleet.die(worker);
        massLoss.lost(worker + "@1", at);
    }

    private Set<String> look(long at, String... silent) {
        return massLoss.look(fleet.view(), Set.of(silent), at);
    }

    @Test
    void aThirdIsNotMoreThanAThird() {
        List.of("w0", "w1", "w2").forEach(each -> lose(each, seconds(10)));
        assertThat(look(seconds(10))).isEmpty();
        lose("w3", seconds(11));
        assertThat(look(seconds(11))).containsExactlyInAnyOrder("w0@1", "w1@1", "w2@1", "w3@1");
    }

    @Test
    void theFirstToBeExpiredIsKeptWhenTheOthersAreSilentToo() {
        lose("w0", seconds(10));
        assertThat(look(seconds(10), "w1@1", "w2@1", "w3@1")).containsExactly("w0@1");
    }

    @Test
    void aWorkerThatHadNoShardIsNoLoss() {
        List.of("x0", "x1", "x2", "x3", "x4").forEach(fleet::join);
        lose("w0", seconds(10));
        assertThat(look(seconds(10), "x0@1", "x1@1", "x2@1", "x3@1", "x4@1")).isEmpty();
    }

    @Test
    void lossesThatAreFarApartAreNoMass() {
        lose("w0", 0);
        lose("w1", 0);
        look(seconds(1));
        lose("w2", seconds(31));
        lose("w3", seconds(31));
        assertThat(look(seconds(31))).isEmpty();
    }

    @Test
    void twoOfThreeAreNoMass() {
        FleetSketch small = new FleetSketch(6, 2);
        List.of("a", "b", "c").forEach(small::join);
        small.settle();
        MassLoss watch = new MassLoss(Duration.ofSeconds(60));
        watch.look(small.view(), Set.of(), 0);
        List.of("a", "b").forEach(each -> {
            small.die(each);
            watch.lost(each + "@1", 0);
        });
        assertThat(watch.look(small.view(), Set.of(), 0)).isEmpty();
    }

    @Test
    void theHoldEndsAfterItsBound() {
        List.of("w0", "w1", "w2", "w3").forEach(each -> lose(each, seconds(10)));
        assertThat(look(seconds(10))).hasSize(4);
        assertThat(massLoss.left(seconds(30))).isEqualTo(Duration.ofSeconds(40));
        assertThat(look(seconds(69))).hasSize(4);
        assertThat(look(seconds(70))).isEmpty();
        assertThat(look(seconds(71))).as("and does not begin anew").isEmpty();
    }

    @Test
    void theHoldEndsWhenEnoughAreBack() {
        List.of("w0", "w1", "w2", "w3").forEach(each -> lose(each, seconds(10)));
        assertThat(look(seconds(10))).hasSize(4);
        fleet.join("w3");
        assertThat(look(seconds(11))).isEmpty();
    }

    @Test
    void anOperatorEndsTheHoldByTakingTheOwnersAway() {
        List.of("w0", "w1", "w2", "w3").forEach(each -> lose(each, seconds(10)));
        assertThat(look(seconds(10))).hasSize(4);
        fleet.records.replaceAll((shard, each) -> fleet.workers.get(each.owner()).alive
                ? each
                : new ShardRecord(shard, each.count(), each.token(), null, 0, null, 0));
        assertThat(look(seconds(11))).isEmpty();
    }

    @Test
    void aNewLeaderGoesOnHolding() {
        List.of("w0", "w1", "w2", "w3").forEach(fleet::die);
        MassLoss next = new MassLoss(Duration.ofSeconds(60));
        assertThat(next.look(fleet.view(), Set.of(), seconds(100))).hasSize(4);
    }

    @Test
    void withoutABoundNothingIsHeld() {
        MassLoss never = new MassLoss(Duration.ZERO);
        List.of("w0", "w1", "w2", "w3").forEach(fleet::die);
        assertThat(never.look(fleet.view(), Set.of(), 0)).isEmpty();
    }
}
