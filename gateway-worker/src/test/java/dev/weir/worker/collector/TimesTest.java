package dev.weir.worker.collector;

import static dev.weir.worker.collector.CollectorTest.reasonOf;
import static dev.weir.worker.collector.Samples.message;
import static dev.weir.worker.collector.Samples.messages;
import static dev.weir.worker.collector.Samples.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.model.CollectorId;
import dev.weir.model.EndReason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What starts the times anew, what does not, and what lies outside of them. */
class TimesTest {

    @Test
    void aDisposedItemDoesNotRestartTheIdleTime() {
        Collector collector =
                messages().idle(10).options(Options.DEFAULT.withDispose(true)).active();
        collector.offer(message(1, seconds(5)), seconds(5));
        collector.messageDeleted(1, seconds(9));

        assertThat(collector.tick(seconds(14.9))).isEmpty();
        assertThat(reasonOf(collector.tick(seconds(15)))).isEqualTo(new EndReason.WentIdle(Duration.ofSeconds(10)));
    }

    @Test
    void theIdleTimeIsInRangeToTheNanosecond() {
        assertThat(Times.DEFAULT.withIdle(Duration.ofMillis(1)).idle()).isEqualTo(Duration.ofMillis(1));
        assertThat(Times.DEFAULT.withIdle(Duration.ofDays(30)).idle()).isEqualTo(Duration.ofDays(30));
        assertThatThrownBy(() -> Times.DEFAULT.withIdle(Duration.ofMillis(1).minusNanos(1)))
                .hasMessage("idle must be 1 ms to 30 days, was PT0.000999999S; leave it out for none");
        assertThatThrownBy(() -> Times.DEFAULT.withIdle(Duration.ofDays(30).plusNanos(1)))
                .hasMessageContaining("idle must be 1 ms to 30 days, was PT720H0.000000001S");
    }

    @Test
    void theShortestAndTheLongestIdleTimeEndWhenTheyAreOverNotANanosecondBefore() {
        for (Duration idle : List.of(Duration.ofMillis(1), Duration.ofDays(30).minusMillis(1))) {
            Collector collector = messages().idle(idle).noTime().active();
            long heard = 7;
            collector.offer(message(1, heard), heard);
            long over = heard + idle.toNanos();

            assertThat(collector.nextTick()).isEqualTo(over);
            assertThat(collector.tick(over - 1)).isEmpty();
            assertThat(reasonOf(collector.tick(over))).isEqualTo(new EndReason.WentIdle(idle));
        }
    }

    @Test
    void resetTimerMayTakeTheTimeAwayAndAddAnIdleTime() {
        Collector collector = messages().time(10).max(9).active();

        assertThat(collector.resetTimer(0, seconds(30), seconds(1))).isTrue();

        assertThat(collector.tick(seconds(30.9))).isEmpty();
        assertThat(reasonOf(collector.tick(seconds(31)))).isEqualTo(new EndReason.WentIdle(Duration.ofSeconds(30)));
    }

    @Test
    void resetTimerMayTakeTheIdleTimeAway() {
        Collector collector = messages().time(60).idle(5).active();
        collector.resetTimer(seconds(60), 0, seconds(1));
        collector.offer(message(1, seconds(2)), seconds(2));

        assertThat(collector.tick(seconds(60.9))).isEmpty();
        assertThat(reasonOf(collector.tick(seconds(61)))).isEqualTo(new EndReason.TimedOut(Duration.ofSeconds(60)));
    }

    @Test
    void resetTimerInAHandlerWinsOverTheIdleTimeThatItsItemStarted() {
        Collector collector = messages().time(600).idle(2).collected().active();
        List<Effect> effects = collector.offer(message(1, seconds(1)), seconds(1));
        long delivery = ((Effect.Deliver) effects.getLast()).seq();
        collector.resetTimer(seconds(600), seconds(30), seconds(1.5));
        collector.handled(delivery, 1, null, seconds(1.6));

        assertThat(collector.nextTick()).isEqualTo(seconds(31.5));
        assertThat(collector.tick(seconds(4))).isEmpty();
    }

    @Test
    void onceItDrainsItsTimesCannotBeChanged() {
        Collector collector = messages().time(10).collected().active();
        collector.offer(message(1, seconds(1)), seconds(1));
        collector.stop(new EndReason.User("enough"), seconds(2));
        assertThat(collector.state()).isEqualTo(Collector.State.DRAINING);

        assertThat(collector.resetTimer(seconds(99), 0, seconds(2))).isFalse();
        assertThat(collector.extend(seconds(99))).isFalse();
    }

    @Test
    void anItemReceivedBeforeItBeganIsNotIts() {
        Collector collector = new Collector(new CollectorId(0, 1, 1), messages().spec(), Duration.ofSeconds(5));
        collector.activate(seconds(5));

        assertThat(collector.offer(message(1, seconds(4.9)), seconds(5.1))).isEmpty();
        assertThat(collector.received()).isZero();
    }

    @Test
    void nothingIsTakenAfterTheEndAndWhatComesIsCounted() {
        Collector collector = messages().active();
        collector.stop(new EndReason.User(""), seconds(1));

        assertThat(collector.offer(message(1, seconds(2)), seconds(2))).isEmpty();
        assertThat(collector.received()).isZero();
        assertThat(collector.report(seconds(2)).counts().dropped()).isEqualTo(1);
    }
}
