package dev.weir.example.trivia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.example.trivia.FakeShard.Answer;
import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.worker.bot.Bot;
import dev.weir.worker.collector.Message;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TriviaBotTest {
    private static final EndReason TIME = new EndReason.TimedOut(Duration.ofSeconds(8));

    private final FakeShard shard = new FakeShard();

    @BeforeEach
    void start() {
        new TriviaBot().start(shard);
    }

    @Test
    void theWorkerFindsIt() {
        assertThat(ServiceLoader.load(Bot.class)).hasExactlyElementsOfTypes(TriviaBot.class);
    }

    @Test
    void theQuestionAnswersTheTrigger() {
        shard.message(4, 70, 8, "!trivia", false);

        assertThat(shard.answers).singleElement().satisfies(answer -> {
            assertThat(answer.path()).isEqualTo("/channels/70/messages");
            assertThat(answer.to()).isEqualTo("4");
            assertThat(answer.text()).contains("A) ").contains("D) ");
        });
    }

    @Test
    void aChannelHasOneQuizAtATime() {
        shard.message(4, 70, 8, "!trivia", false);
        shard.message(5, 70, 8, "!trivia", false);
        shard.message(6, 71, 8, "!trivia", false);

        assertThat(shard.answers).extracting(Answer::to).containsExactly("4", "6");
    }

    @Test
    void theNextQuizMayStartWhenOneHasEnded() throws Exception {
        shard.message(4, 70, 8, "!trivia", false);
        shard.running.getFirst().end(TIME, List.of());
        shard.message(5, 70, 8, "!trivia", false);

        assertThat(shard.running).hasSize(2);
    }

    @Test
    void botsDoNotStartAQuizAndDoNotTakePart() {
        shard.message(4, 70, 8, "!trivia", true);
        assertThat(shard.answers).isEmpty();

        shard.message(5, 70, 8, "!trivia", false);
        assertThat(shard.running.getFirst().takes(message(6, 8, "A", true))).isFalse();
        assertThat(shard.running.getFirst().takes(message(6, 8, "A", false))).isTrue();
        assertThat(shard.running.getFirst().takes(message(6, 8, "AB", false))).isFalse();
        assertThat(shard.running.getFirst().takes(message(6, 8, "", false))).isFalse();
    }

    @Test
    void theResultAnswersTheLastCollectedMessageAndNamesWhoWasRight() throws Exception {
        shard.message(4, 70, 8, "!trivia", false);
        String right = String.valueOf(Question.pick(4).right());
        shard.running
                .getFirst()
                .end(
                        new EndReason.LimitReached(3),
                        List.of(
                                message(10, 1, right, false),
                                message(11, 2, "D", false),
                                message(12, 1, right, false)));

        assertThat(shard.answers.getLast())
                .isEqualTo(new Answer("/channels/70/messages", "12", "The answer is " + right + ". Right: <@1>"));
    }

    @Test
    void whenNobodyAnswersTheResultAnswersTheQuestion() throws Exception {
        shard.message(4, 70, 8, "!trivia", false);
        shard.running.getFirst().end(TIME, List.of());

        assertThat(shard.answers.getLast().to()).isEqualTo("1001");
        assertThat(shard.answers.getLast().text()).endsWith("Nobody knew.");
    }

    @Test
    void aQuizThatLostItsShardIsSilent() throws Exception {
        shard.message(4, 70, 8, "!trivia", false);
        shard.running.getFirst().end(new EndReason.ShardLost(new ShardId(0, 1)), List.of());

        assertThat(shard.answers).hasSize(1);
    }

    private static Message message(long id, long user, String content, boolean bot) {
        return new Message(FakeShard.event(id, 70, user, content, bot));
    }
}
