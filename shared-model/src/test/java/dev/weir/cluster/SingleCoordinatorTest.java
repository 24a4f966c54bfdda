package dev.weir.cluster;

import static dev.weir.cluster.Fleets.ORDERS;
import static dev.weir.cluster.Fleets.PROFILE;
import static dev.weir.cluster.Fleets.REPORT;
import static dev.weir.cluster.Fleets.join;
import static dev.weir.cluster.Fleets.row;
import static dev.weir.cluster.Fleets.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.model.Orders;
import dev.weir.model.Report;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One coordinator and a worker's client, in one JVM, over loopback. Each test has keys of its own. */
class SingleCoordinatorTest {
    private static final MemberSettings SETTINGS = Fleets.members(1).getFirst();
    private static FleetMember member;
    private static FleetClient client;

    @BeforeAll
    static void start() {
        member = FleetMember.start(SETTINGS);
        client = FleetClient.start(Fleets.client(SETTINGS, "worker"));
        await().until(client::connected);
    }

    @AfterAll
    static void stop() {
        client.close();
        member.close();
    }

    @Test
    void aWorkerJoinsRenewsAndLeaves() {
        assertThat(client.workers().change("w1", join("w1", "n1"))).isEqualTo(new JoinAnswer(true, 1));
        assertThat(client.workers().change("w1", new Renew(1, "n1", 1, REPORT)))
                .isEqualTo(new RenewAnswer(true, Orders.UNDECIDED));
        assertThat(member.workers().get("w1"))
                .isEqualTo(new WorkerRow("w1", 1, "n1", 1, true, false, PROFILE, REPORT, Orders.UNDECIDED));
        assertThat(client.workers().change("w1", new Leave(1, "n1"))).isTrue();
        assertThat(client.workers().change("w1", new Renew(1, "n1", 2, REPORT))).isEqualTo(RenewAnswer.REFUSED);
        assertThat(member.workers().all()).containsKey("w1");
    }

    @Test
    void aSecondProcessOfTheSameNameIsRefused() {
        client.workers().change("twin", join("twin", "n1"));

        assertThat(client.workers().change("twin", join("twin", "n2"))).isEqualTo(new JoinAnswer(false, 1));
        assertThat(client.workers().change("twin", join("twin", "n1"))).isEqualTo(new JoinAnswer(true, 1));
    }

    @Test
    void theLeaderOrdersAndTheWorkerIsToldAndReadsIt() throws Exception {
        Queue<Orders> told = new ConcurrentLinkedQueue<>();
        client.workers().change("w2", join("w2", "n1"));
        Orders first = new Orders(1, 16, ORDERS.shards(), ORDERS.allowances(), ORDERS.identifySlots());
        try (AutoCloseable _ = client.onOrders("w2", told::add)) {
            assertThat(member.workers().change("w2", new Order(1, first))).isTrue();
            await().untilAsserted(() -> assertThat(told).containsExactly(first));
            assertThat(client.workers().change("w2", new Renew(1, "n1", 1, REPORT)))
                    .isEqualTo(new RenewAnswer(true, first));
        }
        assertThat(member.workers().change("w2", new Order(1, ORDERS))).isFalse();
    }

    @Test
    void aRowIsSentToItsWorkerOnlyWhileItHasNotActedOnItsOrders() {
        WorkerRow acted =
                new WorkerRow("w1", 1, "n1", 3, true, false, PROFILE, new Report(6, List.of(), List.of()), ORDERS);
        WorkerRow behind = new WorkerRow("w1", 1, "n1", 3, true, false, PROFILE, REPORT, ORDERS);

        UnseenOrders meant = new UnseenOrders("w1");
        assertThat(meant.apply(Map.entry("w1", acted))).isFalse();
        assertThat(meant.apply(Map.entry("w1", behind))).isTrue();
        assertThat(new UnseenOrders("w2").apply(Map.entry("w1", behind))).isFalse();
    }

    @Test
    void aWorkerThatRenewedIsNotExpired() {
        client.workers().change("w3", join("w3", "n1"));
        client.workers().change("w3", new Renew(1, "n1", 1, REPORT));

        assertThat(member.workers().change("w3", new Expire(1, 0))).isFalse();
        assertThat(member.workers().change("w3", new Expire(1, 1))).isTrue();
        assertThat(client.workers().change("w3", join("w3", "n2"))).isEqualTo(new JoinAnswer(true, 2));
    }

    @Test
    void aShardIsAssignedReleasedAndQuarantined() {
        assertThat(member.shards().change(3, new Assign(3, 16, 0, 6, "w1", 1))).isEqualTo(new AssignAnswer(true, 7));
        assertThat(member.shards().change(3, new Assign(3, 16, 0, 6, "w2", 1))).isEqualTo(new AssignAnswer(false, 7));
        assertThat(member.shards().change(3, new Release(7))).isTrue();
        assertThat(member.shards().change(3, new Quarantine(7, 4014, "intents")))
                .isTrue();
        assertThat(client.shards().get(3)).isEqualTo(new ShardRecord(3, 16, 7, null, 0, "intents", 4014));
        assertThat(client.shards().get(99)).isNull();
    }

    @Test
    void aQuarantineIsLiftedUnderTheTokenThatWasSeen() {
        member.shards().change(4, new Assign(4, 16, 0, 0, "w1", 1));
        member.shards().change(4, new Quarantine(1, 4014, "intents"));

        assertThat(member.shards().change(4, new LiftQuarantine(2))).isFalse();
        assertThat(member.shards().change(4, new LiftQuarantine(1))).isTrue();
        assertThat(client.shards().get(4)).isEqualTo(new ShardRecord(4, 16, 1, null, 0, null, 0));
        assertThat(member.shards().change(4, new LiftQuarantine(1))).isTrue();
    }

    @Test
    void aDrainLastsAsLongAsTheProcess() {
        assertThat(member.workers().change("w4", new Drain(true))).isFalse();
        client.workers().change("w4", join("w4", "n1"));
        assertThat(member.workers().change("w4", new Drain(true))).isTrue();
        client.workers().change("w4", new Renew(1, "n1", 1, REPORT));
        member.workers().change("w4", new Expire(1, 1));
        client.workers().change("w4", new Join("w4", "n1", 1, PROFILE, REPORT));
        assertThat(client.workers().get("w4")).extracting(WorkerRow::draining).isEqualTo(true);
        member.workers().change("w4", new Expire(2, 0));
        client.workers().change("w4", join("w4", "n2"));
        assertThat(client.workers().get("w4")).extracting(WorkerRow::draining).isEqualTo(false);
    }

    @Test
    void onlyWhatChangedIsCarried() {
        client.workers().change("w5", join("w5", "n1"));
        client.workers().change("w6", join("w6", "n1"));
        Map<String, String> seen = new TreeMap<>();
        member.workers().all().forEach((name, row) -> seen.put(name, row.stamp()));
        assertThat(member.workers().those(new OtherRows(seen))).isEmpty();
        client.workers().change("w5", new Renew(1, "n1", 1, REPORT));
        assertThat(member.workers().those(new OtherRows(seen))).containsOnlyKeys("w5");

        member.shards().change(6, new Assign(6, 16, 0, 0, "w5", 1));
        List<Long> before = new ArrayList<>(Collections.nCopies(100, 0L));
        member.shards().all().forEach((index, record) -> before.set(index, record.stamp()));
        assertThat(member.shards().those(new OtherRecords(before))).isEmpty();
        member.shards().change(6, new Quarantine(1, 4014, "intents"));
        assertThat(client.shards().those(new OtherRecords(before))).containsOnlyKeys(6);
        member.shards().change(6, new LiftQuarantine(1));
        assertThat(member.shards().those(new OtherRecords(before))).containsOnlyKeys(6);
    }

    @Test
    void theLedgerIsWrittenAndReadWhole() {
        Ledger ledger = new Ledger("collectors", 1, 1_000, Map.of("w1@1", new Holding(100, 6)));

        assertThat(member.ledger().change("collectors", new WriteLedger(ledger)))
                .isTrue();
        assertThat(member.ledger().all()).isEqualTo(Map.of("collectors", ledger));
    }

    @Test
    void tenThousandCollectorsEndInOneOperation() {
        for (int batch = 0; batch < 20; batch++) {
            client.collectors()
                    .change(
                            5,
                            new ApplyDeltas(
                                    16, 1, false, rows(10_000).subList(batch * 500, batch * 500 + 500), List.of()));
        }
        assertThat(member.collectors().change(5, new ReadTable(0, 2)))
                .isEqualTo(new TablePage(16, 1, 10_000, List.of(row(1), row(2))));
        assertThat(member.collectors().change(5, new RequestStop(1, 17))).isTrue();
        assertThat(client.collectors().change(5, new ApplyDeltas(16, 1, false, List.of(), List.of(1L))))
                .isEqualTo(new TableAnswer(true, 1, 9_999, List.of(17L)));

        assertThat(member.collectors().change(5, new ClearTable(16, 2))).isTrue();

        assertThat(client.collectors().change(5, new ReadTable(0, 10))).isEqualTo(new TablePage(16, 2, 0, List.of()));
        assertThat(client.collectors().change(5, new ApplyDeltas(16, 1, false, rows(1), List.of())))
                .isEqualTo(new TableAnswer(false, 2, 0, List.of()));
    }

    @Test
    void anAnswerArrivesOnNoThreadOfHazelcasts() {
        String thread = client.workers()
                .changeAsync("w4", join("w4", "n1"))
                .thenApply(_ -> {
                    client.workers().change("w4", new Renew(1, "n1", 1, REPORT));
                    return Thread.currentThread().getName();
                })
                .join();

        assertThat(thread).doesNotStartWith("hz.");
    }

    @Test
    void theCoordinatorIsToldThatSomethingChanged() throws Exception {
        AtomicInteger workers = new AtomicInteger();
        AtomicInteger shards = new AtomicInteger();
        try (AutoCloseable _ = member.onChange(workers::incrementAndGet, shards::incrementAndGet)) {
            client.workers().change("w5", join("w5", "n1"));
            await().untilAsserted(() -> assertThat(workers).hasPositiveValue());
            assertThat(shards).hasValue(0);
            member.shards().change(5, new Assign(5, 16, 0, 0, "w5", 1));
            await().untilAsserted(() -> assertThat(shards).hasPositiveValue());
        }
    }

    @Test
    void aSingleCoordinatorLeadsAndIsItsOwnMajority() {
        assertThat(member.isLeader()).isTrue();
        assertThat(member.majorityRoundTrip(Duration.ofSeconds(1))).isTrue();
        assertThat(member.coordinators())
                .containsExactly(new FleetMember.Coordinator("c1", SETTINGS.bind(), true, true, 0));
    }

    @Test
    void aTakenPortIsOneClearMessage() {
        assertThatThrownBy(() -> FleetMember.start(SETTINGS))
                .hasMessageContaining("cluster port " + SETTINGS.bind())
                .hasCauseInstanceOf(BindException.class);
    }

    @Test
    void aWrongClusterNameIsNotLetIn() {
        try (FleetClient stranger =
                FleetClient.start(new ClientSettings("other", "stranger", SETTINGS.coordinators()))) {
            assertThatThrownBy(() -> stranger.workers().change("x", join("x", "n")))
                    .isInstanceOf(FleetUnavailable.class)
                    .hasMessageContaining("Join on workers/x")
                    .hasMessageContaining(SETTINGS.bind().toString());
        }
    }
}
