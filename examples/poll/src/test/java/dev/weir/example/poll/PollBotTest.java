package dev.weir.example.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.example.stage.Stage;
import dev.weir.worker.bot.Bot;
import java.util.Optional;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The poll on the simulated Discord: what people see is what Discord shows. */
@Timeout(60)
final class PollBotTest {
    private Stage stage;

    @BeforeEach
    void start() throws Exception {
        stage = Stage.of(new PollBot());
    }

    @AfterEach
    void end() {
        assertThat(stage.discord().referee().secondEffects()).isZero();
        stage.close();
    }

    @Test
    void theWorkerFindsIt() {
        assertThat(ServiceLoader.load(Bot.class)).hasExactlyElementsOfTypes(PollBot.class);
    }

    @Test
    void oneVoteAPersonCountsAndTheBotsOwnNever() {
        long poll = begin("!poll 3 Pizza?");

        vote(poll, 0, "👍");
        vote(poll, 0, "👎"); // The second of the same person.
        vote(poll, 1, "👎");
        vote(poll, 2, "👎");
        vote(poll, 3, "🎉"); // Not a choice.

        assertThat(result(poll)).isEqualTo("Pizza? 👎 (👍 1, 👎 2, 🤷 0)");
    }

    @Test
    void aVoteThatIsTakenBackIsNoneAndMayBeGivenAnew() {
        long poll = begin("!poll 3 Tea?");

        vote(poll, 0, "👍");
        stage.discord().react(stage.channel(), poll, stage.person(0), "👍", false);
        vote(poll, 0, "🤷");
        vote(poll, 1, "👍");
        stage.discord().react(stage.channel(), poll, stage.person(1), "👍", false);

        assertThat(result(poll)).isEqualTo("Tea? 🤷 (👍 0, 👎 0, 🤷 1)");
    }

    @Test
    void aPollWithoutVotesSaysSo() {
        long poll = begin("!poll 1");

        assertThat(result(poll)).isEqualTo("Shall we? nobody voted (👍 0, 👎 0, 🤷 0)");
    }

    /** The id of the message to vote on, once all choices are under it. */
    private long begin(String command) {
        long asked = stage.discord().message(stage.channel(), stage.person(9), command);
        await().until(() -> answerTo(asked)
                .filter(poll -> poll.path("reactions").size() == Poll.CHOICES.size())
                .isPresent());
        return answerTo(asked).orElseThrow().path("id").asLong();
    }

    private void vote(long poll, int person, String emoji) {
        assertThat(stage.discord().react(stage.channel(), poll, stage.person(person), emoji, true))
                .isTrue();
    }

    private String result(long poll) {
        await().until(() -> answerTo(poll).isPresent());
        return answerTo(poll).orElseThrow().path("content").asText();
    }

    private Optional<JsonNode> answerTo(long message) {
        return stage.messages().stream()
                .filter(each ->
                        each.path("message_reference").path("message_id").asLong() == message)
                .findFirst();
    }
}
