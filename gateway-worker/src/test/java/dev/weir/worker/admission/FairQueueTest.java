package dev.weir.worker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.worker.admission.FairQueue.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private static final long FIRST_SEED = Long.getLong("weir.seed", 1);
    private static final int SEEDS = Integer.getInteger("weir.seeds", 2_000);

    private final FairQueue<One> queue = new FairQueue<>(Map.of(7L, 3));

    private static final class One extends FairQueue.Entry {
        final int number;
        final Cell own;

        One(long tenant, int weight, int number, Cell own) {
            super(tenant, weight);
            this.number = number;
            this.own = own;
        }
    }

    private static Cell open() {
        return new Cell("user", Cell.Reach.SOME, null, 1_000_000);
    }

    private One add(long tenant, int weight) {
        One one = new One(tenant, weight, queue.size(), open());
        queue.add(one);
        return one;
    }

    private List<One> serve(int permits) {
        List<One> served = new ArrayList<>();
        int[] left = {permits};
        queue.serve(
                one -> {
                    if (left[0] < one.weight) {
                        return Verdict.FULL;
                    }
                    left[0] -= one.weight;
                    return Verdict.TAKEN;
                },
                served::add);
        return served;
    }

    private static List<Long> tenants(List<One> served) {
        return served.stream().map(one -> one.tenant).toList();
    }

    @Test
    void tenantsTakeTurnsAndTheirOwnComeInOrder() {
        for (int i = 0; i < 3; i++) {
            add(1, 1);
        }
        add(2, 1);
        add(2, 1);
        List<One> served = serve(10);
        assertThat(tenants(served)).containsExactly(1L, 2L, 1L, 2L, 1L);
        assertThat(served.stream().filter(one -> one.tenant == 1).map(one -> one.number))
                .isSorted();
    }

    @Test
    void aTurnGoesOnWherePermitsRanOut() {
        for (int i = 0; i < 6; i++) {
            add(7, 1);
            add(2, 1);
        }
        List<One> oneByOne = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            oneByOne.addAll(serve(1));
        }
        assertThat(tenants(oneByOne)).containsExactly(7L, 7L, 7L, 2L, 7L, 7L, 7L, 2L);
    }

    @Test
    void aHeavyOneSavesUpAndPaysWithItsRounds() {
        add(1, 4);
        add(1, 1);
        for (int i = 0; i < 8; i++) {
            add(2, 1);
        }
        assertThat(tenants(serve(13))).containsExactly(2L, 2L, 2L, 1L, 2L, 1L, 2L, 2L, 2L, 2L);
    }

    @Test
    void whoIsHeldBackByALimitOfItsOwnHoldsUpNobody() {
        Cell full = new Cell("user", Cell.Reach.SOME, null, 0);
        One stuck = new One(1, 1, 0, full);
        queue.add(stuck);
        One behind = add(1, 1);
        List<One> served = new ArrayList<>();
        queue.serve(one -> one.own.take(1) ? Verdict.TAKEN : new Verdict.HeldBack(one.own), served::add);
        assertThat(served).containsExactly(behind);
        assertThat(queue.ready()).isZero();
        assertThat(queue.size()).isEqualTo(1);
        full.allow(1);
        queue.comeBack(full);
        queue.serve(one -> one.own.take(1) ? Verdict.TAKEN : new Verdict.HeldBack(one.own), served::add);
        assertThat(served).containsExactly(behind, stuck);
        assertThat(full.parked()).isZero();
    }

    /** Any mix of coming, going, serving and limits of one's own: nobody is lost, doubled or passed over for good. */
    @Test
    void everybodyIsServedOrLeavesExactlyOnceAndSharesAreKept() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            try {
                schedule(new Random(seed));
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + " (replay: -Dweir.seed=" + seed + " -Dweir.seeds=1)", broken);
            }
        }
    }

    private static void schedule(Random random) {
        FairQueue<One> queue = new FairQueue<>(Map.of(1L, 2));
        Cell fleet = new Cell("collectors", Cell.Reach.ALL, null, 20);
        List<Cell> users = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            users.add(new Cell("user", Cell.Reach.SOME, null, 8 + random.nextInt(3)));
        }
        List<One> waiting = new ArrayList<>();
        List<One> running = new ArrayList<>();
        Map<One, Integer> answered = new HashMap<>();
        int made = 0;
        for (int step = 0; step < 300; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    One one = new One(random.nextInt(4), 1 + random.nextInt(4), made++, users.get(random.nextInt(3)));
                    queue.add(one);
                    waiting.add(one);
                }
                case 2 -> {
                    if (!running.isEmpty()) {
                        end(queue, fleet, running.remove(random.nextInt(running.size())));
                    }
                }
                default -> {
                    if (!waiting.isEmpty() && random.nextInt(4) == 0) {
                        One gone = waiting.remove(random.nextInt(waiting.size()));
                        assertThat(queue.remove(gone)).isTrue();
                        Cell unused = queue.cameFrom(gone);
                        if (unused != null) {
                            queue.comeBack(unused);
                        }
                        answered.merge(gone, 1, Integer::sum);
                    }
                }
            }
            serve(queue, fleet, waiting, running, answered);
            assertThat(queue.size()).isEqualTo(waiting.size());
        }
        while (!waiting.isEmpty()) {
            assertThat(running)
                    .as("somebody runs while " + waiting.size() + " wait")
                    .isNotEmpty();
            end(queue, fleet, running.removeFirst());
            serve(queue, fleet, waiting, running, answered);
        }
        assertThat(answered)
                .hasSize(made)
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        assertThat(users).allMatch(each -> each.parked() == 0);
    }

    private static void end(FairQueue<One> queue, Cell fleet, One one) {
        fleet.give(one.weight);
        one.own.give(one.weight);
        queue.comeBack(one.own);
    }

    private static void serve(
            FairQueue<One> queue, Cell fleet, List<One> waiting, List<One> running, Map<One, Integer> answered) {
        queue.serve(
                one -> {
                    Cell blocker =
                            new Scopes(fleet, LocalLimits.queueOf(1)).take(new Cell[] {one.own, fleet}, one.weight);
                    return blocker == null
                            ? Verdict.TAKEN
                            : blocker == fleet ? Verdict.FULL : new Verdict.HeldBack(blocker);
                },
                one -> {
                    waiting.remove(one);
                    running.add(one);
                    answered.merge(one, 1, Integer::sum);
                });
        // Nobody is left behind for whom there is room.
        if (fleet.room() >= 4) {
            assertThat(waiting).allMatch(one -> one.own.room() < 4 || one.own.room() < one.weight + 4);
        }
    }
}
