package dev.weir.worker.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cluster.ApplyDeltas;
import dev.weir.cluster.ClearTable;
import dev.weir.cluster.Outcome;
import dev.weir.cluster.ReadTable;
import dev.weir.cluster.RequestStop;
import dev.weir.cluster.ShardTable;
import dev.weir.cluster.TableAnswer;
import dev.weir.cluster.TablePage;
import dev.weir.model.CollectorRecord;
import dev.weir.model.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CollectorRegistryTest {
    private static final long TOKEN = 7;

    private final Table table = new Table();
    private final CollectorRegistry registry = new CollectorRegistry(table);
    private final Map<Long, CollectorRecord> truth = new ConcurrentSkipListMap<>();
    private final List<Long> stopped = new CopyOnWriteArrayList<>();
    private final CollectorRegistry.Table shard = registry.table(new ShardId(3, 16), TOKEN);

    @BeforeEach
    void open() {
        registry.open(shard, () -> CompletableFuture.completedFuture(List.copyOf(truth.values())), stopped::addAll);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void whatStartsIsSeenByTheFleet() {
        start(1);
        start(2);
        await().untilAsserted(() -> assertThat(table.numbers()).containsExactly(1L, 2L));
    }

    @Test
    void whatEndsLeavesTheTable() {
        start(1);
        start(2);
        await().until(() -> table.numbers().size() == 2);
        end(1);
        await().untilAsserted(() -> assertThat(table.numbers()).containsExactly(2L));
    }

    @Test
    void tenThousandThatEndAtOnceAreGone() {
        LongStream.rangeClosed(1, 10_000).forEach(this::start);
        await().until(() -> table.numbers().size() == 10_000);
        LongStream.rangeClosed(1, 10_000).forEach(this::end);
        await().untilAsserted(() -> assertThat(table.numbers()).isEmpty());
    }

    @Test
    void whatStartsAndEndsBetweenTwoBatchesNeverReachesTheWire() {
        await().until(() -> !table.sent.isEmpty());
        table.hold = true;
        for (long n = 1; n <= 1_000; n++) {
            start(n);
            end(n);
        }
        table.hold = false;
        start(2_000);
        await().untilAsserted(() -> assertThat(table.numbers()).containsExactly(2_000L));
        assertThat(table.sent.stream()
                        .flatMap(batch -> batch.changed().stream())
                        .map(CollectorRecord::number)
                        .distinct())
                .containsExactly(2_000L);
    }

    @Test
    void aBatchWithoutAnAnswerIsMadeGoodByTheWholeTable() {
        start(1);
        await().until(() -> table.numbers().size() == 1);
        table.failing = true;
        start(2);
        end(1);
        await().until(() -> registry.failures() > 0);
        table.failing = false;
        start(3);
        await().untilAsserted(() -> assertThat(table.numbers()).containsExactly(2L, 3L));
    }

    @Test
    void aFleetThatIsAwayIsNotToldInACircle() {
        start(1);
        await().until(() -> table.numbers().size() == 1);
        table.failing = true;
        start(2);
        await().until(() -> registry.failures() > 0);
        long before = registry.batches();

        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);

        assertThat(registry.batches() - before).isLessThan(8);
    }

    @Test
    void aTableThatWasLostIsBuiltAgain() {
        start(1);
        start(2);
        await().until(() -> table.numbers().size() == 2);
        table.lose();
        await().untilAsserted(() -> assertThat(table.numbers()).containsExactly(1L, 2L));
    }

    @Test
    void aLaneThatCannotTellItsTableIsAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        CollectorRegistry.Table other = registry.table(new ShardId(3, 16), TOKEN + 1);
        registry.open(
                other,
                () -> {
                    if (asked.incrementAndGet() < 3) {
                        throw new IllegalStateException("not now");
                    }
                    return CompletableFuture.completedFuture(List.of(row(9)));
                },
                stopped::addAll);
        await().untilAsserted(() -> assertThat(table.numbers()).containsExactly(9L));
        assertThat(asked).hasValue(3);
    }

    @Test
    void anOlderTokenWritesNothingMore() {
        start(1);
        await().until(() -> table.numbers().size() == 1);
        table.takeOver();
        start(2);
        await().until(() -> table.refused);
        assertThat(table.numbers()).isEmpty();
    }

    @Test
    void aStopThatSomebodyAskedForReachesTheLane() {
        start(1);
        await().until(() -> table.numbers().size() == 1);
        assertThat(table.requestStop(1)).isTrue();
        start(2);
        await().untilAsserted(() -> assertThat(stopped).contains(1L));
    }

    private void start(long number) {
        CollectorRecord row = row(number);
        truth.put(number, row);
        shard.changed(row);
    }

    private static CollectorRecord row(long number) {
        return new CollectorRecord(number, "message", "channel:1", "ACTIVE", null, 0, 0, 1, 0, 0);
    }

    private void end(long number) {
        truth.remove(number);
        shard.ended(number);
    }

    /** The fleet's table of shard 3, without a fleet: changes are pure. */
    private static final class Table implements CollectorTables {
        private final List<ApplyDeltas> sent = new CopyOnWriteArrayList<>();
        private @Nullable ShardTable value;
        private volatile boolean failing;
        private volatile boolean hold;
        private volatile boolean refused;

        @Override
        public CompletionStage<TableAnswer> apply(int shard, ApplyDeltas batch) {
            if (failing) {
                return CompletableFuture.failedFuture(new IllegalStateException("no answer"));
            }
            return CompletableFuture.supplyAsync(() -> {
                await().until(() -> !hold);
                return now(batch);
            });
        }

        private synchronized TableAnswer now(ApplyDeltas batch) {
            sent.add(batch);
            Outcome<ShardTable, TableAnswer> outcome = batch.on(value);
            if (outcome.changed()) {
                value = outcome.value();
            }
            refused |= !outcome.answer().accepted();
            return outcome.answer();
        }

        synchronized List<Long> numbers() {
            TablePage page = new ReadTable(0, 100_000).on(value).answer();
            return page.rows().stream().map(CollectorRecord::number).toList();
        }

        synchronized boolean requestStop(long number) {
            return new RequestStop(TOKEN, number).on(value).answer();
        }

        synchronized void lose() {
            value = null;
        }

        synchronized void takeOver() {
            new ClearTable(16, TOKEN + 1).on(value);
        }
    }
}
