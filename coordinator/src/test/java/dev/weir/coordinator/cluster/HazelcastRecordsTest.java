package dev.weir.coordinator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cluster.Assign;
import dev.weir.cluster.FleetMember;
import dev.weir.cluster.HostPort;
import dev.weir.cluster.MemberSettings;
import dev.weir.cluster.ShardRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When the records of the shards are read: with each hint, soon without one, and never half. */
class HazelcastRecordsTest {
    private static FleetMember member;
    private HazelcastRecords records;

    @BeforeAll
    static void start() throws IOException {
        HostPort here;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            here = new HostPort("127.0.0.1", free.getLocalPort());
        }
        member = FleetMember.start(new MemberSettings("test-" + UUID.randomUUID(), "c1", here, List.of(here)));
    }

    @AfterAll
    static void stop() {
        member.close();
    }

    @BeforeEach
    void haveReadNothing() {
        records = new HazelcastRecords(member, List.of(member.address()), Set.of());
    }

    private Collection<ShardRecord> look() {
        var _ = records.workers();
        return records.shards();
    }

    private static ShardRecord assignElsewhere(int shard) {
        member.shards().change(shard, new Assign(shard, 16, 0, 0, "w1", 1));
        return new ShardRecord(shard, 16, 1, "w1", 1, null, 0);
    }

    @Test
    void whatWasHintedAtIsReadWithTheNextLook() {
        look();
        for (int shard = 0; shard < 3; shard++) {
            ShardRecord assigned = assignElsewhere(shard);
            records.hintShard();
            assertThat(look()).contains(assigned);
        }
    }

    @Test
    void whatItChangedItselfIsReadWithTheNextLook() {
        look();
        for (int shard = 3; shard < 6; shard++) {
            records.changeShard(shard, new Assign(shard, 16, 0, 0, "w1", 1));
            assertThat(look()).contains(new ShardRecord(shard, 16, 1, "w1", 1, null, 0));
        }
    }

    @Test
    void aHintThatWasMissedIsMadeUpForSoon() {
        look();
        ShardRecord assigned = assignElsewhere(6);
        look();
        look();
        look();
        assertThat(look()).contains(assigned);
    }

    @Test
    void everyLookHasEveryRecord() {
        ShardRecord assigned = assignElsewhere(7);
        for (int i = 0; i < 90; i++) {
            assertThat(look()).contains(assigned);
        }
    }

    @Test
    void recordsThatDidNotChangeAreTheSameCollection() {
        assignElsewhere(8);
        assertThat(look()).isSameAs(look());
    }
}
