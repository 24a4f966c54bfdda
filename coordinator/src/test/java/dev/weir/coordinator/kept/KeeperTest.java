package dev.weir.coordinator.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cluster.Drain;
import dev.weir.cluster.Join;
import dev.weir.cluster.Ledger;
import dev.weir.cluster.SetLimit;
import dev.weir.cluster.WriteLedger;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.fleet.InMemoryRecords;
import dev.weir.model.Report;
import dev.weir.model.WorkerProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several lives of coordinators over maps that are lost with the last of them. */
@NullUnmarked // A null where there should be none fails the test anyway.
class KeeperTest {
    private static final String LIMIT = "collectors";

    @TempDir
    Path folder;

    private InMemoryRecords maps = new InMemoryRecords();

    private Path one() {
        return folder.resolve("c1");
    }

    private Path two() {
        return folder.resolve("c2");
    }

    private void leaderBegins() {
        maps.changeLedger(LIMIT, new WriteLedger(new Ledger(LIMIT, 1, 1_000, Map.of())));
    }

    private void join(String worker, String nonce) {
        maps.changeWorker(worker, new Join(worker, nonce, 0, new WorkerProfile(8, "1", "", "http://x"), Report.NONE));
    }

    private FleetView view() {
        return FleetView.of(8, maps.workers.values(), maps.shards.values(), maps.ledgers.values());
    }

    private Keeper started(Path of) throws IOException {
        Keeper keeper = new Keeper(of, maps);
        keeper.look(view());
        return keeper;
    }

    private Ledger ledger() {
        return maps.ledgers.get(LIMIT);
    }

    private boolean draining(String worker) {
        return maps.workers.get(worker).draining();
    }

    @Test
    void aLimitThatWasSetIsSetAgainAfterAllCoordinatorsEnded() throws IOException {
        try (Keeper keeper = started(one())) {
            leaderBegins();
            maps.changeLedger(LIMIT, new SetLimit(300, true));
            assertThat(keeper.keep(maps.ledgers())).isTrue();
        }
        maps = new InMemoryRecords();
        try (Keeper keeper = started(one())) {
            leaderBegins();
            keeper.look(view());

            assertThat(ledger().size()).isEqualTo(300);
            assertThat(ledger().pinned()).isTrue();
            assertThat(ledger().evict()).isTrue();
            keeper.look(view());
            assertThat(ledger().version()).as("once").isEqualTo(2);
        }
    }

    @Test
    void theNewestSettingWinsThoughTheLeaderWasAwayWhenItWasMade() throws IOException {
        try (Keeper first = started(one());
                Keeper second = started(two())) {
            leaderBegins();
            maps.changeLedger(LIMIT, new SetLimit(300, false));
            first.look(view());
            second.look(view());
        }
        try (Keeper second = started(two())) {
            maps.changeLedger(LIMIT, new SetLimit(400, false));
            second.look(view());
        }
        maps = new InMemoryRecords();
        try (Keeper stale = started(one());
                Keeper newer = started(two())) {
            leaderBegins();
            stale.look(view());
            newer.look(view());
            stale.look(view());
            assertThat(ledger().size()).isEqualTo(400);
        }
        maps = new InMemoryRecords();
        try (Keeper learned = started(one())) {
            leaderBegins();
            learned.look(view());
            assertThat(ledger().size()).as("it has heard of it").isEqualTo(400);
        }
    }

    @Test
    void aCoordinatorThatComesBackIntoARunningFleetChangesNothing() throws IOException {
        try (Keeper keeper = started(one())) {
            leaderBegins();
            join("w1", "n1");
            maps.changeLedger(LIMIT, new SetLimit(300, false));
            maps.changeWorker("w1", new Drain(true));
            keeper.look(view());
        }
        maps.changeLedger(LIMIT, new SetLimit(700, false));
        maps.changeWorker("w1", new Drain(false));
        try (Keeper back = started(one())) {
            back.look(view());
            assertThat(ledger().size()).isEqualTo(700);
            assertThat(draining("w1")).isFalse();
        }
    }

    @Test
    void aDrainedWorkerIsDrainedAgainWhenItComesBackAndANewProcessOfItsNameIsNot() throws IOException {
        try (Keeper keeper = started(one())) {
            leaderBegins();
            join("w1", "n1");
            join("w2", "n2");
            maps.changeWorker("w1", new Drain(true));
            maps.changeWorker("w2", new Drain(true));
            keeper.look(view());
        }
        maps = new InMemoryRecords();
        try (Keeper keeper = started(one())) {
            leaderBegins();
            keeper.look(view());
            join("w1", "n1");
            join("w2", "another process");
            keeper.look(view());

            assertThat(draining("w1")).isTrue();
            assertThat(draining("w2")).isFalse();
            maps.changeWorker("w1", new Drain(false));
            keeper.look(view());
            keeper.look(view());
            assertThat(draining("w1")).as("taken back by a person").isFalse();
        }
    }

    @Test
    void aLookIsOnTheDiskSoonAndADrainIsForgottenWithItsProcess() throws IOException {
        try (Keeper keeper = started(one())) {
            leaderBegins();
            join("w1", "n1");
            maps.changeWorker("w1", new Drain(true));
            keeper.look(view());
            await().until(() -> new KeptFile(one()).read().drained().equals(Map.of("w1", "n1")));

            maps.workers.replaceAll((_, row) -> row.dead());
            keeper.look(view());
            await().until(() -> new KeptFile(one()).read().equals(Kept.NOTHING));
        }
    }

    @Test
    void withoutAFolderNothingIsKeptAndThatIsSaid() throws IOException {
        try (Keeper keeper = started(null)) {
            leaderBegins();
            maps.changeLedger(LIMIT, new SetLimit(300, true));
            assertThat(keeper.keep(maps.ledgers())).isFalse();
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaidAndEndsNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (Keeper keeper = new Keeper(file.resolve("below"), maps)) {
            leaderBegins();
            maps.changeLedger(LIMIT, new SetLimit(300, true));
            keeper.look(view());
            assertThat(keeper.keep(maps.ledgers())).isFalse();
        }
    }
}
