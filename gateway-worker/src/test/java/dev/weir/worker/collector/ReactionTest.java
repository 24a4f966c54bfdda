package dev.weir.worker.collector;

import static dev.weir.worker.collector.CollectorTest.endOf;
import static dev.weir.worker.collector.CollectorTest.reasonOf;
import static dev.weir.worker.collector.Samples.reaction;
import static dev.weir.worker.collector.Samples.reactions;
import static dev.weir.worker.collector.Samples.removal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.model.EndReason;
import dev.weir.worker.collector.Effect.Telling;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reactions: the unit is the pair of user and emoji. */
class ReactionTest {
    private static final Options DISPOSE = Options.DEFAULT.withDispose(true);

    private static List<Telling> told(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Deliver.class::isInstance)
                .map(e -> ((Effect.Deliver) e).why())
                .toList();
    }

    @Test
    void togglingOneReactionEatsNoBudget() {
        Collector collector = reactions().max(2).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.reactionRemoved(removal(5, 2, 100, "a"), 2);
        collector.offer(reaction(5, 3, 100, "a"), 3);
        assertThat(collector.accepted()).isEqualTo(1);

        Effect.Ended end = endOf(collector.offer(reaction(5, 4, 101, "a"), 4));

        assertThat(end.report().reason()).isEqualTo(new EndReason.LimitReached(2));
        assertThat(end.report().counts().ignored()).containsEntry("toggled", 1L);
    }

    @Test
    void withDisposeMaxCountsThePairsHeldNow() {
        Collector collector = reactions().max(2).options(DISPOSE).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.reactionRemoved(removal(5, 2, 100, "a"), 2);
        assertThat(collector.offer(reaction(5, 3, 101, "a"), 3)).hasSize(1);

        Effect.Ended end = endOf(collector.offer(reaction(5, 4, 100, "a"), 4));

        assertThat(end.items()).extracting(Item::user).containsExactly(101L, 100L);
        assertThat(end.report().counts().disposed()).isEqualTo(1);
    }

    @Test
    void removalIsToldForAcceptedPairsOnly() {
        Collector collector =
                reactions().told().options(Options.DEFAULT.withParallel(8)).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);

        assertThat(told(collector.reactionRemoved(removal(5, 2, 999, "a"), 2))).isEmpty();
        assertThat(told(collector.reactionRemoved(removal(5, 3, 100, "a"), 3))).containsExactly(Telling.REMOVE);
    }

    @Test
    void removeAllOfAnotherMessageTouchesNothing() {
        Collector collector = reactions().max(2).options(DISPOSE).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.reactionsCleared(6, null, 2);

        assertThat(reasonOf(collector.offer(reaction(5, 3, 101, "a"), 3))).isEqualTo(new EndReason.LimitReached(2));
    }

    @Test
    void removeAllTakesEveryPairOfItsMessage() {
        Collector collector = reactions().options(DISPOSE).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.offer(reaction(5, 1, 101, "b"), 1);
        collector.offer(reaction(6, 1, 101, "b"), 1);

        collector.reactionsCleared(5, null, 2);

        assertThat(endOf(collector.stop(new EndReason.Cancelled(), 3)).items())
                .extracting(Item::key)
                .containsExactly(6L);
    }

    @Test
    void removeEmojiTakesTheOneEmoji() {
        Collector collector = reactions().options(DISPOSE).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.offer(reaction(5, 1, 101, "b"), 1);

        collector.reactionsCleared(5, "a", 2);

        assertThat(endOf(collector.stop(new EndReason.Cancelled(), 3)).items())
                .extracting(Item::user)
                .containsExactly(101L);
    }

    @Test
    void createIsTheFirstOfAnEmojiAccepted() {
        Collector collector =
                reactions().told().options(Options.DEFAULT.withParallel(8)).active();

        assertThat(told(collector.offer(reaction(5, 1, 100, "a"), 1))).containsExactly(Telling.CREATE, Telling.COLLECT);
        assertThat(told(collector.offer(reaction(5, 1, 101, "a"), 1))).containsExactly(Telling.COLLECT);
    }

    @Test
    void aReplayedReactionIsADuplicate() {
        Collector collector = reactions().active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.offer(reaction(5, 2, 100, "a"), 2);

        assertThat(collector.report(3).counts().duplicates()).isEqualTo(1);
    }

    @Test
    void limitsOfEmojisComeBeforeThoseOfUsers() {
        Collector collector = reactions().maxEmojis(2).maxUsers(2).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);

        assertThat(reasonOf(collector.offer(reaction(5, 1, 101, "b"), 1))).isEqualTo(new EndReason.EmojiLimit(2));
    }

    @Test
    void disposeNeverRefundsMaxProcessed() {
        Collector collector = reactions().maxProcessed(2).options(DISPOSE).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.reactionRemoved(removal(5, 2, 100, "a"), 2);

        assertThat(reasonOf(collector.offer(reaction(5, 3, 101, "a"), 3))).isEqualTo(new EndReason.ProcessedLimit(2));
    }
}
