package dev.weir.worker.admission;

import static dev.weir.worker.admission.Answers.admitted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.worker.admission.PermitPool.Use;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScopesTest {
    private final ScheduledExecutorService timeouts = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong now = new AtomicLong();

    @AfterEach
    void stopTimeouts() {
        timeouts.shutdownNow();
    }

    private PermitPool pool(LocalLimits limits, long fleet) {
        PermitPool pool =
                new PermitPool("collectors", limits, _ -> true, Admission.UNBOUNDED, now::get, () -> {}, timeouts);
        pool.allow(fleet);
        return pool;
    }

    private static LocalLimits limits(int worker, int shard, int tenant, int user, Map<String, Integer> kinds) {
        return new LocalLimits(worker, shard, tenant, user, kinds, 1_000, 100, Map.of());
    }

    private static Demand demand(int shard, long tenant, long user, String kind, int weight, Duration patience) {
        return new Demand(shard, tenant, user, List.of(kind), weight, 0, patience);
    }

    private static Demand now(int shard, long tenant, long user, String kind) {
        return demand(shard, tenant, user, kind, 1, Duration.ZERO);
    }

    @Test
    void aCollectorTakesOnePermitOfEachLimitAndTheRefusalNamesTheOneThatLacks() {
        PermitPool pool = pool(limits(9, 4, 3, 2, Map.of("modal", 1)), 100);
        assertThat(pool.request(now(0, 1, 1, "message"))).isInstanceOf(Answer.Admitted.class);
        assertThat(pool.request(now(0, 1, 1, "message"))).isInstanceOf(Answer.Admitted.class);
        assertThat(pool.request(now(0, 1, 1, "message"))).isEqualTo(lacks("user", 2));
        assertThat(pool.request(now(0, 1, 2, "modal"))).isInstanceOf(Answer.Admitted.class);
        assertThat(pool.request(now(0, 1, 2, "message"))).isEqualTo(lacks("tenant", 3));
        assertThat(pool.request(now(0, 2, 3, "modal"))).isEqualTo(lacks("kind.modal", 1));
        assertThat(pool.request(now(0, 2, 3, "message"))).isInstanceOf(Answer.Admitted.class);
        assertThat(pool.request(now(0, 3, 4, "message"))).isEqualTo(lacks("shard", 4));
        assertThat(pool.uses())
                .containsExactly(new Use("worker", 9, 4), new Use("collectors", 100, 4), new Use("kind.modal", 1, 1));
        assertThat(pool.fullest())
                .as("of each kind the one that uses most, for the warning")
                .containsExactly(new Use("shard of 0", 4, 4), new Use("tenant of 1", 3, 3), new Use("user of 1", 2, 2));
    }

    @Test
    void whatLacksOneTakesNone() {
        PermitPool pool = pool(limits(9, 9, 9, 1, Map.of()), 100);
        Permit first = admitted(pool.request(now(0, 1, 1, "message")));
        for (int i = 0; i < 50; i++) {
            assertThat(pool.request(now(0, 1, 1, "message"))).isEqualTo(lacks("user", 1));
        }
        first.release();
        assertThat(pool.uses()).containsExactly(new Use("worker", 9, 0), new Use("collectors", 100, 0));
        for (int user = 2; user < 11; user++) {
            admitted(pool.request(now(0, 1, user, "message")));
        }
        assertThat(pool.request(now(1, 2, 99, "message"))).isEqualTo(lacks("worker", 9));
    }

    @Test
    void whatWasForgottenMeanwhileIsTakenOfItsSuccessor() {
        Cell fleet = new Cell("collectors", Cell.Reach.ALL, null, 9);
        Scopes scopes = new Scopes(fleet, limits(0, 0, 2, 0, Map.of()));
        Cell[] cells = scopes.of(now(0, 1, 0, "message"));
        Cell forgotten = cells[0];
        assertThat(forgotten.retire()).isTrue();
        assertThat(scopes.take(cells, 1)).isNull();
        assertThat(cells[0]).isNotSameAs(forgotten).isSameAs(scopes.of(now(0, 1, 0, "message"))[0]);
        assertThat(cells[0].used()).isEqualTo(1);
        assertThat(scopes.take(scopes.of(now(0, 1, 0, "message")), 2)).isSameAs(cells[0]);
        assertThat(fleet.used()).isEqualTo(1);
    }

    @Test
    void aLargeOneTakesItsWeightAndOneThatNeverFitsIsRefusedAtOnce() {
        PermitPool pool = pool(limits(0, 0, 5, 0, Map.of()), 100);
        Permit large = admitted(pool.request(demand(0, 1, 0, "message", 4, Duration.ZERO)));
        assertThat(pool.use().used()).isEqualTo(4);
        assertThat(pool.request(demand(0, 1, 0, "message", 2, Duration.ZERO))).isEqualTo(lacks("tenant", 5));
        large.release();
        assertThat(pool.use().used()).isZero();
        assertThat(pool.request(demand(0, 1, 0, "message", 6, Duration.ofSeconds(30))))
                .isEqualTo(new Answer.Refused("it takes 6 permits, more than the limit 'tenant' of 5"));
    }

    @Test
    void whileMemoryIsShortNothingMoreIsDrawnAndWhenItIsGoneNobodyComesIn() {
        PermitPool pool = pool(limits(0, 0, 0, 0, Map.of()), 10);
        pool.press(HeapPressure.STOP_DRAWING);
        pool.allow(50);
        assertThat(pool.allowance()).isEqualTo(10);
        pool.allow(8);
        assertThat(pool.allowance()).isEqualTo(8);
        assertThat(pool.request(now(0, 1, 0, "message"))).isInstanceOf(Answer.Admitted.class);
        pool.press(HeapPressure.REFUSE);
        assertThat(pool.request(now(0, 1, 0, "message")))
                .isEqualTo(new Answer.Refused("the limit 'heap' is reached: this worker's memory is nearly full"));
        pool.allow(50);
        pool.press(HeapPressure.NONE);
        assertThat(pool.allowance()).isEqualTo(50);
    }

    /** Real threads, all scopes, cancelling and impatient callers: each is answered once, and at the end all is back. */
    @Test
    void underManyThreadsAndAllLimitsEverybodyIsAnsweredOnceAndEveryPermitComesBack() throws Exception {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        PermitPool pool = new PermitPool(
                "collectors",
                limits(30, 12, 9, 7, Map.of("modal", 6)),
                _ -> true,
                Admission.UNBOUNDED,
                System::nanoTime,
                () -> {},
                timeouts);
        pool.allow(25);
        AtomicInteger answers = new AtomicInteger();
        AtomicInteger inUse = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        int threads = 8;
        int each = 1_500;
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Random random = new Random(seed + t);
                all.add(executor.submit(() -> {
                    List<Permit> mine = new ArrayList<>();
                    for (int i = 0; i < each; i++) {
                        Permit permit = ask(pool, random);
                        answers.incrementAndGet();
                        if (permit != null) {
                            most.accumulateAndGet(inUse.incrementAndGet(), Math::max);
                            mine.add(permit);
                        }
                        while (mine.size() > random.nextInt(3)) {
                            inUse.decrementAndGet();
                            mine.removeFirst().release();
                        }
                    }
                    mine.forEach(permit -> {
                        inUse.decrementAndGet();
                        permit.release();
                    });
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (Exception | AssertionError broken) {
            throw new AssertionError("seed " + seed, broken);
        }
        assertThat(answers).as("seed " + seed).hasValue(threads * each);
        assertThat(most.get()).as("seed " + seed).isLessThanOrEqualTo(25);
        assertThat(pool.queued()).as("seed " + seed).isZero();
        assertThat(pool.uses()).as("seed " + seed).allMatch(use -> use.used() == 0);
    }

    private static @org.jspecify.annotations.Nullable Permit ask(PermitPool pool, Random random) {
        Demand demand = demand(
                random.nextInt(3),
                random.nextInt(4),
                random.nextInt(5),
                random.nextBoolean() ? "modal" : "message",
                1 + random.nextInt(3),
                random.nextInt(5) == 0 ? Duration.ZERO : Duration.ofMillis(1 + random.nextInt(40)));
        return switch (pool.request(demand)) {
            case Answer.Admitted admitted -> admitted.permit();
            case Answer.Refused _ -> null;
            case Answer.Queued queued -> {
                if (random.nextInt(6) == 0 && queued.permit().cancel(false)) {
                    yield null;
                }
                try {
                    yield queued.permit().join();
                } catch (CompletionException | CancellationException refused) {
                    yield null;
                }
            }
        };
    }

    private static Answer.Refused lacks(String limit, int allowed) {
        return new Answer.Refused(
                "the limit '" + limit + "' is used up (" + allowed + " allowed here), and the request does not wait");
    }
}
