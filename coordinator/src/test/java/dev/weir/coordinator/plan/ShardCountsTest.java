package dev.weir.coordinator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** When another shard count is taken up, and what is said about it. */
final class ShardCountsTest {
    private static final Map<String, Integer> AUTO = Map.of("c1", 0);

    private static ShardCounts.Choice choose(int running, Map<String, Integer> configured, int recommended) {
        return choose(running, configured, recommended, true, 100);
    }

    private static ShardCounts.Choice choose(
            int running, Map<String, Integer> configured, int recommended, boolean known, long guilds) {
        return ShardCounts.choose(new ShardCounts.Known(
                running, new TreeMap<>(configured), recommended, 1_000, known, false, guilds, 3, 30));
    }

    private static List<ShardCounts.Code> codes(ShardCounts.Choice choice) {
        return choice.notices().stream().map(ShardCounts.Notice::code).toList();
    }

    @Test
    void autoKeepsWhatRunsAndOnlyRecommends() {
        ShardCounts.Choice choice = choose(4, AUTO, 6);
        assertThat(choice.count()).isEqualTo(4);
        assertThat(choice.notices()).singleElement().satisfies(notice -> {
            assertThat(notice.code()).isEqualTo(ShardCounts.Code.RECOMMENDED);
            assertThat(notice.text()).contains("Discord recommends 6 shards, and 4 run");
        });
        assertThat(choose(4, AUTO, 4).notices()).isEmpty();
    }

    @Test
    void autoTakesWhatDiscordRecommendsOnlyWhenNoWorkerCanHaveMore() {
        assertThat(choose(0, AUTO, 6, false, 0).count()).isZero();
        assertThat(choose(0, AUTO, 6, true, 0).count()).isEqualTo(6);
    }

    @Test
    void aConfiguredCountIsSaidBeforeItIsTakenUp() {
        ShardCounts.Choice before = choose(4, Map.of("c1", 6), 4, false, 100);
        assertThat(before.count()).isEqualTo(4);
        assertThat(codes(before)).containsExactly(ShardCounts.Code.CHANGE);
        assertThat(before.notices().getFirst().text())
                .contains("fleet.shards is 6, and 4 shards run: all 4 are stopped, and then 6 are started");

        assertThat(choose(4, Map.of("c1", 6), 4).count()).isEqualTo(6);
        assertThat(choose(6, Map.of("c1", 6), 4).notices()).isEmpty();
    }

    @Test
    void coordinatorsThatDifferChangeNothingAndAreNamed() {
        Map<String, Integer> different = Map.of("c1", 4, "c2", 6, "c3", 0);
        ShardCounts.Choice running = choose(4, different, 4);
        assertThat(running.count()).isEqualTo(4);
        assertThat(codes(running)).containsExactly(ShardCounts.Code.COORDINATORS);
        assertThat(running.notices().getFirst().text()).contains("c1 4, c2 6, c3 auto");

        assertThat(choose(0, different, 4).count())
                .as("a new fleet is not started")
                .isZero();
    }

    @Test
    void aCountThatDiscordWouldRefuseIsNotTakenUp() {
        ShardCounts.Choice tooFew = choose(4, Map.of("c1", 3), 4, true, 7_501);
        assertThat(tooFew.count()).isEqualTo(4);
        assertThat(codes(tooFew)).containsExactly(ShardCounts.Code.REFUSED);
        assertThat(tooFew.notices().getFirst().text()).contains("7501 guilds need at least 4 shards");

        assertThat(choose(4, Map.of("c1", 3), 4, true, 7_500).count()).isEqualTo(3);
        assertThat(choose(4, Map.of("c1", 1_001), 4).count())
                .as("1,000 identifies are left today")
                .isEqualTo(4);
    }

    @Test
    void aShardThatIsNearlyFullIsSaidOnceWhateverItsGuilds() {
        ShardCounts.Notice full = notice(2_000);
        assertThat(full.code()).isEqualTo(ShardCounts.Code.FULL);
        assertThat(full.text()).contains("shard 3 has 2000 guilds, and Discord allows 2500");
        assertThat(notice(2_001).about()).isEqualTo(full.about());
        assertThat(choose(4, AUTO, 4).notices()).isEmpty();
    }

    private static ShardCounts.Notice notice(int guilds) {
        return ShardCounts.choose(
                        new ShardCounts.Known(4, new TreeMap<>(AUTO), 4, 1_000, true, false, guilds, 3, guilds))
                .notices()
                .getFirst();
    }
}
