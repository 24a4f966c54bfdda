package dev.weir.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoadScriptTest {

    private static List<Step> steps(long seed, int count) {
        LoadScript script = new LoadScript(LoadPlan.of(100, seed), 200, 10, 50);
        return Stream.generate(script::next).limit(count).toList();
    }

    @Test
    void theSameSeedGivesTheSameSteps() {
        assertThat(steps(42, 5_000)).isEqualTo(steps(42, 5_000));
    }

    @Test
    void anotherSeedGivesOthers() {
        assertThat(steps(42, 100)).isNotEqualTo(steps(43, 100));
    }

    @Test
    void commandsAndLettersHaveTheirShare() {
        List<String> said = steps(1, 100_000).stream().map(Step::content).toList();
        double quizzes = said.stream().filter("!trivia"::equals).count() / 1e5;
        double polls = said.stream().filter("!poll"::equals).count() / 1e5;
        double letters = said.stream().filter(text -> text.length() == 1).count() / 1e5;
        assertThat(quizzes).isCloseTo(0.01, within(0.002));
        assertThat(polls).isCloseTo(0.01, within(0.002));
        assertThat(letters).isCloseTo(0.30, within(0.01));
    }

    @Test
    void guildsComeAsZipfSays() {
        Map<Integer, Integer> counts = new HashMap<>();
        steps(1, 100_000).forEach(step -> counts.merge(step.guild(), 1, Integer::sum));
        double first = counts.getOrDefault(0, 0);
        assertThat(first / counts.getOrDefault(1, 1)).isCloseTo(2.0, within(0.2));
        assertThat(first / counts.getOrDefault(9, 1)).isCloseTo(10.0, within(2.0));
    }

    @Test
    void nothingIsDeletedForGoodUnlessAskedFor() {
        assertThat(steps(1, 100_000))
                .noneMatch(step -> step.kind() == Step.Kind.GUILD_DELETE || step.kind() == Step.Kind.CHANNEL_DELETE);
    }
}
