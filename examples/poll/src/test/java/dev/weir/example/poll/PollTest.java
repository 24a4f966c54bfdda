package dev.weir.example.poll;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PollTest {

    @Test
    void secondsAndQuestionMayBeLeftOut() {
        assertThat(Poll.read("!poll")).isEqualTo(new Poll("Shall we?", Duration.ofSeconds(10)));
        assertThat(Poll.read("!poll Pizza tonight?")).isEqualTo(new Poll("Pizza tonight?", Duration.ofSeconds(10)));
        assertThat(Poll.read("!poll 30 Pizza?")).isEqualTo(new Poll("Pizza?", Duration.ofSeconds(30)));
    }

    @Test
    void aTimeOutOfRangeIsTheNearestInRange() {
        assertThat(Poll.read("!poll 0 Now?")).isEqualTo(new Poll("Now?", Duration.ofSeconds(1)));
        assertThat(Poll.read("!poll 9999 Ever?")).isEqualTo(new Poll("Ever?", Duration.ofHours(1)));
    }

    @Test
    void everythingElseIsNoPoll() {
        assertThat(Poll.read("!polls")).isNull();
        assertThat(Poll.read("a !poll")).isNull();
    }

    @Test
    void theTallyNamesWhoeverHasMost() {
        Poll poll = new Poll("Pizza?", Duration.ofSeconds(5));

        assertThat(poll.tally(List.of("👎", "👍", "👎"))).isEqualTo("Pizza? 👎 (👍 1, 👎 2, 🤷 0)");
        assertThat(poll.tally(List.of("👎", "👍"))).isEqualTo("Pizza? 👍 and 👎 (👍 1, 👎 1, 🤷 0)");
        assertThat(poll.tally(List.of())).isEqualTo("Pizza? nobody voted (👍 0, 👎 0, 🤷 0)");
    }
}
