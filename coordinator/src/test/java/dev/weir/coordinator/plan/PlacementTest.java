package dev.weir.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.ShardRecord;
import dev.weir.coordinator.plan.FleetSketch.Worker;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** One example of each rule and reason by hand, and each rule over seeded fleets. */
@NullUnmarked // A null where there should be none fails the test anyway.
class PlacementTest {
    private static final int SEEDS = 300;

    private static FleetSketch fleet(int shards, int buckets, int workers) {
        FleetSketch fleet = new FleetSketch(shards, buckets);
        for (int i = 0; i < workers; i++) {
            fleet.join("w%02d".formatted(i));
        }
        return fleet;
    }

    private static Map<Reason, Long> reasons(Plan plan) {
        return plan.actions().stream()
                .collect(Collectors.groupingBy(Action::reason, TreeMap::new, Collectors.counting()));
    }

    private static Map<Reason, Long> hindrances(Plan plan) {
        return plan.waiting().stream()
                .collect(Collectors.groupingBy(Plan.Waiting::reason, TreeMap::new, Collectors.counting()));
    }

    // ---------------------------------------------------------------- one example of each reason

    @Test
    void whatWasNeverAssignedIsSharedOut() {
        FleetSketch fleet = fleet(10, 2, 3);
        assertThat(reasons(fleet.round())).isEqualTo(Map.of(Reason.NEVER_ASSIGNED, 10L));
        assertThat(fleet.loads()).isEqualTo(Map.of("w00", 4, "w01", 3, "w02", 3));
        assertThat(fleet.plan()).isEqualTo(Plan.NOTHING);
    }

    @Test
    void whileWorkersAreAwaitedNothingIsGivenAway() {
        FleetSketch fleet = fleet(4, 2, 1);
        fleet.open = false;
        assertThat(fleet.plan().actions()).isEmpty();
        assertThat(hindrances(fleet.plan())).isEqualTo(Map.of(Reason.STARTING, 4L));
    }

    @Test
    void aDeadWorkersShardsAreGivenAwayAndSayOfWhom() {
        FleetSketch fleet = fleet(9, 3, 3);
        fleet.settle();
        fleet.die("w01");
        Plan plan = fleet.round();
        assertThat(reasons(plan)).isEqualTo(Map.of(Reason.OWNER_GONE, 3L));
        assertThat(plan.actions().getFirst().text()).contains("its worker w01 is gone");
    }

    @Test
    void whatAWorkerStillRunsItKeepsWithoutAnIdentify() {
        FleetSketch fleet = fleet(6, 2, 2);
        fleet.settle();
        Worker one = fleet.workers.get("w00");
        one.epoch++;
        Plan plan = fleet.round();
        assertThat(reasons(plan)).isEqualTo(Map.of(Reason.STILL_RUNS, 3L));
        assertThat(plan.actions()).allSatisfy(each -> assertThat(each.kind()).isEqualTo("claim"));
        assertThat(fleet.plan()).isEqualTo(Plan.NOTHING);
    }

    @Test
    void withoutRoomAShardIsNobodysAndIsTakenWhenThereIsSome() {
        FleetSketch fleet = new FleetSketch(4, 2);
        fleet.join("a", 2, "1", "");
        fleet.join("b", 2, "1", "");
        fleet.settle();
        fleet.die("b");
        Plan plan = fleet.round();
        assertThat(reasons(plan)).isEqualTo(Map.of(Reason.NO_ROOM, 2L));
        assertThat(hindrances(plan)).isEqualTo(Map.of(Reason.NO_ROOM, 2L));
        assertThat(hindrances(fleet.plan())).isEqualTo(Map.of(Reason.NO_ROOM, 2L));
        fleet.join("c", 1, "1", "");
        assertThat(reasons(fleet.round())).isEqualTo(Map.of(Reason.NO_OWNER, 1L));
    }

    @Test
    void whatNobodyOrderedIsFencedFirst() {
        FleetSketch fleet = fleet(4, 2, 2);
        fleet.settle();
        ShardRecord record = fleet.records.get(0);
        fleet.records.put(0, new ShardRecord(0, record.count(), record.token() + 1, "w01", 1, null, 0));
        fleet.workers.get(record.owner()).held.remove(0);
        assertThat(reasons(fleet.round())).containsEntry(Reason.NOT_ORDERED, 1L);
        assertThat(reasons(fleet.round())).containsEntry(Reason.LET_GO, 1L);
    }

    @Test
    void aDrainedWorkerIsEmptiedInTurnsAndGetsNothing() {
        FleetSketch fleet = fleet(60, 4, 6);
        fleet.settle();
        fleet.workers.get("w05").draining = true;
        Plan first = fleet.round();
        assertThat(reasons(first)).isEqualTo(Map.of(Reason.DRAINED, 4L));
        assertThat(hindrances(first)).as("one a bucket").isEqualTo(Map.of(Reason.OTHERS_MOVE, 6L));
        fleet.settle();
        assertThat(fleet.loads()).isEqualTo(Map.of("w00", 12, "w01", 12, "w02", 12, "w03", 12, "w04", 12, "w05", 0));
        fleet.die("w00");
        fleet.settle();
        assertThat(fleet.loads()).isEqualTo(Map.of("w01", 15, "w02", 15, "w03", 15, "w04", 15, "w05", 0));
    }

    @Test
    void aWorkerGetsTheNextServingShardWhenTheLastOneIsActiveThere() {
        FleetSketch fleet = fleet(40, 16, 1);
        fleet.settle();
        fleet.join("x0");
        for (int moved = 1; moved <= 20; moved++) {
            assertThat(reasons(fleet.round())).isEqualTo(Map.of(Reason.UNEVEN, 1L));
            assertThat(reasons(fleet.round())).isEqualTo(Map.of(Reason.LET_GO, 1L));
            assertThat(fleet.loads()).containsEntry("x0", moved);
        }
        assertThat(fleet.plan()).isEqualTo(Plan.NOTHING);
    }

    @Test
    void whoHasNotProvedItselfGetsNothingThatOthersServe() {
        for (Grade grade : List.of(Grade.ASIDE, Grade.LAST_RESORT, Grade.UNTRIED, Grade.YOUNG)) {
            FleetSketch fleet = fleet(16, 16, 1);
            fleet.settle();
            fleet.join("x0");
            fleet.grades.put("x0", grade);
            assertThat(fleet.plan().actions()).as(grade.name()).isEmpty();
            fleet.grades.put("x0", Grade.FRESH);
            assertThat(reasons(fleet.plan())).isEqualTo(Map.of(Reason.UNEVEN, 1L));
        }
    }

    @Test
    void orphansGoToProvenWorkersAndOneToAFreshOne() {
        FleetSketch fleet = fleet(16, 16, 2);
        fleet.settle();
        fleet.join("x0");
        fleet.grades.put("x0", Grade.FRESH);
        fleet.die("w01");
        fleet.round();
        assertThat(fleet.loads()).isEqualTo(Map.of("w00", 15, "x0", 1));
    }

    @Test
    void whereNoOtherWorkerIsThereOneThatFailedServesAgainAndAnotherBotsNever() {
        FleetSketch fleet = fleet(4, 4, 1);
        fleet.settle();
        fleet.join("x0");
        fleet.die("w00");
        fleet.grades.put("x0", Grade.ASIDE);
        assertThat(hindrances(fleet.plan())).isEqualTo(Map.of(Reason.NO_ROOM, 4L));
        fleet.grades.put("x0", Grade.LAST_RESORT);
        fleet.round();
        assertThat(fleet.loads()).isEqualTo(Map.of("x0", 4));
    }

    @Test
    void whatIsTakenBackGoesAtOnceAsFarAsThereIsAnotherWorker() {
        FleetSketch fleet = fleet(8, 8, 2);
        fleet.settle();
        fleet.workers.get("w01").held.keySet().forEach(shard -> fleet.takenBack.put(shard, "it is stuck there"));
        fleet.grades.put("w01", Grade.ASIDE);
        assertThat(reasons(fleet.plan())).isEqualTo(Map.of(Reason.NOT_SERVED, 4L));

        fleet.grades.put("w00", Grade.ASIDE);
        assertThat(fleet.plan().actions()).isEmpty();
        assertThat(hindrances(fleet.plan())).isEqualTo(Map.of(Reason.NO_ROOM, 4L));
    }

    @Test
    void aDrainTakesNoMoreThanATenthAtATime() {
        FleetSketch fleet = fleet(20, 16, 4);
        fleet.settle();
        fleet.workers.get("w01").draining = true;
        assertThat(reasons(fleet.round())).isEqualTo(Map.of(Reason.DRAINED, 2L));
    }

    @Test
    void aDrainThatHasNowhereToGoWaits() {
        FleetSketch fleet = new FleetSketch(4, 2);
        fleet.join("a", 2, "1", "");
        fleet.join("b", 2, "1", "").draining = false;
        fleet.settle();
        fleet.workers.get("b").draining = true;
        assertThat(fleet.plan().actions()).isEmpty();
        assertThat(hindrances(fleet.plan())).isEqualTo(Map.of(Reason.NO_ROOM, 2L));
    }

    @Test
    void movesLeaveTheReserveAlone() {
        FleetSketch fleet = fleet(40, 4, 4);
        fleet.settle();
        fleet.identifiesForMoves = 1;
        fleet.workers.get("w03").draining = true;
        Plan plan = fleet.plan();
        assertThat(reasons(plan)).isEqualTo(Map.of(Reason.DRAINED, 1L));
        assertThat(hindrances(plan)).isEqualTo(Map.of(Reason.RESERVE, 9L));
        fleet.identifiesForMoves = 0;
        assertThat(fleet.plan().actions()).isEmpty();
    }

    @Test
    void shardsOfManyLostWorkersAreKeptAndGivenBack() {
        FleetSketch fleet = fleet(12, 3, 4);
        fleet.settle();
        Map<Integer, String> before = owners(fleet);
        for (String lost : List.of("w00", "w01", "w02")) {
            fleet.die(lost);
            fleet.workers.get(lost).held.clear();
            fleet.kept.add(lost + "@1");
        }
        assertThat(fleet.plan().actions()).isEmpty();
        assertThat(hindrances(fleet.plan())).isEqualTo(Map.of(Reason.MASS_LOSS, 9L));
        fleet.join("w01");
        assertThat(reasons(fleet.round())).isEqualTo(Map.of(Reason.RETURNED, 3L));
        fleet.join("w00");
        fleet.join("w02");
        fleet.round();
        assertThat(owners(fleet)).isEqualTo(before);
    }

    @Test
    void orphansGoToTheNewestVersionUpToTwiceItsShareAndNeverBack() {
        FleetSketch fleet = new FleetSketch(40, 4);
        for (String name : List.of("a", "b", "c", "d")) {
            fleet.join(name, 1_000, "1.9.0", "");
        }
        fleet.settle();
        fleet.die("a");
        fleet.join("a", 1_000, "1.10.0", "");
        fleet.workers.get("a").held.clear();
        fleet.settle();
        assertThat(fleet.loads()).isEqualTo(Map.of("a", 10, "b", 10, "c", 10, "d", 10));
        fleet.die("b");
        fleet.settle();
        assertThat(fleet.loads()).as("1.10 is newer than 1.9").isEqualTo(Map.of("a", 20, "c", 10, "d", 10));
        fleet.join("e", 1_000, "1.9.0", "");
        assertThat(fleet.settle()).as("the old ones even out among themselves").isEqualTo(6);
        assertThat(fleet.loads()).isEqualTo(Map.of("a", 20, "c", 7, "d", 7, "e", 6));
        fleet.join("f", 1_000, "1.10.0", "");
        fleet.settle();
        assertThat(fleet.loads()).isEqualTo(Map.of("a", 10, "c", 7, "d", 7, "e", 6, "f", 10));
    }

    private static Map<Integer, String> owners(FleetSketch fleet) {
        Map<Integer, String> owners = new TreeMap<>();
        fleet.records.values().forEach(each -> owners.put(each.index(), String.valueOf(each.owner())));
        return owners;
    }

    // ---------------------------------------------------------------- every rule, over seeded fleets

    @Test
    void capacityIsNeverExceededAndNobodyWaitsWhileThereIsRoom() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            FleetSketch fleet = new FleetSketch(1 + random.nextInt(120), 1 + random.nextInt(16));
            int workers = 1 + random.nextInt(8);
            int room = 0;
            for (int i = 0; i < workers; i++) {
                int capacity = 1 + random.nextInt(40);
                room += capacity;
                fleet.join("w" + i, capacity, "1." + random.nextInt(2), "z" + random.nextInt(3));
            }
            fleet.settle();
            fleet.workers.values().forEach(each -> assertThat(each.held.size()).isLessThanOrEqualTo(each.capacity));
            int placed = fleet.loads().values().stream().mapToInt(each -> each).sum();
            assertThat(placed).as("seed %d", seed).isEqualTo(Math.min(room, fleet.shards));
        }
    }

    @Test
    void aJoinMovesNoMoreThanItsShareAndADeathNothingButItsShards() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            int workers = 2 + random.nextInt(12);
            FleetSketch fleet = fleet(1 + random.nextInt(200), 1 + random.nextInt(16), workers);
            fleet.settle();
            fleet.join("x");
            assertThat(fleet.settle()).as("join, seed %d", seed).isLessThanOrEqualTo(fleet.shards / (workers + 1));
            assertIsEven(fleet, seed);
            String dead = List.copyOf(fleet.workers.keySet()).get(random.nextInt(workers + 1));
            int its = fleet.workers.get(dead).held.size();
            fleet.die(dead);
            assertThat(fleet.settle()).as("death, seed %d", seed).isEqualTo(its);
            assertIsEven(fleet, seed);
        }
    }

    private static void assertIsEven(FleetSketch fleet, long seed) {
        List<Integer> loads = fleet.loads().values().stream().sorted().toList();
        assertThat(loads.getLast() - loads.getFirst())
                .as("seed %d: %s", seed, fleet.loads())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void theShardsOfAWorkerAreSpreadOverTheBuckets() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            int workers = 2 + random.nextInt(12);
            int buckets = 1 + random.nextInt(16);
            FleetSketch fleet = fleet(buckets * (1 + random.nextInt(20)), buckets, workers);
            fleet.settle();
            for (String each : fleet.workers.keySet()) {
                int fair = -Math.floorDiv(-fleet.workers.get(each).held.size(), buckets);
                assertThat(fleet.mostInOneBucket(each))
                        .as("seed %d: %s of %d", seed, fleet.workers.get(each).held, buckets)
                        .isLessThanOrEqualTo(fair + 1);
            }
        }
    }

    @Test
    void noZoneHasMoreThanItsPart() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            FleetSketch fleet = new FleetSketch(1 + random.nextInt(200), 1 + random.nextInt(16));
            Map<String, Integer> workers = new HashMap<>();
            int count = 3 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                String zone = "z" + random.nextInt(3);
                workers.merge(zone, 1, Integer::sum);
                fleet.join("w" + i, 1_000, "1", zone);
            }
            fleet.settle();
            fleet.loadsOfZones()
                    .forEach((zone, shards) -> assertThat(shards)
                            .as("zone %s of %s", zone, workers)
                            .isLessThanOrEqualTo(-Math.floorDiv(-fleet.shards * workers.get(zone), count)));
        }
    }

    @Test
    void noMoreThanATenthIsEverOnItsWayAndOneInEachBucket() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            int workers = 2 + random.nextInt(6);
            FleetSketch fleet = fleet(1 + random.nextInt(200), 1 + random.nextInt(16), workers);
            fleet.settle();
            for (int i = 0; i < 3; i++) {
                fleet.join("x" + i);
            }
            fleet.workers.get("w00").draining = true;
            for (int round = 0; round < 400; round++) {
                Plan plan = fleet.round();
                Map<Integer, Integer> perBucket = new HashMap<>();
                fleet.fences.keySet().forEach(shard -> perBucket.merge(shard % fleet.buckets, 1, Integer::sum));
                assertThat(fleet.fences.size()).as("seed %d", seed).isLessThanOrEqualTo(Math.max(1, fleet.shards / 10));
                assertThat(perBucket.values()).allMatch(each -> each <= 1);
                if (plan.actions().isEmpty()) {
                    break;
                }
            }
            assertThat(fleet.loads()).as("seed %d", seed).containsEntry("w00", 0);
            assertThat(fleet.plan().actions()).isEmpty();
        }
    }

    @Test
    void whateverComesAndGoesTheFleetComesToRestWithEveryShardPlaced() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            Random random = new Random(seed);
            FleetSketch fleet = new FleetSketch(1 + random.nextInt(100), 1 + random.nextInt(16));
            fleet.join("w0");
            for (int event = 0; event < 30; event++) {
                String name = "w" + random.nextInt(8);
                Worker worker = fleet.workers.get(name);
                switch (random.nextInt(4)) {
                    case 0 -> {
                        if (worker == null || !worker.alive) {
                            fleet.join(name, 1_000, "1." + random.nextInt(3), "z" + random.nextInt(3));
                        }
                    }
                    case 1 -> {
                        if (worker != null && fleet.loads().size() > 1) {
                            fleet.die(name);
                        }
                    }
                    case 2 -> {
                        if (worker != null) {
                            worker.draining = !worker.draining;
                        }
                    }
                    default -> fleet.round();
                }
            }
            fleet.workers.values().forEach(each -> each.draining = false);
            fleet.settle();
            assertThat(fleet.loads().values().stream().mapToInt(each -> each).sum())
                    .as("seed %d: %s", seed, fleet.loads())
                    .isEqualTo(fleet.shards);
        }
    }

    @Test
    void theSameFleetGivesTheSamePlan() {
        for (long seed = 1; seed <= 20; seed++) {
            FleetSketch fleet = fleet(50, 4, 5);
            fleet.settle();
            fleet.die("w0" + seed % 5);
            assertThat(fleet.plan()).isEqualTo(fleet.plan());
        }
    }
}
