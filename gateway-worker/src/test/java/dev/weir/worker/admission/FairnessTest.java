package dev.weir.worker.admission;

import static dev.weir.worker.admission.Answers.admitted;
import static dev.weir.worker.admission.Answers.queued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.model.LimitUse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What those are promised who wait for a permit. How the turns go is in {@code FairQueueTest}; that a collector whose handler
 * fails frees its slot, in {@code SeedPartsTest}; that everybody is answered within 30.1 s, in {@code FloodTest} and the fleet's
 * simulation.
 */
class FairnessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int BUSY = 1;
    private static final int QUIET = 2;

    private final ScheduledThreadPoolExecutor timeouts = new ScheduledThreadPoolExecutor(1);
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger shortages = new AtomicInteger();

    FairnessTest() {
        timeouts.setRemoveOnCancelPolicy(true);
    }

    @AfterEach
    void stopTimeouts() {
        timeouts.shutdownNow();
    }

    private PermitPool pool(LocalLimits limits) {
        return new PermitPool(
                "collectors", limits, _ -> true, Admission.UNBOUNDED, now::get, shortages::incrementAndGet, timeouts);
    }

    private static LocalLimits sharing(Map<Long, Integer> shares) {
        return new LocalLimits(0, 0, 0, 0, Map.of(), 10_000, 1_000, shares);
    }

    private static Demand of(long tenant) {
        return new Demand(tenant, 0, 0, PATIENCE);
    }

    /** Asks, and writes down the tenant when it is served. */
    private static void ask(PermitPool pool, long tenant, List<Long> served) {
        var _ = queued(pool.request(of(tenant))).permit().thenAccept(_ -> served.add(tenant));
    }

    @Test
    void oneGuildThatAsksForAHundredTimesItsShareDelaysAnothersFirstCollectorByOneRoundAtMost() {
        PermitPool pool = pool(sharing(Map.of()));
        List<Long> served = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ask(pool, BUSY, served);
        }
        pool.allow(10);
        assertThat(served).containsOnly(1L).hasSize(10);
        ask(pool, QUIET, served);
        for (int allowed = 11; allowed <= 14; allowed++) {
            pool.allow(allowed);
        }
        assertThat(served.subList(10, 14)).containsExactly(1L, 2L, 1L, 1L);
    }

    /** A round is one turn of each guild that waits: as many permits as its share. */
    @Test
    void howeverManyGuildsWaitAndWhateverTheirSharesANewcomersFirstWaitsOneRoundAtMost() {
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            Map<Long, Integer> shares = new HashMap<>();
            int guilds = 1 + random.nextInt(12);
            for (long guild = 1; guild <= guilds; guild++) {
                shares.put(guild, 1 + random.nextInt(5));
            }
            PermitPool pool = pool(sharing(shares));
            List<Long> served = new ArrayList<>();
            for (int i = 0; i < 50 * guilds; i++) {
                ask(pool, 1 + random.nextInt(guilds), served);
            }
            int before = random.nextInt(20 * guilds);
            pool.allow(before);
            assertThat(served).as("seed " + seed).hasSize(before);

            long newcomer = guilds + 1L;
            ask(pool, newcomer, served);
            int round = shares.values().stream().mapToInt(Integer::intValue).sum();
            for (int allowed = before + 1; !served.contains(newcomer); allowed++) {
                pool.allow(allowed);
                assertThat(served.size() - before).as("seed " + seed).isLessThanOrEqualTo(round + 1);
            }
            pool.close();
        }
    }

    @Test
    void aGuildIsServedAsOftenARoundAsItsShareSays() {
        PermitPool pool = pool(sharing(Map.of(1L, 3)));
        List<Long> served = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            ask(pool, 1, served);
            ask(pool, 2, served);
        }
        pool.allow(8);
        assertThat(served).containsExactly(1L, 1L, 1L, 2L, 1L, 1L, 1L, 2L);
    }

    @Test
    void whoComesFirstIsServedFirstWithinAGuild() {
        PermitPool pool = pool(sharing(Map.of()));
        pool.allow(1);
        Permit held = admitted(pool.request(of(1)));
        Answer.Queued first = queued(pool.request(of(1)));
        Answer.Queued second = queued(pool.request(of(1)));
        assertThat(shortages).as("the fleet is asked for more").hasValue(2);

        held.release();
        assertThat(first.permit()).isCompleted();
        assertThat(second.permit()).isNotDone();
        pool.allow(2);
        assertThat(second.permit()).isCompleted();
    }

    @Test
    void nobodyOvertakesThoseWhoWait() {
        PermitPool pool = pool(sharing(Map.of()));
        pool.allow(1);
        Permit held = admitted(pool.request(of(1)));
        Answer.Queued first = queued(pool.request(of(1)));
        Answer.Queued late = queued(pool.request(of(1)));
        held.release();
        first.permit().join().release();
        assertThat(late.permit()).isCompleted();
    }

    @Test
    void whoWaitsForItsOwnGuildHoldsUpNoOther() {
        PermitPool pool = pool(new LocalLimits(0, 0, 1, 0, Map.of(), 10, 10, Map.of()));
        pool.allow(100);
        Permit first = admitted(pool.request(of(1)));
        Answer.Queued waits = queued(pool.request(of(1)));
        admitted(pool.request(of(2)));
        assertThat(pool.use().waiting()).as("the fleet is not asked for it").isZero();
        first.release();
        assertThat(waits.permit()).isCompleted();
        assertThat(pool.queued()).isZero();
    }

    @Test
    void aFullQueueRefusesAtOnce() {
        PermitPool pool = pool(LocalLimits.queueOf(3));
        for (int i = 0; i < 3; i++) {
            queued(pool.request(of(i)));
        }
        assertThat(pool.request(of(4)))
                .isEqualTo(
                        new Answer.Refused("the limit 'collectors' is used up (0 allowed here), and 3 wait already"));
        assertThat(pool.refused(Refusal.QUEUE_FULL)).isEqualTo(1);
    }

    @Test
    void aGuildsPartOfTheQueueIsBounded() {
        PermitPool pool = pool(new LocalLimits(0, 0, 0, 0, Map.of(), 1_000, 100, Map.of()));
        for (int i = 0; i < 100; i++) {
            queued(pool.request(of(1)));
        }
        assertThat(pool.request(of(1)))
                .isEqualTo(new Answer.Refused(
                        "the limit 'collectors' is used up (0 allowed here), and 100 of tenant 1 wait already"));
        queued(pool.request(of(2)));
        assertThat(pool.refused(Refusal.QUEUE_FULL)).isEqualTo(1);
    }

    @Test
    void whoWouldWaitLongerThanItsPatienceIsToldAtOnceHowLong() {
        PermitPool pool = pool(sharing(Map.of()));
        pool.allow(1);
        admitted(pool.request(of(1)));
        for (int i = 0; i < 50; i++) {
            queued(pool.request(new Demand(1, 0, 0, Duration.ofMinutes(5))));
        }
        for (int second = 1; second <= 5; second++) {
            now.addAndGet(1_000_000_000L);
            pool.allow(1 + second);
        }
        assertThat(pool.queued()).isEqualTo(45);
        assertThat(pool.request(of(1)))
                .isEqualTo(
                        new Answer.Refused("the limit 'collectors' is used up (6 allowed here), and the expected wait"
                                + " of 46000 ms is longer than the 30000 ms it would wait"));
        assertThat(pool.refused(Refusal.EXPECTED_WAIT)).isEqualTo(1);
        queued(pool.request(new Demand(1, 0, 0, Duration.ofMinutes(1))));
        assertThat(pool.request(of(2)))
                .as("another guild's first is served in the next round")
                .isInstanceOf(Answer.Queued.class);
    }

    @Test
    void patienceEndsWithARefusalThatNamesTheLimit() {
        PermitPool pool = pool(sharing(Map.of()));
        Answer.Queued waiting = queued(pool.request(new Demand(1, 0, 0, Duration.ofMillis(20))));
        await().until(waiting.permit()::isDone);
        assertThatThrownBy(waiting.permit()::join)
                .hasCauseInstanceOf(AdmissionRefused.class)
                .hasRootCauseMessage("no permit of the limit 'collectors' came free within 20 ms");
        await().untilAsserted(() -> assertThat(pool.refused(Refusal.TIMED_OUT)).isEqualTo(1));
        assertThat(pool.queued()).isZero();
    }

    @Test
    void whoCancelsLeavesTheQueueAndTakesNothing() {
        PermitPool pool = pool(sharing(Map.of()));
        Answer.Queued waiting = queued(pool.request(of(1)));
        waiting.permit().cancel(false);
        assertThat(pool.use()).isEqualTo(new LimitUse("collectors", 0, 0, 0));
        pool.allow(1);
        assertThat(pool.use().used()).isZero();
        assertThat(pool.refused(Refusal.CANCELLED)).isEqualTo(1);
    }

    /** Both are served in one go; the first calls the second off before that hears of it. */
    @Test
    void aGrantThatComesTooLateIsReturnedAndGoesToTheNext() {
        PermitPool pool = pool(sharing(Map.of()));
        Answer.Queued first = queued(pool.request(of(1)));
        Answer.Queued gone = queued(pool.request(of(1)));
        Answer.Queued next = queued(pool.request(of(1)));
        CompletableFuture<Boolean> calledOff =
                first.permit().thenApply(_ -> gone.permit().cancel(false));
        pool.allow(2);
        assertThat(calledOff).isCompletedWithValue(true);
        assertThat(next.permit()).isCompleted();
        assertThat(pool.use()).isEqualTo(new LimitUse("collectors", 2, 2, 0));
    }

    @Test
    void whoFailsWithItsPermitInHandHoldsUpNobodyElse() {
        PermitPool pool = pool(sharing(Map.of()));
        CompletableFuture<Void> failing = queued(pool.request(of(1))).permit().thenAccept(permit -> {
            permit.release();
            throw new IllegalStateException("boom");
        });
        Answer.Queued next = queued(pool.request(of(1)));
        pool.allow(1);
        assertThat(failing).isCompletedExceptionally();
        assertThat(next.permit()).isCompleted();
    }

    @Test
    void thePlaceInTheQueueIsVisible() {
        PermitPool pool = pool(sharing(Map.of()));
        queued(pool.request(of(1)));
        queued(pool.request(of(1)));
        Answer.Queued third = queued(pool.request(of(1)));
        assertThat(third.place()).isEqualTo(2);
        pool.allow(2);
        assertThat(pool.place(third.permit())).isZero();
        pool.allow(3);
        assertThat(pool.place(third.permit())).isEqualTo(-1);
    }

    @Test
    void theTenGuildsOfWhomMostWaitAreListed() {
        PermitPool pool = pool(sharing(Map.of()));
        for (long guild = 1; guild <= 12; guild++) {
            for (int i = 0; i < guild; i++) {
                queued(pool.request(of(guild)));
            }
        }
        assertThat(pool.longest(10))
                .hasSize(10)
                .startsWith(new PermitPool.TenantQueue(12, 12), new PermitPool.TenantQueue(11, 11))
                .endsWith(new PermitPool.TenantQueue(3, 3));
    }

    @Test
    void closingAnswersWhoWaitsAndWhoComes() {
        PermitPool pool = pool(sharing(Map.of()));
        Answer.Queued waiting = queued(pool.request(of(1)));
        pool.close();
        assertThatThrownBy(waiting.permit()::join).hasCauseInstanceOf(AdmissionRefused.class);
        assertThat(pool.request(of(1))).isEqualTo(new Answer.Refused("the worker is shutting down"));
    }
}
