package dev.weir.worker.collector;

import static dev.weir.worker.collector.Samples.message;
import static dev.weir.worker.collector.Samples.messages;
import static dev.weir.worker.collector.Samples.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.model.EndReason;
import dev.weir.worker.collector.Collector.State;
import dev.weir.worker.collector.Effect.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Time, limits, order and the one end, without a clock or a thread. */
class CollectorTest {

    static Effect.Ended endOf(List<Effect> effects) {
        assertThat(effects).last().isInstanceOf(Effect.Ended.class);
        return (Effect.Ended) effects.getLast();
    }

    static EndReason reasonOf(List<Effect> effects) {
        return endOf(effects).report().reason();
    }

    static long judgeSeq(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Judge.class::isInstance)
                .map(e -> ((Effect.Judge) e).seq())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aBurstOfThreeOnMaxOneCollectsOne() {
        Collector collector = messages().max(1).active();

        Effect.Ended end = endOf(collector.offer(message(1, seconds(1)), seconds(1)));
        collector.offer(message(2, seconds(1)), seconds(1));
        collector.offer(message(3, seconds(1)), seconds(1));

        assertThat(end.report().reason()).isEqualTo(new EndReason.LimitReached(1));
        assertThat(collector.accepted()).isEqualTo(1);
    }

    @Test
    void anItemReceivedAtTheDeadlineIsLate() {
        Collector collector = messages().time(10).active();

        collector.offer(message(1, seconds(10)), seconds(10));

        assertThat(collector.report(seconds(10)).counts().late()).isEqualTo(1);
        assertThat(collector.received()).isZero();
    }

    @Test
    void anItemReceivedInTimeCountsAlthoughItsFilterFinishesLate() {
        Collector collector = messages().time(10).judged(1).active();
        long seq = judgeSeq(collector.offer(message(1, seconds(9.9)), seconds(9.9)));

        assertThat(collector.tick(seconds(10))).isEmpty();
        Effect.Ended end = endOf(collector.judged(seq, new Verdict.Accept(), seconds(11)));

        assertThat(end.report().reason()).isEqualTo(new EndReason.TimedOut(Duration.ofSeconds(10)));
        assertThat(end.items()).hasSize(1);
    }

    @Test
    void theLimitWinsOverTheDeadlineInTheSameTurn() {
        Collector collector = messages().time(10).max(1).judged(1).active();
        long seq = judgeSeq(collector.offer(message(1, seconds(9)), seconds(9)));
        collector.tick(seconds(10));

        assertThat(reasonOf(collector.judged(seq, new Verdict.Accept(), seconds(10.5))))
                .isEqualTo(new EndReason.LimitReached(1));
    }

    @Test
    void itGoesIdleAfterTheLastAcceptedItem() {
        Collector collector = messages().idle(10).active();
        collector.offer(message(1, seconds(9)), seconds(9));

        assertThat(collector.tick(seconds(18))).isEmpty();
        assertThat(reasonOf(collector.tick(seconds(19)))).isEqualTo(new EndReason.WentIdle(Duration.ofSeconds(10)));
    }

    @Test
    void anIgnoredItemDoesNotRestartTheIdleTime() {
        Collector collector = messages().idle(10).judged(1).active();
        long seq = judgeSeq(collector.offer(message(1, seconds(9)), seconds(9)));
        collector.judged(seq, new Verdict.Reject(), seconds(9));

        assertThat(reasonOf(collector.tick(seconds(10)))).isEqualTo(new EndReason.WentIdle(Duration.ofSeconds(10)));
    }

    @Test
    void anIgnoredItemRestartsTheIdleTimeWhenAskedSo() {
        Collector collector = messages().idle(10).idleOnReceived().judged(1).active();
        long seq = judgeSeq(collector.offer(message(1, seconds(9)), seconds(9)));
        collector.judged(seq, new Verdict.Reject(), seconds(9));

        assertThat(collector.tick(seconds(18))).isEmpty();
    }

    @Test
    void resetTimerSetsNewDurationsForGood() {
        Collector collector = messages().time(10).active();

        assertThat(collector.resetTimer(seconds(20), seconds(5), seconds(1))).isTrue();
        collector.offer(message(1, seconds(4)), seconds(4));

        assertThat(collector.tick(seconds(8.9))).isEmpty();
        assertThat(reasonOf(collector.tick(seconds(9)))).isEqualTo(new EndReason.WentIdle(Duration.ofSeconds(5)));
        assertThat(collector.resetTimer(seconds(20), 0, seconds(9))).isFalse();
        assertThat(collector.extend(seconds(1))).isFalse();
    }

    @Test
    void extendMovesTheDeadline() {
        Collector collector = messages().time(10).active();

        assertThat(collector.extend(seconds(5))).isTrue();

        assertThat(collector.tick(seconds(14))).isEmpty();
        assertThat(reasonOf(collector.tick(seconds(15)))).isEqualTo(new EndReason.TimedOut(Duration.ofSeconds(15)));
    }

    @Test
    void maxProcessedPassedInABurstStillEnds() {
        Collector collector = messages().maxProcessed(2).judged(1).active();
        long first = judgeSeq(collector.offer(message(1, 1), 1));
        collector.offer(message(2, 1), 1);
        collector.offer(message(3, 1), 1);
        collector.offer(message(4, 1), 1);

        List<Effect> next = collector.judged(first, new Verdict.Reject(), 2);
        Effect.Ended end = endOf(collector.judged(judgeSeq(next), new Verdict.Accept(), 3));

        assertThat(end.report().reason()).isEqualTo(new EndReason.ProcessedLimit(2));
        assertThat(end.report().counts().received()).isEqualTo(2);
        assertThat(end.items()).hasSize(1);
    }

    @Test
    void maxHoldsWhateverTheOrderOfVerdicts() {
        Collector collector = messages().max(2).judged(16).active();
        List<Long> seqs = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            seqs.add(judgeSeq(collector.offer(message(i, i), i)));
        }
        collector.judged(seqs.get(4), new Verdict.Accept(), 10);
        collector.judged(seqs.get(3), new Verdict.Accept(), 10);
        collector.judged(seqs.get(2), new Verdict.Accept(), 10);
        collector.judged(seqs.get(0), new Verdict.Reject(), 10);

        Effect.Ended end = endOf(collector.judged(seqs.get(1), new Verdict.Accept(), 10));

        assertThat(end.items()).extracting(Item::key).containsExactly(2L, 3L);
    }

    @Test
    void aFilterThatTakesTooLongRejects() {
        Collector collector = messages().judged(1).active();
        collector.offer(message(1, seconds(1)), seconds(1));

        assertThat(collector.nextTick()).isEqualTo(seconds(3));
        assertThat(collector.tick(seconds(3))).containsExactly(new Effect.Abandon(1));
        assertThat(collector.report(seconds(3)).counts().ignored()).containsOnly(Map.entry("filterTimeout", 1L));
    }

    @Test
    void aDuplicateIsDroppedAndCounted() {
        Collector collector = messages().active();
        collector.offer(message(1, 1), 1);
        collector.offer(message(1, 2), 2);

        assertThat(collector.accepted()).isEqualTo(1);
        assertThat(collector.report(2).counts().duplicates()).isEqualTo(1);
    }

    @Test
    void theFirstReasonWins() {
        Collector collector = messages().collected().active();
        collector.offer(message(1, 1), 1);
        collector.stop(new EndReason.User("enough"), 2);

        assertThat(collector.stop(new EndReason.Shutdown(), 3)).isEmpty();
        assertThat(reasonOf(collector.handled(1, 5, null, 4))).isEqualTo(new EndReason.User("enough"));
    }

    @Test
    void theEndComesAfterTheHandlersOrTheDrainTime() {
        Collector collector = messages().max(1).collected().active();
        collector.offer(message(1, 0), 0);

        assertThat(collector.state()).isEqualTo(State.DRAINING);
        assertThat(collector.tick(seconds(4))).isEmpty();
        assertThat(reasonOf(collector.tick(seconds(5)))).isEqualTo(new EndReason.LimitReached(1));
        assertThat(collector.handled(1, 5, null, seconds(6))).isEmpty();
    }

    @Test
    void aHandlerThatThrowsDoesNotSkipTheLimits() {
        Collector collector = messages().max(2).collected().active();
        collector.offer(message(1, 0), 0);
        collector.handled(1, 5, "boom", 1);
        collector.offer(message(2, 2), 2);

        Effect.Ended end = endOf(collector.handled(2, 5, "boom", 3));

        assertThat(end.report().counts().handlerErrors()).isEqualTo(2);
        assertThat(end.report().reason()).isEqualTo(new EndReason.LimitReached(2));
    }

    @Test
    void theHardCapHoldsWithoutATime() {
        Collector collector = messages().max(5).maxLifetime(60).active();

        assertThat(reasonOf(collector.tick(seconds(60)))).isEqualTo(new EndReason.Expired(Duration.ofSeconds(60)));
    }

    @Test
    void aUserOverTheirShareIsIgnoredAndTheCollectorGoesOn() {
        Collector collector = messages().maxPerUser(1).active();
        collector.offer(message(1, 1, 100, "a"), 1);
        collector.offer(message(2, 1, 100, "b"), 1);
        collector.offer(message(3, 1, 101, "c"), 1);

        assertThat(collector.accepted()).isEqualTo(2);
        assertThat(collector.report(2).counts().ignored()).containsOnly(Map.entry("perUser", 1L));
    }
}
