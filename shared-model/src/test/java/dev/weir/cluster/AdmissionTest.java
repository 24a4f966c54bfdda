package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which coordinators let which in. */
class AdmissionTest {
    private static final Duration LONG = Duration.ofSeconds(40);

    private final List<MemberSettings> settings = Fleets.members(3);
    private final String cluster = settings.getFirst().cluster();
    private final List<HostPort> list = settings.getFirst().coordinators();
    private final HostPort elsewhere = Fleets.freePorts(1).getFirst();
    private final List<FleetMember> members = new ArrayList<>();

    @AfterEach
    void stop() {
        members.forEach(FleetMember::kill);
    }

    @Test
    void threeThatRunLetInOnlyWhatFits() {
        start(settings);

        aFourthWithTheListOfThreeIsRefusedByNameOnBothSides();
        aPlainMemberOfHazelcastIsNotLetIn();
        oneWhoseListNamesItselfInsteadOfAnotherIsRefused();
        theOrderOfTheListDoesNotMatter();
    }

    private void aFourthWithTheListOfThreeIsRefusedByNameOnBothSides() {
        String why = "coordinator 'c4' at " + elsewhere + " is not in cluster.coordinators: ["
                + CoordinatorList.text(list) + "]";

        assertThatThrownBy(() -> FleetMember.start(new MemberSettings(cluster, "c4", elsewhere, list)))
                .isInstanceOf(UnfitCoordinator.class)
                .hasMessageContaining("'c4' at " + elsewhere + ", does not fit to coordinator 'c")
                .hasMessageContaining(why);

        assertThat(members).allSatisfy(one -> assertThat(one.refused()).containsExactly(why));
        assertThat(members).allSatisfy(one -> assertThat(one.coordinators()).hasSize(3));
    }

    private void aPlainMemberOfHazelcastIsNotLetIn() {
        HostPort at = Fleets.freePorts(1).getFirst();

        assertThatThrownBy(() -> plain(at)).isInstanceOf(IllegalStateException.class);

        assertThat(members)
                .anySatisfy(one -> assertThat(one.refused())
                        .contains("a Hazelcast member at " + at
                                + " is no coordinator of Weir, or one of an older version"));
        assertThat(members).allSatisfy(one -> assertThat(one.coordinators()).hasSize(3));
    }

    private void oneWhoseListNamesItselfInsteadOfAnotherIsRefused() {
        List<HostPort> other = List.of(list.get(0), list.get(1), elsewhere);

        assertThatThrownBy(() -> FleetMember.start(new MemberSettings(cluster, "c3", elsewhere, other)))
                .isInstanceOf(UnfitCoordinator.class)
                .hasMessageContaining("has another list in cluster.coordinators: [" + CoordinatorList.text(other)
                        + "], expected [" + CoordinatorList.text(list) + "]");

        assertThat(members).allSatisfy(one -> assertThat(one.coordinators()).hasSize(3));
    }

    private void theOrderOfTheListDoesNotMatter() {
        MemberSettings third = settings.getLast();
        members.removeLast().close();

        members.add(FleetMember.start(new MemberSettings(cluster, third.name(), third.bind(), list.reversed())));

        await().atMost(LONG)
                .until(() -> members.stream().allMatch(one -> one.coordinators().size() == 3));
    }

    @Test
    void oneThatIsConfiguredToBeAloneGivesWayToAMajorityThatCountsOnIt() {
        start(settings.subList(0, 2));
        MemberSettings third = settings.getLast();
        FleetMember alone =
                FleetMember.start(new MemberSettings(cluster, third.name(), third.bind(), List.of(third.bind())));
        members.add(alone);

        await().atMost(LONG).until(() -> alone.unfit().toCompletableFuture().isDone());

        assertThat(alone.unfit().toCompletableFuture().join()).contains("another list in cluster.coordinators");
        assertThat(members.getFirst().unfit().toCompletableFuture()).isNotDone();
    }

    @Test
    void whenAllStartTogetherTheOneWithAnotherListEndsAndNoOther() {
        MemberSettings good = settings.getLast();
        MemberSettings bad =
                new MemberSettings(cluster, "bad", list.get(1), List.of(list.get(0), list.get(1), elsewhere));
        List.of(bad, settings.getFirst(), good).stream()
                .map(one -> CompletableFuture.supplyAsync(() -> FleetMember.start(one)))
                .toList()
                .forEach(started -> members.add(started.join()));

        await().atMost(LONG)
                .until(() -> members.getFirst().unfit().toCompletableFuture().isDone());

        assertThat(members.getLast().coordinators()).hasSize(2);
        assertThat(members.subList(1, 3))
                .allSatisfy(one -> assertThat(one.unfit().toCompletableFuture()).isNotDone());
    }

    @Test
    void ofTwoThatDoNotFitTheOneWithoutAMajorityEnds() {
        Admission admission = new Admission(settings.getFirst(), System::nanoTime);

        assertThat(admission.heard(refusing(1, false, true))).isFalse();
        assertThat(admission.heard(refusing(2, true, false))).isFalse();
        assertThat(admission.unfit()).isNotDone();
        assertThat(admission.heard(refusing(2, true, true))).isFalse();
        assertThat(admission.unfit().join())
                .contains("'c1' at " + list.getFirst(), "coordinator 'c2' at " + list.get(1));
    }

    private Introduction refusing(int seen, boolean majority, boolean lasting) {
        return new Introduction(cluster, "c2", list.get(1), "its list", seen, majority, "another list", lasting);
    }

    @Test
    void whatWasRefusedIsForgottenAfterFiveMinutesAndWhenItFits() {
        AtomicLong now = new AtomicLong();
        Admission admission = new Admission(settings.getFirst(), now::get);
        Introduction fits =
                new Introduction(cluster, "c2", list.get(1), CoordinatorList.text(list), 0, false, null, false);
        Introduction otherList = new Introduction(cluster, "c2", list.get(1), "x:1", 0, false, null, false);

        admission.answer(otherList);
        assertThat(admission.refused()).hasSize(1);
        now.addAndGet(Duration.ofMinutes(6).toNanos());
        assertThat(admission.refused()).isEmpty();

        admission.answer(otherList);
        assertThat(admission.answer(fits).refusal()).isNull();
        assertThat(admission.refused()).isEmpty();
    }

    @Test
    void oneOfAnotherFleetIsNamedAndTheOthersGoOnWithoutIt() {
        MemberSettings third = settings.getLast();
        members.add(FleetMember.start(new MemberSettings("another-fleet", "stray", third.bind(), list)));
        start(settings.subList(0, 2));

        assertThat(members.get(1).refused().toString() + members.get(2).refused())
                .contains("coordinator 'stray' at " + third.bind() + " does not let this one in", "another-fleet");
    }

    @Test
    void aPlainMemberThatWasThereFirstIsNotJoined() {
        HostPort third = list.getLast();
        HazelcastInstance plain = plain(third);
        try {
            start(settings.subList(0, 2));

            assertThat(plain.getCluster().getMembers()).hasSize(1);
            assertThat(members.getFirst().majorityRoundTrip(Duration.ofSeconds(2)))
                    .isTrue();
            await().atMost(LONG)
                    .until(() -> members.stream()
                            .anyMatch(one -> one.missing()
                                    .contains(
                                            third + " does not answer as a coordinator of Weir of this version does")));
        } finally {
            plain.shutdown();
        }
    }

    private void start(List<MemberSettings> those) {
        int before = members.size();
        those.stream()
                .map(one -> CompletableFuture.supplyAsync(() -> FleetMember.start(one)))
                .toList()
                .forEach(started -> members.add(started.join()));
        List<FleetMember> started = members.subList(before, members.size());
        await().atMost(LONG)
                .until(() -> started.stream().allMatch(one -> one.coordinators().size() == those.size()));
    }

    private HazelcastInstance plain(HostPort at) {
        Config config = new Config();
        config.setClusterName(cluster);
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.getNetworkConfig().setPort(at.port()).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface(at.host());
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getTcpIpConfig().setEnabled(true);
        list.forEach(one -> config.getNetworkConfig().getJoin().getTcpIpConfig().addMember(one.toString()));
        return Hazelcast.newHazelcastInstance(config);
    }
}
