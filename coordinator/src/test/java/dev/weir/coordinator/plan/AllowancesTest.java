package dev.weir.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.Holding;
import dev.weir.cluster.Ledger;
import dev.weir.coordinator.plan.Allowances.Decision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // A null where there should be none fails the test anyway.
class AllowancesTest {
    private static Decision decide(Ledger before, long size, boolean grant, Demand... demands) {
        return Allowances.decide("collectors", before, size, List.of(demands), others(before), grant);
    }

    private static Map<String, Long> others(Ledger before) {
        Map<String, Long> others = new HashMap<>();
        if (before != null) {
            before.holdings().forEach((holder, holding) -> others.put(holder, holding.ceiling()));
        }
        others.remove("dead@1");
        return others;
    }

    private static Ledger ledger(long size, Map<String, Holding> holdings) {
        return new Ledger("collectors", 5, size, holdings);
    }

    @Test
    void aNewWorkerGetsASmallChunkAtOnce() {
        Decision decision = decide(null, 1_000, true, new Demand("w@1", 0, 0, 0, 0, 0, 0, 0));
        assertThat(decision.ledger()).isEqualTo(new Ledger("collectors", 1, 1_000, Map.of("w@1", new Holding(8, 1))));
        assertThat(decision.allowances()).isEqualTo(Map.of("w@1", 8L));
    }

    @Test
    void whoWaitsGetsWhatItNeedsAndAReserve() {
        Decision decision = decide(
                ledger(1_000, Map.of("w@1", new Holding(8, 1))), 1_000, true, new Demand("w@1", 3, 8, 3, 8, 8, 92, 0));
        assertThat(decision.allowances()).isEqualTo(Map.of("w@1", 125L));
        assertThat(decision.ledger().holdings()).isEqualTo(Map.of("w@1", new Holding(125, 4)));
    }

    @Test
    void aCeilingStaysUntilTheWorkerHasActedOnItsOrders() {
        Ledger before = ledger(1_000, Map.of("w@1", new Holding(500, 4)));
        Demand lowered = new Demand("w@1", 5, 10, 3, 500, 0, 0, 0);
        assertThat(decide(before, 1_000, true, lowered).ledger().held()).isEqualTo(500);
        Demand acted = new Demand("w@1", 5, 10, 5, 10, 0, 0, 0);
        assertThat(decide(before, 1_000, true, acted).ledger().held()).isEqualTo(10);
    }

    @Test
    void whatAnEndedEpochHeldIsFree() {
        Ledger before = ledger(100, Map.of("dead@1", new Holding(90, 4), "lost@1", new Holding(5, 1)));
        assertThat(decide(before, 100, true).ledger().holdings()).isEqualTo(Map.of("lost@1", new Holding(5, 1)));
    }

    @Test
    void idlePermitsAreCalledBackAfterTwoRenewals() {
        Ledger before = ledger(1_000, Map.of("w@1", new Holding(500, 4)));
        assertThat(decide(before, 1_000, true, new Demand("w@1", 4, 500, 4, 500, 0, 0, 1))
                        .allowances())
                .isEqualTo(Map.of("w@1", 500L));
        assertThat(decide(before, 1_000, true, new Demand("w@1", 4, 500, 4, 500, 0, 0, 2))
                        .allowances())
                .isEqualTo(Map.of("w@1", 8L));
    }

    @Test
    void idlePermitsAreCalledBackAtOnceWhenAnotherNeedsThem() {
        Ledger before = ledger(100, Map.of("a@1", new Holding(60, 4), "b@1", new Holding(40, 2)));
        Decision decision = decide(
                before,
                100,
                true,
                new Demand("a@1", 4, 60, 4, 60, 10, 0, 0),
                new Demand("b@1", 2, 40, 2, 40, 40, 30, 0));
        assertThat(decision.allowances().get("a@1")).isLessThanOrEqualTo(15);
        assertThat(decision.allowances().get("b@1")).isEqualTo(40);
        assertThat(decision.ledger().held()).isEqualTo(100);
    }

    @Test
    void theLastPermitsAreHandedOutOneByOne() {
        Decision decision = decide(
                ledger(12, Map.of("a@1", new Holding(5, 1), "b@1", new Holding(4, 1))),
                12,
                true,
                new Demand("a@1", 1, 5, 1, 5, 5, 0, 0),
                new Demand("b@1", 1, 4, 1, 4, 4, 0, 0));
        assertThat(decision.allowances()).isEqualTo(Map.of("a@1", 6L, "b@1", 5L));
    }

    @Test
    void beforeEverybodyIsBackOnlyWhatIsHeldIsRepeated() {
        Decision decision = decide(null, 1_000, false, new Demand("w@3", 0, 0, 0, 400, 380, 100, 0));
        assertThat(decision.allowances()).isEqualTo(Map.of("w@3", 400L));
        assertThat(decision.ledger().held()).isEqualTo(400);
    }

    @Test
    void whoComesBackWithMoreThanThereIsRoomForDoesNotRaiseTheSum() {
        Ledger before = ledger(100, Map.of("a@1", new Holding(80, 1)));
        Decision decision = decide(
                before, 100, true, new Demand("a@1", 1, 80, 1, 80, 80, 0, 0), new Demand("b@2", 0, 0, 0, 50, 50, 0, 0));
        assertThat(decision.ledger().held()).isEqualTo(100);
        assertThat(decision.allowances()).isEqualTo(Map.of("a@1", 80L, "b@2", 20L));
    }

    @Test
    void nothingNewIsWrittenWhenNothingChanged() {
        Ledger before = ledger(1_000, Map.of("w@1", new Holding(40, 2)));
        assertThat(decide(before, 1_000, true, new Demand("w@1", 2, 40, 2, 40, 20, 0, 0))
                        .ledger())
                .isSameAs(before);
    }

    @Test
    void aLoweredLimitTakesEffectAsPermitsComeBack() {
        Ledger before = ledger(60, Map.of("a@1", new Holding(60, 4), "b@1", new Holding(40, 2)));
        Decision lowered = decide(
                before, 60, true, new Demand("a@1", 4, 60, 4, 60, 50, 9, 0), new Demand("b@1", 2, 40, 2, 40, 40, 9, 0));
        assertThat(lowered.allowances()).isEqualTo(Map.of("a@1", 34L, "b@1", 26L));
        assertThat(lowered.ledger().held())
                .as("nobody has given anything back yet")
                .isEqualTo(100);

        Decision acted = decide(
                lowered.ledger(),
                60,
                true,
                new Demand("a@1", 5, 33, 5, 45, 45, 9, 0),
                new Demand("b@1", 3, 26, 3, 30, 30, 9, 0));
        assertThat(acted.ledger().held()).isEqualTo(75);
        assertThat(acted.allowances().values().stream().mapToLong(each -> each).sum())
                .isLessThanOrEqualTo(60);
    }

    @Test
    void aSizeThatWasSetSurvivesWhateverIsDecided() {
        Ledger pinned = new Ledger("collectors", 5, 60, 1, true, Map.of("a@1", new Holding(8, 1)));
        Ledger after = decide(pinned, 60, true, new Demand("a@1", 1, 8, 1, 8, 8, 20, 0))
                .ledger();
        assertThat(after.version()).isEqualTo(6);
        assertThat(after.pinned()).isTrue();
        assertThat(after.evict()).isTrue();
    }
}
