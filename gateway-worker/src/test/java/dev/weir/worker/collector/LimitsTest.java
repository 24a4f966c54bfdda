package dev.weir.worker.collector;

import static dev.weir.worker.collector.CollectorTest.endOf;
import static dev.weir.worker.collector.CollectorTest.judgeSeq;
import static dev.weir.worker.collector.CollectorTest.reasonOf;
import static dev.weir.worker.collector.Samples.click;
import static dev.weir.worker.collector.Samples.clicks;
import static dev.weir.worker.collector.Samples.message;
import static dev.weir.worker.collector.Samples.messages;
import static dev.weir.worker.collector.Samples.reaction;
import static dev.weir.worker.collector.Samples.reactions;
import static dev.weir.worker.collector.Samples.removal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.model.EndReason;
import dev.weir.worker.collector.Collector.State;
import dev.weir.worker.collector.Effect.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How limits stand to each other, to what leaves again, and to what was not asked for. */
class LimitsTest {
    private static final Options DISPOSE = Options.DEFAULT.withDispose(true);

    @Test
    void theItemThatReachesMaxProcessedIsStillJudged() {
        Collector collector = messages().maxProcessed(1).judged(1).active();
        long seq = judgeSeq(collector.offer(message(1, 1), 1));

        Effect.Ended end = endOf(collector.judged(seq, new Verdict.Accept(), 2));

        assertThat(end.report().reason()).isEqualTo(new EndReason.ProcessedLimit(1));
        assertThat(end.items()).hasSize(1);
    }

    @Test
    void ofSeveralLimitsReachedByOneItemTheFirstInTheFixedOrderIsTheReason() {
        assertThat(reasonOf(clicks().max(1)
                        .maxComponents(1)
                        .maxUsers(1)
                        .maxProcessed(1)
                        .active()
                        .offer(click(1, 1, 5, 100, "a"), 1)))
                .isEqualTo(new EndReason.LimitReached(1));
        assertThat(reasonOf(clicks().maxComponents(1)
                        .maxUsers(1)
                        .maxProcessed(1)
                        .active()
                        .offer(click(1, 1, 5, 100, "a"), 1)))
                .isEqualTo(new EndReason.ComponentLimit(1));
        assertThat(reasonOf(reactions()
                        .maxEmojis(1)
                        .maxUsers(1)
                        .maxProcessed(1)
                        .active()
                        .offer(reaction(5, 1, 100, "a"), 1)))
                .isEqualTo(new EndReason.EmojiLimit(1));
        assertThat(reasonOf(messages().maxUsers(1).maxProcessed(1).active().offer(message(1, 1), 1)))
                .isEqualTo(new EndReason.UserLimit(1));
    }

    @Test
    void whatLeavesRefundsUsers() {
        Collector collector = reactions().maxUsers(2).options(DISPOSE).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.reactionRemoved(removal(5, 2, 100, "a"), 2);
        collector.offer(reaction(5, 3, 101, "a"), 3);
        assertThat(collector.state()).isEqualTo(State.ACTIVE);

        assertThat(reasonOf(collector.offer(reaction(5, 4, 102, "a"), 4))).isEqualTo(new EndReason.UserLimit(2));
    }

    @Test
    void whatLeavesRefundsEmojis() {
        Collector collector = reactions().maxEmojis(2).options(DISPOSE).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.reactionRemoved(removal(5, 2, 100, "a"), 2);
        collector.offer(reaction(5, 3, 100, "b"), 3);
        assertThat(collector.state()).isEqualTo(State.ACTIVE);

        assertThat(reasonOf(collector.offer(reaction(5, 4, 100, "c"), 4))).isEqualTo(new EndReason.EmojiLimit(2));
    }

    @Test
    void theSameInteractionTwiceIsADuplicate() {
        Collector collector = clicks().active();
        collector.offer(click(1, 1, 5, 100, "a"), 1);
        collector.offer(click(1, 2, 5, 100, "a"), 2);

        assertThat(collector.accepted()).isEqualTo(1);
        assertThat(collector.report(3).counts().duplicates()).isEqualTo(1);
    }

    @Test
    void whatIsNotAskedForIsAsTheSpecificationSays() {
        assertThat(Times.DEFAULT).isEqualTo(new Times(Duration.ofMinutes(15), null, false, Duration.ofDays(30)));
        assertThat(Options.DEFAULT)
                .returns(256, Options::buffer)
                .returns(Options.Overflow.DROP_OLDEST, Options::overflow)
                .returns(new Options.Retain.Full(100), Options::retain)
                .returns(1, Options::parallel)
                .returns(Duration.ofSeconds(2), Options::filterTimeout)
                .returns(true, Options::includeBots)
                .returns(false, Options::includeSelf)
                .returns(Duration.ofSeconds(30), Options::patience)
                .returns(0, Options::priority);
        assertThat(Options.Retain.Summary.DEFAULT.most()).isEqualTo(1_000);
        assertThat(Answering.DEFAULT.exclusive()).isTrue();
        assertThat(Answering.DEFAULT.ack()).isEqualTo(Answering.Ack.NONE);
    }

    @Test
    void anAnswerThatItsKindCannotGiveIsRefusedAtTheStart() {
        assertThatThrownBy(() -> answering(messages(), Answering.DEFAULT.withAck(Answering.Ack.DEFER_REPLY)))
                .hasMessage("ack and onReject are for interactions, got message");
        assertThatThrownBy(() -> answering(reactions(), Answering.DEFAULT.withOnEnd(Answering.OnEnd.DISABLE)))
                .hasMessage("componentsAtEnd is for components, got reaction");
        assertThatThrownBy(() -> answering(clicks(), Answering.DEFAULT.withFlow("form")))
                .hasMessage("flow 'form' needs from(user) beside it: it is one user's, got any user");
        var command = new CollectorSpec.Source(Kind.COMMAND, Scope.ANYWHERE.withName("menu"), null);
        assertThatThrownBy(() -> answering(
                        clicks().sources(CollectorSpec.Mode.ANY, command),
                        Answering.DEFAULT.withAck(Answering.Ack.DEFER_UPDATE)))
                .hasMessage("ack was DEFER_UPDATE, expected DEFER_REPLY: a command has no message to update");
    }

    private static CollectorSpec answering(Samples.SpecMaker maker, Answering answering) {
        maker.answering = answering;
        return maker.spec();
    }
}
