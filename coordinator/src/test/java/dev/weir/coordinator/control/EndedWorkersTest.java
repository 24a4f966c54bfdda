package dev.weir.coordinator.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.Change;
import dev.weir.cluster.Drain;
import dev.weir.cluster.Holding;
import dev.weir.cluster.Join;
import dev.weir.cluster.Leave;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.Renew;
import dev.weir.cluster.TakeSlot;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.discord.BotTerms;
import dev.weir.coordinator.fleet.InMemoryRecords;
import dev.weir.model.LimitName;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.WorkerProfile;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker leaves behind that ends at any moment, and for how long: the whole control loop in virtual time. */
@NullUnmarked // A null where there should be none fails the test anyway.
class EndedWorkersTest {
    private static final long MILLI = 1_000_000;
    private static final long SIZE = 9_000;
    private static final Map<String, Long> LIMITS =
            Map.of(LimitName.COLLECTORS, 1_000L, LimitName.DISCORD_REQUESTS, 50L, LimitName.DISCORD_INVALID, SIZE);

    private final InMemoryRecords maps = new InMemoryRecords();
    private final List<Worker> workers = new ArrayList<>();
    private long now = 1_000_000 * MILLI;
    private ControlLoop loop = loop();

    private ControlLoop loop() {
        return new ControlLoop(
                maps,
                BotTerms.fixed(4, 4),
                new ControlSettings(4, 1, Duration.ofMinutes(1), LIMITS),
                new ControlMeters(new SimpleMeterRegistry()),
                () -> now,
                InstantSource.fixed(Instant.EPOCH));
    }

    /** One process: what it holds and uses of each limit is as the real shares report it. */
    private final class Worker {
        final String name;
        final String nonce;
        final Map<String, Long> used = new TreeMap<>();
        final Map<Integer, ShardStatus> held = new TreeMap<>();
        Orders orders = Orders.UNDECIDED;
        long epoch;
        long counter;

        Worker(String name, String nonce) {
            this.name = name;
            this.nonce = nonce;
            workers.add(this);
        }

        Report report() {
            List<LimitUse> uses = LIMITS.keySet().stream()
                    .map(limit -> new LimitUse(limit, Math.max(allowed(limit), using(limit)), using(limit), 0))
                    .toList();
            return new Report(orders.sequence(), List.copyOf(held.values()), uses);
        }

        long allowed(String limit) {
            return orders.allowances().getOrDefault(limit, 0L);
        }

        long using(String limit) {
            return used.getOrDefault(limit, 0L);
        }

        <R> R change(Change<WorkerRow, R> change) {
            return maps.changeWorker(name, change);
        }

        boolean join() {
            var answer = change(new Join(name, nonce, epoch, new WorkerProfile(8, "1", "", "http://x"), report()));
            epoch = answer.joined() ? answer.epoch() : 0;
            counter = 0;
            return answer.joined();
        }

        void renew() {
            var answer = change(new Renew(epoch, nonce, ++counter, report()));
            if (answer.granted() && answer.orders().sequence() > 0) {
                orders = answer.orders();
                held.keySet().retainAll(orders.shards().keySet());
                orders.shards().forEach((shard, token) -> {
                    boolean turn = orders.identifySlots().containsKey(shard);
                    ShardStatus old = held.get(shard);
                    long slot = turn ? orders.identifySlots().get(shard) : old == null ? 0 : old.slotUsed();
                    ShardPhase phase = slot > 0 ? ShardPhase.ACTIVE : ShardPhase.WAITING_TO_IDENTIFY;
                    held.put(
                            shard,
                            new ShardStatus(
                                    shard,
                                    4,
                                    token,
                                    phase,
                                    0,
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
                                    null));
                });
            }
        }

        void goodbye() {
            change(new Renew(epoch, nonce, ++counter, report()));
            change(new Leave(epoch, nonce));
            workers.remove(this);
        }

        void kill() {
            workers.remove(this);
        }
    }

    private void pass(Duration time) {
        for (long end = now + time.toNanos(); now < end; now += 250 * MILLI) {
            if (now / MILLI % 500 == 0) {
                List.copyOf(workers).stream().filter(each -> each.epoch > 0).forEach(Worker::renew);
            }
            loop.step();
        }
    }

    private Worker started(String name) {
        Worker worker = new Worker(name, name + "-" + now);
        assertThat(worker.join()).isTrue();
        return worker;
    }

    /** What the ledger says that ended epochs hold. */
    private long leftBy(String limit) {
        Ledger ledger = maps.ledgers.get(limit);
        return ledger.holdings().entrySet().stream()
                .filter(each -> workers.stream()
                        .noneMatch(worker -> each.getKey().equals(WorkerRow.holder(worker.name, worker.epoch))))
                .map(Map.Entry::getValue)
                .mapToLong(Holding::ceiling)
                .sum();
    }

    @ParameterizedTest(name = "ended {0}, {1}: {3} of discord.invalid stay")
    @CsvSource({
        "before it joined,       killed,  0,  0",
        "after it joined,        killed,  0,  0",
        "after it joined,        goodbye, 0,  0",
        "after its first orders, killed,  0,  0",
        "after its first orders, goodbye, 0,  0",
        "after a while,          killed,  0,  0",
        "after a while,          goodbye, 0,  0",
        "after it joined,        killed,  3,  3",
        "after it joined,        goodbye, 3,  3",
        "after a while,          killed,  40, 40",
        "after a while,          goodbye, 40, 40",
    })
    void onlyWhatItHasUsedStaysAndAsLongAsDiscordCountsIt(String when, String how, long caused, long stays) {
        Worker stayer = started("w1");
        pass(Duration.ofSeconds(20));
        Worker ender = new Worker("w2", "n");
        ender.used.put(LimitName.DISCORD_INVALID, caused);
        if (!when.equals("before it joined")) {
            ender.join();
            pass(Duration.ofMillis(
                    switch (when) {
                        case "after it joined" -> 0;
                        case "after its first orders" -> 750;
                        default -> 30_000;
                    }));
        }
        if (how.equals("goodbye")) {
            ender.goodbye();
        } else {
            ender.kill();
        }
        pass(Duration.ofMillis(how.equals("goodbye") ? 500 : 12_500));
        assertThat(leftBy(LimitName.COLLECTORS)).isZero();
        assertThat(leftBy(LimitName.DISCORD_REQUESTS)).isZero();
        assertThat(leftBy(LimitName.DISCORD_INVALID)).isEqualTo(stays);

        pass(Duration.ofSeconds(20));
        assertThat(maps.shards.values())
                .allSatisfy(each -> assertThat(each.owner()).isEqualTo("w1"));
        assertThat(stayer.held.values())
                .hasSize(4)
                .allSatisfy(each -> assertThat(each.phase()).isEqualTo(ShardPhase.ACTIVE));
        assertThat(leftBy(LimitName.DISCORD_INVALID)).isEqualTo(stays);
        pass(Duration.ofMinutes(10));
        assertThat(leftBy(LimitName.DISCORD_INVALID)).isZero();
    }

    /** Seen: a fresh worker said that it holds all of it, so that nobody was given any for ten minutes. */
    @Test
    void afterAllWorkersWereRestartedAtOnceTheNewOnesGetTheirPart() {
        started("w1");
        started("w2");
        pass(Duration.ofSeconds(20));
        for (Worker each : List.copyOf(workers)) {
            each.kill();
        }
        Worker one = new Worker("w1", "later");
        Worker two = new Worker("w2", "later");
        for (int i = 0; i < 13 && (one.epoch == 0 || two.epoch == 0); i++) {
            pass(Duration.ofSeconds(1));
            workers.stream().filter(each -> each.epoch == 0).forEach(Worker::join);
        }
        pass(Duration.ofSeconds(2));
        assertThat(List.of(one, two)).allSatisfy(each -> {
            assertThat(each.allowed(LimitName.DISCORD_INVALID)).isPositive();
            assertThat(each.allowed(LimitName.DISCORD_REQUESTS)).isPositive();
        });
        assertThat(leftBy(LimitName.DISCORD_INVALID)).isZero();
    }

    @Test
    void aCrashLoopLeavesNoMoreThanItHasUsed() {
        started("w1");
        pass(Duration.ofSeconds(20));
        for (int i = 1; i <= 20; i++) {
            Worker looping = new Worker("w2", "try " + i);
            looping.used.put(LimitName.DISCORD_INVALID, 1L);
            looping.join();
            pass(Duration.ofMillis(i % 3 == 0 ? 2_000 : 250L * (i % 4)));
            if (i % 2 == 0) {
                looping.goodbye();
            } else {
                looping.kill();
                pass(Duration.ofSeconds(12));
            }
        }
        pass(Duration.ofSeconds(12));
        assertThat(leftBy(LimitName.DISCORD_INVALID)).isLessThanOrEqualTo(20);
        assertThat(leftBy(LimitName.COLLECTORS)).isZero();
    }

    @Test
    void aNewLeaderKnowsWhatThoseHaveUsedThatEndedBefore() {
        Worker ender = started("w2");
        pass(Duration.ofSeconds(20));
        ender.used.put(LimitName.DISCORD_INVALID, 7L);
        ender.renew();
        ControlLoop former = loop;
        ControlLoop other = loop();
        maps.leads = false;
        other.step();
        ender.goodbye();
        // The next process of that name overwrites the row before the new leader begins.
        other.step();
        new Worker("w2", "next").join();
        maps.leads = true;
        loop = other;
        pass(Duration.ofSeconds(5));
        assertThat(former).isNotSameAs(loop);
        assertThat(leftBy(LimitName.DISCORD_INVALID)).isEqualTo(7);
    }

    @Test
    void whatAProcessUsedInItsLastEpochIsNotCountedTwice() {
        Worker frozen = started("w2");
        pass(Duration.ofSeconds(20));
        frozen.used.put(LimitName.DISCORD_INVALID, 30L);
        frozen.renew();
        workers.remove(frozen);
        pass(Duration.ofSeconds(12));
        assertThat(leftBy(LimitName.DISCORD_INVALID)).isEqualTo(30);
        workers.add(frozen);
        frozen.orders = new Orders(0, 0, Map.of(), frozen.orders.allowances(), Map.of());
        frozen.join();
        pass(Duration.ofSeconds(5));
        assertThat(leftBy(LimitName.DISCORD_INVALID)).isZero();
        assertThat(frozen.allowed(LimitName.DISCORD_INVALID)).isGreaterThanOrEqualTo(30);
    }

    @Test
    void aDrainEndsWithItsProcess() {
        Worker drained = started("w2");
        pass(Duration.ofSeconds(2));
        drained.change(new Drain(true));
        drained.goodbye();
        started("w2");
        assertThat(maps.workers.get("w2").draining()).isFalse();
    }

    @ParameterizedTest(name = "taken: {0}")
    @ValueSource(booleans = {false, true})
    void aSlotOfADeadWorkerHoldsItsBucketUpNoLongerThanTheWatch(boolean taken) {
        Worker ender = started("w2");
        pass(Duration.ofSeconds(10));
        while (maps.identifyBook().slots().isEmpty()) {
            pass(Duration.ofMillis(250));
        }
        var slot = maps.identifyBook().slots().get(0);
        if (taken) {
            maps.changeIdentifyBook(new TakeSlot(slot.shard(), slot.count(), slot.number(), slot.token()));
        }
        ender.kill();
        Worker next = started("w3");
        long died = now;
        while (next.held.values().stream()
                        .filter(each -> each.phase() == ShardPhase.ACTIVE)
                        .count()
                < 4) {
            pass(Duration.ofMillis(250));
            assertThat((now - died) / MILLI).isLessThanOrEqualTo(13_500);
        }
    }
}
