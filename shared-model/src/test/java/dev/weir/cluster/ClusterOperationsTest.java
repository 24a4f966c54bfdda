package dev.weir.cluster;

import static dev.weir.cluster.Fleets.join;
import static dev.weir.cluster.Fleets.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.ClusterState;
import com.hazelcast.cluster.Member;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Five coordinators in one JVM go through everything that Hazelcast does among members, with the filters on: a class that they
 * refuse would end an operation half-way, and the cluster never becomes one again.
 */
class ClusterOperationsTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final int SHARDS = 40;

    private final List<MemberSettings> settings = Fleets.members(5);
    private final List<FleetMember> members = new ArrayList<>();
    private final RefusedClasses refused = RefusedClasses.listen();

    @BeforeEach
    void start() {
        settings.stream()
                .map(one -> CompletableFuture.supplyAsync(() -> FleetMember.start(one)))
                .toList()
                .forEach(started -> members.add(started.join()));
        awaitOne(5);
        write(1);
    }

    @AfterEach
    void stop() {
        members.forEach(FleetMember::kill);
        refused.close();
    }

    /**
     * Sides of every size. Of such cuts, which no network makes, some leave three pieces, of which one stays apart: open, see
     * {@code docs/reliability.md}. A real network's cut of 3 + 2 is tried by the system tests.
     */
    @Test
    @EnabledIfSystemProperty(named = "cluster.cuts", matches = "true")
    void sidesThatHeldEachOtherForDeadBecomeOneAgain() {
        List<FleetMember> byAge = byAge();
        splitAndMerge(byAge.subList(0, 3), byAge.subList(3, 5));
        splitAndMerge(byAge().subList(0, 2), byAge().subList(2, 5));
        splitAndMerge(byAge().subList(0, 1), byAge().subList(1, 5));
    }

    @Test
    void nothingThatMembersSendEachOtherIsRefused() {
        Cluster cluster = byAge().getLast().hazelcast().getCluster();
        for (ClusterState state :
                List.of(ClusterState.FROZEN, ClusterState.NO_MIGRATION, ClusterState.PASSIVE, ClusterState.ACTIVE)) {
            // Not while partitions move after the last merge.
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(IllegalStateException.class)
                    .until(() -> {
                        cluster.changeClusterState(state);
                        return true;
                    });
            await().atMost(LONG)
                    .until(() -> members.stream()
                            .allMatch(one -> one.hazelcast().getCluster().getClusterState() == state));
        }
        assertThat(refused.all()).isEmpty();

        FleetMember ending = byAge().get(1);
        MemberSettings again = settingsOf(ending);
        members.remove(ending);
        ending.close();
        FleetMember killed = byAge().get(1);
        members.remove(killed);
        // While partitions still move away from the one that has ended.
        killed.kill();
        awaitOne(3);
        write(2);

        members.add(FleetMember.start(again));
        awaitOne(4);
        // Three replicas of some partitions at once: what they had is lost.
        byAge().subList(0, 3).forEach(one -> {
            members.remove(one);
            one.kill();
        });
        await().atMost(LONG).until(() -> members.getFirst().coordinators().size() == 1);
        assertThat(refused.all()).isEmpty();
    }

    private MemberSettings settingsOf(FleetMember member) {
        return settings.stream()
                .filter(one -> one.bind().equals(member.address()))
                .findFirst()
                .orElseThrow();
    }

    /** Each side holds the other for dead, as after a cut; the search for other clusters makes them one again. */
    private void splitAndMerge(List<FleetMember> one, List<FleetMember> other) {
        List<FleetMember> left = List.copyOf(one);
        List<FleetMember> right = List.copyOf(other);
        suspect(right, left);
        suspect(left, right);
        await().atMost(LONG)
                .until(() -> left.stream().allMatch(each -> each.coordinators().size() == left.size()));
        awaitOne(5);
        assertThat(refused.all()).isEmpty();
    }

    private static void suspect(List<FleetMember> suspecting, Collection<FleetMember> suspects) {
        // The youngest first: the oldest of a side asks the others whether they count its members, too.
        for (FleetMember each : suspecting.reversed()) {
            ClusterServiceImpl cluster = ((HazelcastInstanceProxy) each.hazelcast())
                    .getOriginal()
                    .node
                    .getClusterService();
            for (FleetMember suspect : suspects) {
                Member member = cluster.getMember(
                        suspect.hazelcast().getCluster().getLocalMember().getUuid());
                if (member != null) {
                    cluster.suspectMember(member, "as after a cut", true);
                }
            }
        }
    }

    private void awaitOne(int count) {
        await().atMost(LONG).untilAsserted(() -> {
            assertThat(members)
                    .allSatisfy(one -> assertThat(one.coordinators())
                            .as("seen by %s", one.address())
                            .hasSize(count));
            assertThat(members.stream().filter(FleetMember::isLeader).map(FleetMember::address))
                    .as("leaders")
                    .hasSize(1);
        });
    }

    private List<FleetMember> byAge() {
        List<HostPort> ages = members.getFirst().coordinators().stream()
                .map(FleetMember.Coordinator::address)
                .toList();
        return members.stream()
                .sorted((a, b) -> ages.indexOf(a.address()) - ages.indexOf(b.address()))
                .toList();
    }

    /** Something in every map, on all partitions, so that there is something to move and to merge. */
    private void write(long token) {
        FleetMember any = members.getLast();
        for (int shard = 0; shard < SHARDS; shard++) {
            int index = shard;
            await().atMost(LONG)
                    .ignoreExceptionsInstanceOf(FleetUnavailable.class)
                    .until(() -> {
                        any.collectors().change(index, new ApplyDeltas(SHARDS, token, true, rows(3), List.of()));
                        any.workers().change("w" + index, join("w" + index, "n" + token));
                        return true;
                    });
        }
    }
}
