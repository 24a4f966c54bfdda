package dev.weir.cluster;

import static dev.weir.cluster.Fleets.ORDERS;
import static dev.weir.cluster.Fleets.PROFILE;
import static dev.weir.cluster.Fleets.REPORT;
import static dev.weir.cluster.Fleets.join;
import static dev.weir.cluster.Fleets.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastJsonValue;
import com.hazelcast.map.IMap;
import com.hazelcast.nio.serialization.genericrecord.GenericRecordBuilder;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A plain Hazelcast client, which reached the cluster port, puts into the maps what does not belong there. */
class RubbishTest {
    private static FleetMember member;
    private static HazelcastInstance stranger;
    private static FleetClient worker;

    @BeforeAll
    static void start() {
        MemberSettings settings = Fleets.members(1).getFirst();
        member = FleetMember.start(settings);
        worker = FleetClient.start(Fleets.client(settings, "w1"));
        ClientConfig plain = new ClientConfig();
        plain.setClusterName(settings.cluster());
        plain.getNetworkConfig().addAddress(settings.bind().toString());
        stranger = HazelcastClient.newHazelcastClient(plain);
        await().until(worker::connected);
    }

    @AfterAll
    static void stop() {
        stranger.shutdown();
        worker.close();
        member.close();
    }

    @AfterEach
    void empty() {
        FleetMaps.ALL.forEach(name -> member.hazelcast().getMap(name).clear());
    }

    /** What any client can send. */
    private static Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("a text", "rubbish");
        values.put("a long text", "x".repeat(300_000));
        values.put("a number", 7L);
        values.put("a list", new ArrayList<>(List.of("a", 1)));
        values.put("a date", LocalDate.EPOCH);
        values.put("JSON", new HazelcastJsonValue("{\"worker\":\"w1\"}"));
        values.put(
                "an unknown record",
                GenericRecordBuilder.compact("unknown").setString("a", "b").build());
        return values;
    }

    private static final List<Object> KEYS =
            List.of("w1", "", "another key", -1, 3, 1L << 40, LocalDate.EPOCH, TimeUnit.DAYS, List.of("k"));

    static Stream<String> maps() {
        return FleetMaps.ALL.stream();
    }

    private static FleetMap<?, ?> map(String name) {
        return Stream.<FleetMap<?, ?>>of(
                        member.workers(), member.shards(), member.collectors(), member.ledger(), member.identify())
                .filter(each -> each.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("maps")
    void whatDoesNotBelongThereIsPutAsideAndSaidOnceWithoutItsContent(String name) {
        IMap<Object, Object> raw = stranger.getMap(name);
        int put = 0;
        for (Object value : values().values()) {
            for (Object key : KEYS) {
                raw.put(key, value);
            }
            put = raw.size();
            assertThat(map(name).all()).isEmpty();

            List<String> said = map(name).putAside();

            assertThat(said)
                    .isNotEmpty()
                    .allSatisfy(each -> assertThat(each).contains(name))
                    .noneMatch(each -> each.length() > 300);
            assertThat(raw.size()).as(put + " entries of rubbish").isZero();
            assertThat(map(name).putAside()).isEmpty();
        }
    }

    @Test
    void whatFitsIsLeftAsItIs() {
        member.workers().change("w1", join("w1", "n1"));
        member.shards().change(3, new Assign(3, 16, 0, 7, "w1", 1));
        member.collectors().change(3, new ApplyDeltas(16, 8, true, List.of(row(1)), List.of()));
        member.ledger()
                .change(
                        "collectors",
                        new WriteLedger(new Ledger("collectors", 1, 5, Map.of("w1@1", new Holding(5, 1)))));
        member.identify().change(IdentifyBook.KEY, new GiveSlots(Map.of(), Map.of(1, new Slot(3, 16, 9, 7, false))));

        for (String name : FleetMaps.ALL) {
            assertThat(map(name).putAside()).isEmpty();
            assertThat(map(name).all()).hasSize(1);
        }
    }

    @Test
    void whatCannotBeIsPutAsideThoughItsTypeIsRight() {
        Report impossible = new Report(1, List.of(Fleets.STATUS), List.of(new LimitUse("collectors", -1, 0, 0)));
        List<WorkerRow> rows = List.of(
                new WorkerRow("w2", 1, "n", 0, true, false, PROFILE, REPORT, ORDERS),
                new WorkerRow("w1", -4, "n", 0, true, false, PROFILE, REPORT, ORDERS),
                new WorkerRow("w1", Long.MAX_VALUE, "n", 0, true, false, PROFILE, REPORT, ORDERS),
                new WorkerRow("w1", 1, "n", -1, true, false, PROFILE, REPORT, ORDERS),
                new WorkerRow("w1", 1, "n", 0, true, false, PROFILE, impossible, ORDERS));
        rows.forEach(each -> isPutAside(FleetMaps.WORKERS, "w1", each));
        List<ShardRecord> records = List.of(
                new ShardRecord(4, 16, 7, "w1", 1, null, 0),
                new ShardRecord(3, 3, 7, "w1", 1, null, 0),
                new ShardRecord(3, 16, -7, "w1", 1, null, 0),
                new ShardRecord(3, 16, Long.MAX_VALUE, "w1", 1, null, 0),
                new ShardRecord(3, 16, 7, "no worker's name", 1, null, 0),
                new ShardRecord(3, 16, 7, "w1", -1, null, 0));
        records.forEach(each -> isPutAside(FleetMaps.SHARDS, 3, each));
        isPutAside(FleetMaps.SHARDS, 2_000_000, new ShardRecord(2_000_000, 3_000_000, 7, "w1", 1, null, 0));
        List<Ledger> ledgers = List.of(
                new Ledger("other", 1, 5, Map.of()),
                new Ledger("collectors", -1, 5, Map.of()),
                new Ledger("collectors", 1, -5, Map.of()),
                new Ledger("collectors", 1, 5, Map.of("nobody", new Holding(5, 1))),
                new Ledger("collectors", 1, 5, Map.of("w1@1", new Holding(-5, 1))));
        ledgers.forEach(each -> isPutAside(FleetMaps.LEDGER, "collectors", each));
        isPutAside(FleetMaps.IDENTIFY, IdentifyBook.KEY, new IdentifyBook(Map.of(-1, new Slot(3, 16, 9, 7, false))));
        isPutAside(FleetMaps.IDENTIFY, "another", new IdentifyBook(Map.of()));
        isPutAside(FleetMaps.COLLECTORS, 3, new ShardTable(16, -1));
        // Of another map.
        isPutAside(FleetMaps.WORKERS, "w1", new Ledger("w1", 1, 5, Map.of()));
    }

    private static void isPutAside(String name, Object key, Object value) {
        member.hazelcast().getMap(name).put(key, value);
        assertThat(map(name).all()).as(value.toString()).isEmpty();
        assertThat(map(name).putAside()).as(value.toString()).hasSize(1);
    }

    /** As a client can make it that knows the name of the type: the other fields arrive as null. */
    @Test
    void aRowWithoutMostOfItsFieldsIsPutAsideOrNeverTaken() {
        IMap<Object, Object> raw = stranger.getMap(FleetMaps.WORKERS);
        Object row = GenericRecordBuilder.compact("dev.weir.cluster.WorkerRow")
                .setString("worker", "w1")
                .setInt64("epoch", 1)
                .setBoolean("alive", true)
                .build();
        raw.put("w1", row);

        assertThat(member.workers().all()).isEmpty();
        assertThat(member.workers().putAside()).hasSize(1);
    }

    @Test
    void aWorkerWhoseRowWasReplacedJoinsAnewAboveItsFormerEpoch() {
        long epoch = worker.workers().change("w1", join("w1", "n1")).epoch();
        assertThat(worker.workers()
                        .change("w1", new Renew(epoch, "n1", 1, REPORT))
                        .granted())
                .isTrue();
        stranger.getMap(FleetMaps.WORKERS).put("w1", "rubbish");

        assertThat(worker.workers()
                        .change("w1", new Renew(epoch, "n1", 2, REPORT))
                        .granted())
                .isFalse();
        assertThat(worker.workers().change("w1", new Join("w1", "n1", epoch, PROFILE, REPORT)))
                .isEqualTo(new JoinAnswer(true, epoch + 1));
        assertThat(worker.workers()
                        .change("w1", new Renew(epoch + 1, "n1", 1, REPORT))
                        .granted())
                .isTrue();
    }

    @Test
    void noChangeAndNoReadThrowsOverRubbish() {
        Stream.of("w1", IdentifyBook.KEY, "collectors")
                .forEach(key ->
                        FleetMaps.ALL.forEach(name -> stranger.getMap(name).put(key, "rubbish")));
        FleetMaps.ALL.forEach(name -> stranger.getMap(name).put(3, "rubbish"));

        assertThat(worker.workers().change("w1", new Leave(1, "n1"))).isFalse();
        assertThat(worker.workers().change("w1", new Expire(1, 1))).isFalse();
        assertThat(worker.workers().change("w1", new Drain(true))).isFalse();
        assertThat(member.shards().change(3, new Release(1))).isFalse();
        assertThat(member.shards().change(3, new Assign(3, 16, 5, 5, "w1", 1)).assigned())
                .isFalse();
        assertThat(worker.identify().change(IdentifyBook.KEY, new TakeSlot(3, 16, 1, 1)))
                .isFalse();
        assertThat(member.ledger().change("collectors", new SetLimit(5, false))).isEqualTo(-1);
        assertThat(member.collectors().change(3, new RequestStop(1, 1))).isFalse();
        assertThat(member.collectors().change(3, new ReadTable(0, 10)).total()).isZero();
        assertThat(worker.collectors()
                        .change(3, new ApplyDeltas(16, 1, true, List.of(row(1)), List.of()))
                        .size())
                .isEqualTo(1);
        assertThat(member.identify().get(IdentifyBook.KEY)).isNull();
        assertThat(member.workers().those(new OtherRows(Map.of()))).isEmpty();
        assertThat(member.shards().those(new OtherRecords(List.of()))).isEmpty();
        assertThat(member.ledger().those(Set.of("collectors"))).isEmpty();
    }

    @Test
    void aRecordThatWasLostIsPutBackAndAnotherIsNot() {
        ShardRecord was = new ShardRecord(3, 16, 7, "w1", 2, null, 0);
        stranger.getMap(FleetMaps.SHARDS).put(3, "rubbish");
        assertThat(member.shards().change(3, new PutBackShard(was))).isTrue();
        assertThat(member.shards().change(3, new PutBackShard(was))).isTrue();
        assertThat(member.shards().get(3)).isEqualTo(was);
        member.shards().change(3, new Assign(3, 16, 7, 0, "w2", 1));
        assertThat(member.shards().change(3, new PutBackShard(was))).isFalse();

        Ledger ledger = new Ledger("collectors", 4, 1_000, Map.of("w1@2", new Holding(100, 6)));
        stranger.getMap(FleetMaps.LEDGER).put("collectors", 7);
        assertThat(member.ledger().change("collectors", new PutBackLedger(ledger)))
                .isTrue();
        assertThat(member.ledger().get("collectors")).isEqualTo(ledger);
    }

    @Test
    void aWorkerHearsOfItsOrdersThoughRubbishLiesBesideThem() throws Exception {
        List<Long> heard = new CopyOnWriteArrayList<>();
        AtomicLong sequence = new AtomicLong();
        AutoCloseable hints = worker.onOrders("w1", orders -> heard.add(orders.sequence()));
        try {
            stranger.getMap(FleetMaps.WORKERS).put("w1", "rubbish");
            worker.workers().change("w1", join("w1", "n1"));
            for (int i = 0; i < 5; i++) {
                stranger.getMap(FleetMaps.WORKERS).put("w" + (i + 2), i);
            }
            await().until(() -> {
                long next = sequence.incrementAndGet();
                member.workers().change("w1", new Order(1, new Orders(next, 1, Map.of(), Map.of(), Map.of())));
                return !heard.isEmpty();
            });
        } finally {
            hints.close();
        }
    }
}
