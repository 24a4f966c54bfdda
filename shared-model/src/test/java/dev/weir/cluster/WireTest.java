package dev.weir.cluster;

import static dev.weir.cluster.Fleets.ORDERS;
import static dev.weir.cluster.Fleets.PROFILE;
import static dev.weir.cluster.Fleets.PROOF;
import static dev.weir.cluster.Fleets.REPORT;
import static dev.weir.cluster.Fleets.STANDING;
import static dev.weir.cluster.Fleets.STATUS;
import static dev.weir.cluster.Fleets.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.core.OperationTimeoutException;
import com.hazelcast.internal.cluster.impl.ClusterTopologyChangedException;
import com.hazelcast.internal.cluster.impl.ConfigMismatchException;
import com.hazelcast.internal.cluster.impl.VersionMismatchException;
import com.hazelcast.internal.partition.PartitionStateVersionMismatchException;
import com.hazelcast.internal.serialization.Data;
import com.hazelcast.internal.serialization.SerializationService;
import com.hazelcast.internal.serialization.impl.HeapData;
import com.hazelcast.map.ReachedMaxSizeException;
import com.hazelcast.nio.serialization.HazelcastSerializationException;
import com.hazelcast.query.QueryException;
import com.hazelcast.spi.exception.RetryableHazelcastException;
import com.hazelcast.spi.impl.SerializationServiceSupport;
import dev.weir.model.BotProof;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.ShardId;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.Standing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The wire form of every type: it comes back as it went, it stays what it is, and nothing else is let in. */
class WireTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dev/weir/cluster/wire.txt");
    private static FleetMember member;

    // Maps with one entry only: the order of an immutable map changes from run to run.
    private static final List<Record> EXAMPLES = List.of(
            row(7),
            new LimitUse("collectors", 100, 60, 3),
            ORDERS,
            REPORT,
            new ShardId(3, 16),
            STATUS,
            PROOF,
            STANDING,
            PROFILE,
            new WorkerRow("w1", 2, "n1", 3, true, true, PROFILE, REPORT, ORDERS),
            new ShardRecord(3, 16, 7, "w1", 2, null, 0),
            new Ledger("collectors", 4, 1_000, Map.of("w1@2", new Holding(100, 6))),
            new Holding(100, 6),
            new IdentifyBook(Map.of(1, new Slot(3, 16, 9, 7, false))),
            new Slot(3, 16, 9, 7, true),
            new Join("w1", "n1", 1, PROFILE, REPORT),
            new Renew(2, "n1", 3, REPORT),
            new Leave(2, "n1"),
            new Order(2, ORDERS),
            new Expire(2, 3),
            new Assign(3, 16, 6, 7, "w1", 2),
            new Release(7),
            new Quarantine(7, 4014, "intents"),
            new LiftQuarantine(7),
            new Drain(true),
            new ApplyDeltas(16, 7, true, List.of(row(1)), List.of(2L)),
            new ClearTable(16, 8),
            new RequestStop(7, 1),
            new ReadTable(0, 50),
            new WriteLedger(new Ledger("collectors", 1, 5, Map.of())),
            new SetLimit(500, true),
            new KeepLimit(500, true, 2),
            new Forget(2),
            new GiveSlots(Map.of(1, new Slot(3, 16, 9, 7, true)), Map.of(1, new Slot(5, 16, 10, 8, false))),
            new TakeSlot(5, 16, 10, 8),
            new PutBackShard(new ShardRecord(3, 16, 7, "w1", 2, null, 0)),
            new PutBackLedger(new Ledger("collectors", 4, 1_000, Map.of())),
            new OtherRows(Map.of("w1", "2.3.4as")),
            new OtherRecords(List.of(29L)),
            new UnseenOrders("w1"),
            new Unfit("workers"),
            new JoinAnswer(true, 2),
            new RenewAnswer(true, ORDERS),
            new AssignAnswer(true, 7),
            new TableAnswer(true, 7, 1, List.of(1L)),
            new TablePage(16, 7, 1, List.of(row(1))));

    @BeforeAll
    static void start() {
        member = FleetMember.start(Fleets.members(1).getFirst());
    }

    @AfterAll
    static void stop() {
        member.close();
    }

    @Test
    void thereIsAnExampleOfEveryTypeOfTheWire() {
        assertThat(EXAMPLES.stream().map(Record::getClass)).containsExactlyInAnyOrderElementsOf(Wire.RECORDS);
    }

    @Test
    void everyTypeComesBackAsItWent() {
        assertThat(EXAMPLES).allSatisfy(example -> assertThat(there(example)).isEqualTo(example));
    }

    @Test
    void whatMayBeMissingOrEmptyOrManyComesBackToo() {
        ShardStatus bare = new ShardStatus(
                0, 16, 1, ShardPhase.CONNECTING, 0, -1, -1, 0, 0, 0, 0, Map.of(), 0, 0, 0, 0, -1, 0, null);
        Orders many = new Orders(1, 16, Map.of(1, 2L, 3, 4L), Map.of("a", 1L, "b", 2L), Map.of());

        assertThat(there(bare)).isEqualTo(bare);
        assertThat(there(many)).isEqualTo(many);
        assertThat(there(Orders.UNDECIDED)).isEqualTo(Orders.UNDECIDED);
        assertThat(there(BotProof.UNTRIED)).isEqualTo(BotProof.UNTRIED);
        assertThat(there(Standing.NEW)).isEqualTo(Standing.NEW);
    }

    @Test
    void aTableComesBackWithItsRowsAndWishes() {
        ShardTable table = new ShardTable(16, 7);
        table.put(List.of(row(1), row(2)));
        table.wantStopped(List.of(2L));

        ShardTable back = there(table);

        assertThat(back.token()).isEqualTo(7);
        assertThat(back.page(0, 10)).containsExactly(row(1), row(2));
        assertThat(back.stopWanted()).containsExactly(2L);
    }

    @Test
    void theWireFormIsWhatItWas() throws IOException {
        String now = wireForm();
        if ("write".equals(System.getenv("WEIR_GOLDEN"))) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, now);
        }
        assertThat(now)
                .as("members and workers of different versions talk to each other: a changed form needs a"
                        + " decision, then WEIR_GOLDEN=write mvn -pl shared-model test -Dtest=WireTest")
                .isEqualTo(Files.readString(GOLDEN, StandardCharsets.UTF_8));
    }

    @Test
    void aRecordThatIsNotListedIsNotWritten() {
        assertThatThrownBy(() -> serialization().toData(new Stranger("x")))
                .isInstanceOf(HazelcastSerializationException.class);
    }

    @Test
    void aChangeThatIsNotListedIsNotRun() {
        try (FleetClient client = FleetClient.start(new ClientSettings(
                member.hazelcast().getConfig().getClusterName(), "stranger", List.of(member.address())))) {
            org.awaitility.Awaitility.await().until(client::connected);
            assertThatThrownBy(() -> client.workers().change("w", new StrangeChange("x")))
                    .isInstanceOf(HazelcastSerializationException.class);
        }
    }

    @Test
    void javaSerializationMakesExceptionsOnly() throws IOException {
        assertThatThrownBy(() -> serialization().toObject(javaSerialized(new Gadget())))
                .isInstanceOf(HazelcastSerializationException.class)
                .hasStackTraceContaining("Gadget")
                .hasStackTraceContaining("not allowed");
        assertThatThrownBy(() -> serialization().toObject(javaSerialized(new java.util.HashMap<>())))
                .isInstanceOf(HazelcastSerializationException.class);
        Throwable exception = serialization()
                .toObject(javaSerialized(new RetryableHazelcastException("again", new IllegalStateException("why"))));
        assertThat(exception).hasMessage("again").hasCauseInstanceOf(IllegalStateException.class);
    }

    /** Else a restart of all coordinators may leave one waiting for ever for an answer that it could not read. */
    @Test
    void whatMembersSayOfAClusterThatChangesIsUnderstood() throws IOException {
        for (Throwable said : List.of(
                new ClusterTopologyChangedException("said"),
                new ConfigMismatchException("said"),
                new VersionMismatchException("said"),
                new QueryException("said"),
                new ReachedMaxSizeException("said"),
                new OperationTimeoutException("said"))) {
            Throwable heard = serialization().toObject(javaSerialized(said));
            assertThat(heard).hasSameClassAs(said).hasMessage("said");
        }
        Throwable behind = serialization().toObject(javaSerialized(new PartitionStateVersionMismatchException(2, 1)));
        assertThat(behind).isInstanceOf(PartitionStateVersionMismatchException.class);
        Throwable left = serialization()
                .toObject(javaSerialized(
                        new MemberLeftException(member.hazelcast().getCluster().getLocalMember())));
        assertThat(left).isInstanceOf(MemberLeftException.class);
    }

    /** Its parts that Weir has switched off, or that run nowhere but in one process, are left out. */
    @Test
    void everyErrorOfHazelcastMayBeRead() throws IOException, URISyntaxException {
        Pattern unused = Pattern.compile(
                "com\\.hazelcast\\.(aws|azure|cache|client|config|cp|crdt|durableexecutor|eureka"
                        + "|flakeidgen|gcp|jet|kubernetes|replicatedmap|ringbuffer|scheduledexecutor|shaded|sql|topic|wan|com|org"
                        + "|internal\\.(adapter|ascii|config|json|metrics|tpc|tpcengine|usercodedeployment|yaml))\\..*");
        Path jar = Path.of(Hazelcast.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> errors;
        try (JarFile classes = new JarFile(jar.toFile())) {
            errors = classes.stream()
                    .map(entry -> entry.getName().replace('/', '.'))
                    .filter(name -> name.startsWith("com.hazelcast.") && name.matches(".*(Exception|Error)\\.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()))
                    .filter(name -> !unused.matcher(name).matches() && isError(name))
                    .toList();
        }

        assertThat(errors).hasSizeGreaterThan(30);
        assertThat(errors).allMatch(name -> MemberErrors.only().getWhitelist().isListed(name));
    }

    private static boolean isError(String name) {
        try {
            return Throwable.class.isAssignableFrom(Class.forName(name, false, WireTest.class.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError notHere) {
            return false;
        }
    }

    private static String wireForm() {
        TreeMap<String, String> lines = new TreeMap<>();
        List<Object> all = new ArrayList<>(EXAMPLES);
        ShardTable table = new ShardTable(16, 7);
        table.put(List.of(row(1)));
        all.add(table);
        all.add(new EntryChange<>(new Leave(2, "n1"), false));
        all.add(new EntryRead<>(new ReadTable(0, 50)));
        all.add(new PutAside<>("workers", false));
        all.add(new Echo("asker"));
        for (Object one : all) {
            lines.put(
                    one.getClass().getName(),
                    HexFormat.of().formatHex(serialization().toData(one).toByteArray()));
        }
        StringBuilder text = new StringBuilder();
        lines.forEach(
                (type, bytes) -> text.append(type).append(' ').append(bytes).append('\n'));
        return text.toString();
    }

    /** As another process may send it: type −100 is Java serialization. */
    private static Data javaSerialized(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(8).putInt(0).putInt(-100).array());
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return new HeapData(bytes.toByteArray());
    }

    private static <T> T there(T object) {
        SerializationService service = serialization();
        return service.toObject(new HeapData(service.toData(object).toByteArray()));
    }

    private static SerializationService serialization() {
        return ((SerializationServiceSupport) member.hazelcast()).getSerializationService();
    }

    record Stranger(String text) {}

    record StrangeChange(String text) implements Change<WorkerRow, Boolean> {
        @Override
        public Outcome<WorkerRow, Boolean> on(@org.jspecify.annotations.Nullable WorkerRow current) {
            return Outcome.keep(true);
        }
    }

    static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;
    }
}
