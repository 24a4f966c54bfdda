package dev.weir.coordinator.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.Join;
import dev.weir.cluster.Renew;
import dev.weir.cluster.RenewAnswer;
import dev.weir.coordinator.discord.BotTerms;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.InMemoryRecords;
import dev.weir.coordinator.plan.ShardCounts;
import dev.weir.model.BotProof;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardId;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.WorkerProfile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Fleets whose shard count changes, or is said to be another: at no instant does a guild have two shards that are acted for. */
@NullUnmarked // A null where there should be none fails the test anyway.
final class CountChangeTest {
    private static final long MILLI = 1_000_000;
    private static final int GUILDS = 60;

    private final InMemoryRecords maps = new InMemoryRecords();
    private final Map<String, Worker> workers = new TreeMap<>();
    private long now = 1_000_000 * MILLI;
    private int recommended = 4;
    private ControlLoop loop = loop(4);

    private ControlLoop loop(int configured) {
        BotTerms terms = new BotTerms() {
            @Override
            public Allowed allowed(long nowNanos) {
                return new Allowed(recommended, 4, 1_000);
            }

            @Override
            public void spend(int identifies) {}
        };
        return new ControlLoop(
                maps,
                terms,
                new ControlSettings(configured, 2, Duration.ofMinutes(1), Map.of("collectors", 1_000L)),
                new ControlMeters(new SimpleMeterRegistry()),
                () -> now,
                InstantSource.fixed(Instant.ofEpochSecond(1_800_000_000)));
    }

    /** A worker that takes two renewals to let go of a shard, and acts for it until then. */
    private final class Worker {
        final String name;
        final Map<ShardId, ShardStatus> held = new HashMap<>();
        final Map<ShardId, Integer> leaving = new HashMap<>();
        long epoch;
        long counter;
        long seen;
        boolean frozen;
        boolean acts;
        int identifies;

        Worker(String name) {
            this.name = name;
            workers.put(name, this);
            join();
        }

        void join() {
            epoch = maps.changeWorker(
                            name, new Join(name, name, epoch, new WorkerProfile(100, "1", "", "http://x"), report()))
                    .epoch();
            counter = 0;
            seen = 0;
        }

        private Report report() {
            return new Report(
                    seen,
                    List.copyOf(held.values()),
                    List.of(new LimitUse("collectors", 0, 0, 0)),
                    acts ? List.of() : List.copyOf(held.keySet()),
                    BotProof.good(1, 0));
        }

        void renew() {
            RenewAnswer answer = maps.changeWorker(name, new Renew(epoch, name, ++counter, report()));
            if (!answer.granted()) {
                acts = false;
                join();
                return;
            }
            Orders orders = answer.orders();
            if (orders.sequence() == 0) {
                return;
            }
            List<ShardId> ordered = new ArrayList<>();
            orders.shards().keySet().forEach(index -> ordered.add(new ShardId(index, orders.shardCount())));
            for (ShardId each : List.copyOf(held.keySet())) {
                if (!acts && !ordered.contains(each)) {
                    held.remove(each);
                } else if (!ordered.contains(each) && leaving.merge(each, 1, Integer::sum) > 2) {
                    held.remove(each);
                    leaving.remove(each);
                }
            }
            acts = true;
            for (ShardId each : ordered) {
                long token = orders.shards().get(each.index());
                ShardStatus old = held.get(each);
                Long slot = orders.identifySlots().getOrDefault(each.index(), 0L);
                boolean may = old != null && (old.phase() == ShardPhase.ACTIVE || slot > old.slotUsed());
                identifies += may && old.phase() != ShardPhase.ACTIVE ? 1 : 0;
                held.put(
                        each,
                        status(
                                each,
                                token,
                                may ? ShardPhase.ACTIVE : ShardPhase.WAITING_TO_IDENTIFY,
                                old == null ? 0 : Math.max(slot, old.slotUsed())));
            }
            seen = orders.sequence();
        }
    }

    private static ShardStatus status(ShardId shard, long token, ShardPhase phase, long slot) {
        return new ShardStatus(
                shard.index(),
                shard.count(),
                token,
                phase,
                GUILDS / shard.count(),
                -1,
                -1,
                0,
                0,
                0,
                0,
                Map.of(),
                0,
                0,
                slot > 0 ? 1 : 0,
                slot,
                -1,
                0,
                null);
    }

    private void pass(int seconds) {
        for (long end = now + Duration.ofSeconds(seconds).toNanos(); now < end; now += 250 * MILLI) {
            if (now / MILLI % 500 == 0) {
                workers.values().stream().filter(each -> !each.frozen).forEach(Worker::renew);
            }
            loop.step();
            answers()
                    .forEach((guild, times) ->
                            assertThat(times).as("guild " + guild).isLessThan(2));
        }
    }

    /** By guild, how many shards would answer it now. */
    private Map<Integer, Integer> answers() {
        Map<Integer, Integer> answers = new TreeMap<>();
        for (Worker worker : workers.values()) {
            if (worker.acts && !worker.frozen) {
                worker.held.forEach((shard, status) -> {
                    for (int guild = shard.index();
                            guild < GUILDS && status.phase() == ShardPhase.ACTIVE;
                            guild += shard.count()) {
                        answers.merge(guild, 1, Integer::sum);
                    }
                });
            }
        }
        return answers;
    }

    private void assertServed(int count) {
        assertThat(answers())
                .hasSize(GUILDS)
                .allSatisfy((_, times) -> assertThat(times).isOne());
        workers.values().stream()
                .filter(worker -> !worker.frozen)
                .forEach(worker -> assertThat(worker.held.keySet()).allMatch(each -> each.count() == count));
        assertThat(loop.newest().view().shardCount()).isEqualTo(count);
    }

    private void start() {
        new Worker("w1");
        new Worker("w2");
        pass(20);
        assertServed(4);
    }

    /** The only coordinator dies, and with it the maps. */
    private void loseMaps(int configured) {
        maps.workers.clear();
        maps.shards.clear();
        maps.tables.clear();
        maps.ledgers.clear();
        maps.books.clear();
        loop = loop(configured);
    }

    private List<ShardCounts.Code> says() {
        return loop.counts().notices().stream().map(ShardCounts.Notice::code).toList();
    }

    private int identifies() {
        return workers.values().stream().mapToInt(each -> each.identifies).sum();
    }

    @Test
    void autoKeepsWhatRunsThroughALossOfTheMapsAndAnotherRecommendation() {
        loop = loop(ShardCounts.AUTO);
        start();
        int before = identifies();
        recommended = 6;
        loseMaps(ShardCounts.AUTO);
        pass(30);
        assertServed(4);
        assertThat(identifies()).isEqualTo(before);
        assertThat(says()).containsExactly(ShardCounts.Code.RECOMMENDED);
    }

    @Test
    void fourBecomeSixAndSixBecomeFourAfterALossOfTheMaps() {
        start();
        loseMaps(6);
        pass(4);
        assertServed(4);
        assertThat(says()).containsExactly(ShardCounts.Code.CHANGE);
        pass(40);
        assertServed(6);
        assertThat(says()).isEmpty();
        loseMaps(4);
        pass(40);
        assertServed(4);
        assertThat(maps.shards.values())
                .allMatch(each -> each.owner() == null || each.count() == 4, "what is left of 6 has no owner");
    }

    @Test
    void aLeaderWithAnotherCountOnIntactMapsLetsTheOldOnesGoFirst() {
        start();
        Map<Integer, Long> tokens = new TreeMap<>();
        maps.shards.forEach((index, record) -> tokens.put(index, record.token()));
        loop = loop(6);
        pass(40);
        assertServed(6);
        tokens.forEach((index, token) -> assertThat(maps.shards.get(index).token())
                .as("tokens grow over counts")
                .isGreaterThan(token));
        loop = loop(4);
        pass(40);
        assertServed(4);
    }

    @Test
    void aNewLeaderGoesOnWithAChangeThatAnotherHasBegun() {
        start();
        loop = loop(6);
        for (int steps = 0; maps.workers.get("w1").orders().shardCount() != 6; steps++) {
            assertThat(steps).isLessThan(100);
            pass(1);
        }
        loop = loop(6);
        pass(40);
        assertServed(6);
    }

    @Test
    void aWorkerThatWakesWithShardsOfTheOldCountGivesThemUp() {
        start();
        workers.get("w2").frozen = true;
        workers.get("w2").acts = false;
        pass(30);
        loop = loop(6);
        pass(40);
        assertServed(6);
        int before = identifies();
        workers.get("w2").frozen = false;
        pass(3);
        assertThat(workers.get("w2").held.keySet()).noneMatch(each -> each.count() == 4);
        assertThat(maps.shards.values()).as("nothing of 4 is adopted").allMatch(each -> each.count() == 6);
        pass(60);
        assertServed(6);
        assertThat(identifies() - before).as("only what is moved to it").isEqualTo(3);
    }

    @Test
    void aQuarantineOfAnotherCountHoldsForThatCountOnly() {
        start();
        Worker owner = workers.get(maps.shards.get(0).owner());
        ShardId first = new ShardId(0, 4);
        owner.held.put(first, status(first, maps.shards.get(0).token(), ShardPhase.QUARANTINED, 1));
        owner.renew();
        loop.step();
        assertThat(maps.shards.get(0).quarantine()).isNotNull();
        loop = loop(6);
        pass(40);
        assertServed(6);
    }

    @Test
    void coordinatorsThatDifferStartNothingNew() {
        maps.peers = List.of(
                new FleetRecords.Peer("c1", "127.0.0.1:7701", true, true, 4),
                new FleetRecords.Peer("c2", "127.0.0.1:7702", false, false, 6));
        new Worker("w1");
        new Worker("w2");
        pass(20);
        assertThat(maps.shards).isEmpty();
        assertThat(loop.newest().trouble()).contains("c1 4, c2 6").contains("No shard is started");

        maps.peers = List.of(maps.peers.getFirst());
        pass(20);
        assertServed(4);
        maps.peers = List.of(
                new FleetRecords.Peer("c2", "127.0.0.1:7702", true, true, 6),
                new FleetRecords.Peer("c3", "127.0.0.1:7703", false, false, 4));
        loop = loop(6);
        pass(30);
        assertServed(4);
        assertThat(says()).containsExactly(ShardCounts.Code.COORDINATORS);
    }
}
