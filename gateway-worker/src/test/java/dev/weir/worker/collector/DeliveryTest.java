package dev.weir.worker.collector;

import static dev.weir.worker.collector.CollectorTest.endOf;
import static dev.weir.worker.collector.CollectorTest.judgeSeq;
import static dev.weir.worker.collector.CollectorTest.reasonOf;
import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.click;
import static dev.weir.worker.collector.Samples.clicks;
import static dev.weir.worker.collector.Samples.message;
import static dev.weir.worker.collector.Samples.messages;
import static dev.weir.worker.collector.Samples.reaction;
import static dev.weir.worker.collector.Samples.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.model.EndReason;
import dev.weir.worker.collector.CollectorSpec.Mode;
import dev.weir.worker.collector.CollectorSpec.Source;
import dev.weir.worker.collector.Effect.Verdict;
import dev.weir.worker.collector.Options.Overflow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Batches, buffers, what is kept, several sources. */
class DeliveryTest {

    private static Effect.Deliver delivery(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Deliver.class::isInstance)
                .map(Effect.Deliver.class::cast)
                .findFirst()
                .orElseThrow();
    }

    private static List<Long> keys(Effect.Deliver delivery) {
        return delivery.items().stream().map(Item::key).toList();
    }

    private static Samples.SpecMaker batches(int size, double wait, int retries) {
        return messages()
                .collected()
                .options(Options.DEFAULT.withBatch(new Options.Batch(size, Duration.ofNanos(seconds(wait)), retries)));
    }

    @Test
    void aBatchWaitsFromItsFirstItemNotFromItsLast() {
        Collector collector = batches(10, 5, 0).active();
        for (int i = 0; i < 5; i++) {
            collector.offer(message(i + 1, seconds(i)), seconds(i));
        }

        assertThat(collector.nextTick()).isEqualTo(seconds(5));
        assertThat(keys(delivery(collector.tick(seconds(5))))).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void theLastBatchComesBeforeTheEnd() {
        Collector collector = batches(10, 5, 0).active();
        collector.offer(message(1, 1), 1);

        List<Effect> stopping = collector.stop(new EndReason.User(""), 2);
        assertThat(stopping).noneMatch(Effect.Ended.class::isInstance);
        Effect.Ended end = endOf(collector.handled(delivery(stopping).seq(), 1, null, 3));

        assertThat(end.report().counts().batches()).isEqualTo(1);
    }

    @Test
    void aFailedBatchIsRetriedAsAskedAndThenCounted() {
        Collector collector = batches(2, 5, 1).active();
        collector.offer(message(1, 1), 1);
        Effect.Deliver first = delivery(collector.offer(message(2, 1), 1));

        Effect.Deliver second = delivery(collector.handled(first.seq(), 1, "boom", 2));
        assertThat(second.items()).isEqualTo(first.items());
        collector.handled(second.seq(), 1, "boom", 3);

        assertThat(collector.report(4).counts().undelivered()).isEqualTo(2);
        assertThat(collector.report(4).counts().handlerErrors()).isEqualTo(2);
    }

    @Test
    void batchesDoNotOverlap() {
        Collector collector = batches(1, 5, 0).active();
        Effect.Deliver first = delivery(collector.offer(message(1, 1), 1));

        assertThat(collector.offer(message(2, 1), 1)).noneMatch(Effect.Deliver.class::isInstance);
        assertThat(keys(delivery(collector.handled(first.seq(), 1, null, 2)))).containsExactly(2L);
    }

    private static Collector blocked(Overflow overflow) {
        Collector collector = messages()
                .collected()
                .options(Options.DEFAULT.withBuffer(2).withOverflow(overflow))
                .active();
        for (int i = 1; i <= 3; i++) {
            collector.offer(message(i, i), i);
        }
        return collector;
    }

    @Test
    void aFullBufferDropsTheOldest() {
        Collector collector = blocked(Overflow.DROP_OLDEST);
        collector.offer(message(4, 4), 4);

        assertThat(keys(delivery(collector.handled(1, 1, null, 5)))).containsExactly(3L);
        assertThat(collector.report(5).counts().overflowed()).isEqualTo(1);
    }

    @Test
    void aFullBufferDropsTheNewest() {
        Collector collector = blocked(Overflow.DROP_NEWEST);
        collector.offer(message(4, 4), 4);

        assertThat(keys(delivery(collector.handled(1, 1, null, 5)))).containsExactly(2L);
        assertThat(collector.accepted()).isEqualTo(3);
    }

    @Test
    void aFullBufferEndsTheCollector() {
        Collector collector = blocked(Overflow.END);
        collector.offer(message(4, 4), 4);

        collector.handled(1, 1, null, 5);
        collector.handled(2, 1, null, 5);
        assertThat(reasonOf(collector.handled(3, 1, null, 5))).isEqualTo(new EndReason.Overflowed(2));
    }

    @Test
    void aFullBufferKeepsTheNewestOfAUser() {
        Collector collector = blocked(Overflow.COALESCE);
        collector.offer(message(4, 4), 4);

        List<Effect> next = collector.handled(1, 1, null, 5);
        assertThat(keys(delivery(next))).containsExactly(2L);
        assertThat(keys(delivery(collector.handled(delivery(next).seq(), 1, null, 6))))
                .containsExactly(4L);
    }

    @Test
    void aFullBufferWithoutAnItemOfThatUserGivesUpTheNewest() {
        Collector collector = messages()
                .collected()
                .options(Options.DEFAULT.withBuffer(2).withOverflow(Overflow.COALESCE))
                .active();
        for (int i = 1; i <= 4; i++) {
            collector.offer(message(i, i, 100 + i, "x"), i);
        }

        List<Effect> next = collector.handled(1, 1, null, 5);
        assertThat(keys(delivery(next))).containsExactly(2L);
        assertThat(keys(delivery(collector.handled(delivery(next).seq(), 1, null, 6))))
                .containsExactly(4L);
        assertThat(collector.counts().overflowed()).isEqualTo(1);
        assertThat(collector.counts().undelivered()).isEqualTo(1);
    }

    @Test
    void ofItemsThatWaitForTheFilterTheNewestGoesWhenNoneIsOfThatUser() {
        Collector collector = messages()
                .judged(1)
                .options(Options.DEFAULT.withBuffer(3).withOverflow(Overflow.COALESCE))
                .active();
        long seq = judgeSeq(collector.offer(message(1, 1, 101, "x"), 1));
        for (int i = 2; i <= 4; i++) {
            collector.offer(message(i, i, 100 + i, "x"), i);
        }
        for (int i = 0; i < 3; i++) {
            List<Effect> effects = collector.judged(seq, new Verdict.Accept(), 5);
            seq = i < 2 ? judgeSeq(effects) : seq;
        }

        assertThat(endOf(collector.stop(new EndReason.User(""), 6)).items())
                .extracting(Item::key)
                .containsExactly(1L, 2L, 4L);
        assertThat(collector.counts().overflowed()).isEqualTo(1);
    }

    @Test
    void anItemToBeJudgedTakesThePlaceOfOneThatWaitsForItsHandlerWhenNoneWaitsForTheFilter() {
        Collector collector = messages()
                .judged(1)
                .collected()
                .options(Options.DEFAULT.withBuffer(2).withOverflow(Overflow.COALESCE))
                .active();
        for (int i = 1; i <= 3; i++) {
            collector.judged(judgeSeq(collector.offer(message(i, i, 100 + i, "x"), i)), new Verdict.Accept(), i);
        }
        long seq = judgeSeq(collector.offer(message(4, 4, 104, "x"), 4));
        collector.judged(seq, new Verdict.Accept(), 4);

        collector.stop(new EndReason.User(""), 5);
        Snapshot.Deliveries left = collector.snapshot(5).deliveries();
        assertThat(left.waiting())
                .flatExtracting(Snapshot.Delivery::items)
                .extracting(Item::key)
                .containsExactly(2L, 4L);
        assertThat(collector.counts().undelivered()).isEqualTo(1);
    }

    @Test
    void whatIsNotKeptIsCounted() {
        Collector collector = messages()
                .options(Options.DEFAULT.withRetain(new Options.Retain.Full(2)))
                .active();
        for (int i = 1; i <= 5; i++) {
            collector.offer(message(i, i), i);
        }

        Effect.Ended end = endOf(collector.stop(new EndReason.User(""), 9));
        assertThat(end.items()).extracting(Item::key).containsExactly(4L, 5L);
        assertThat(end.report().counts().accepted()).isEqualTo(5);
        assertThat(end.report().counts().notRetained()).isEqualTo(3);
    }

    @Test
    void summariesKeepIdUserAndTime() {
        Collector collector = messages()
                .options(Options.DEFAULT.withRetain(Options.Retain.Summary.DEFAULT))
                .active();
        collector.offer(message(1, 7), 7);

        assertThat(endOf(collector.stop(new EndReason.User(""), 9)).summaries())
                .containsExactly(new Summary(1, 100, 7));
    }

    @Test
    void aDeletedMessageLeavesAndRefundsTheLimit() {
        Collector collector =
                messages().max(2).options(Options.DEFAULT.withDispose(true)).active();
        collector.offer(message(1, 1), 1);
        collector.messageDeleted(1, 2);
        assertThat(collector.offer(message(2, 3), 3)).hasSize(1);

        assertThat(endOf(collector.offer(message(3, 4), 4)).items())
                .extracting(Item::key)
                .containsExactly(2L, 3L);
    }

    @Test
    void aMessageDeletedWhileItIsJudgedIsNotAccepted() {
        Collector collector =
                messages().judged(1).options(Options.DEFAULT.withDispose(true)).active();
        long seq = judgeSeq(collector.offer(message(1, 1), 1));
        collector.messageDeleted(1, 2);
        collector.judged(seq, new Verdict.Accept(), 3);

        assertThat(collector.accepted()).isZero();
        assertThat(collector.report(3).counts().ignored()).containsEntry("deleted", 1L);
    }

    @Test
    void filterErrorsInARowEndItWhenAskedSo() {
        Collector collector = messages()
                .judged(1)
                .options(Options.DEFAULT.withOnFilterError(new Options.OnFilterError.End(2)))
                .active();
        collector.judged(judgeSeq(collector.offer(message(1, 1), 1)), new Verdict.Threw("boom"), 1);

        assertThat(reasonOf(
                        collector.judged(judgeSeq(collector.offer(message(2, 1), 1)), new Verdict.Threw("boom"), 1)))
                .isEqualTo(new EndReason.FilterFailed("boom"));
    }

    @Test
    void aRefusedClickKeepsWhetherOthersWereAskedAboutIt() {
        Samples.SpecMaker maker = clicks().judged(8);
        maker.answering = Answering.DEFAULT.withOnReject(new Answering.OnReject.Defer());
        Collector collector = maker.active();
        Click shared = click(1, 1, 5, 100, "a");
        Click own = click(2, 2, 5, 100, "a");
        long first = judgeSeq(collector.offer(shared, false, 1));
        long second = judgeSeq(collector.offer(own, true, 2));

        assertThat(collector.judged(first, new Verdict.Reject(), 3))
                .containsExactly(new Effect.Rejected(shared, false));
        assertThat(collector.judged(second, new Verdict.Reject(), 3)).containsExactly(new Effect.Rejected(own, true));
    }

    private static final Source SAID = new Source(Kind.MESSAGE, Scope.ANYWHERE.withChannel(CHANNEL), null);
    private static final Source REACTED = new Source(Kind.REACTION, Scope.ANYWHERE.withMessage(5), null);

    @Test
    void anAllOfEndsWhenEachIsThereInAnyOrder() {
        Collector collector = messages().sources(Mode.ALL, SAID, REACTED).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.offer(reaction(5, 1, 101, "a"), 1);

        Effect.Ended end = endOf(collector.offer(message(1, 2), 2));
        assertThat(end.report().reason()).isEqualTo(new EndReason.LimitReached(2));
        assertThat(end.report().counts().ignored()).containsEntry("alreadySatisfied", 1L);
    }

    @Test
    void aSequenceTakesItemsInTheirTurn() {
        Collector collector = messages().sources(Mode.SEQUENCE, SAID, REACTED).active();
        collector.offer(reaction(5, 1, 100, "a"), 1);
        collector.offer(message(1, 2), 2);

        Effect.Ended end = endOf(collector.offer(reaction(5, 3, 101, "a"), 3));
        assertThat(end.items()).hasSize(2);
        assertThat(end.report().counts().ignored()).containsEntry("outOfTurn", 1L);
    }

    @Test
    void badOptionsAreNamedWithValueAndExpectation() {
        assertThatThrownBy(() -> Times.DEFAULT.withTime(Duration.ZERO))
                .hasMessage("time must be 1 ms to 30 days, was PT0S; leave it out for none");
        assertThatThrownBy(() -> Times.DEFAULT.withIdle(Duration.ofDays(31))).hasMessageContaining("idle must be");
        assertThatThrownBy(() -> Options.DEFAULT.withBuffer(0)).hasMessage("buffer must be 1 to 65536, was 0");
        assertThatThrownBy(() -> Options.DEFAULT.withParallel(-1)).hasMessageContaining("parallel must be");
        assertThatThrownBy(() -> Limits.NONE.withMax(-1)).hasMessageContaining("max must be");
        assertThatThrownBy(() -> messages().maxEmojis(1).spec()).hasMessage("maxEmojis is for reactions, got message");
        assertThatThrownBy(() -> new Source(Kind.MODAL, Scope.ANYWHERE.withUser(3), null))
                .hasMessageContaining("needs a custom id and a user, was user:3");
        assertThatThrownBy(() -> new Source(Kind.MESSAGE, Scope.ANYWHERE, null)).hasMessageContaining("was global");
    }
}
