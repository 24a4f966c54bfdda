package dev.weir.worker.bot;

import static dev.weir.worker.collector.Samples.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.worker.collector.Message;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Remote checks: asked once, kept for a while, bounded. */
class CachedCheckTest {
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicLong now = new AtomicLong();

    private CachedCheck<Long> check(long most) {
        return new CachedCheck<>(
                Duration.ofSeconds(30),
                most,
                _ -> {
                    asked.incrementAndGet();
                    return CompletableFuture.completedFuture(true);
                },
                now::get);
    }

    @Test
    void anAnswerHoldsForItsTime() {
        Function<Message, CompletionStage<Boolean>> filter = check(10).by(Message::user);
        var _ = filter.apply(message(1, 0));
        now.set(Duration.ofSeconds(29).toNanos());
        var _ = filter.apply(message(2, 0));
        assertThat(asked).hasValue(1);

        now.set(Duration.ofSeconds(31).toNanos());
        var _ = filter.apply(message(3, 0));
        assertThat(asked).hasValue(2);
    }

    @Test
    void noMoreAnswersAreKeptThanAsked() {
        CachedCheck<Long> check = check(10);
        Function<Message, CompletionStage<Boolean>> filter = check.by(Message::id);
        for (int i = 1; i <= 1_000; i++) {
            var _ = filter.apply(message(i, 0));
        }

        assertThat(check.size()).isLessThanOrEqualTo(10);
    }

    @Test
    void thoseWhoWaitForOneAnswerAskOnce() {
        CompletableFuture<Boolean> slow = new CompletableFuture<>();
        CachedCheck<Long> check = new CachedCheck<>(Duration.ofSeconds(30), 10, _ -> {
            asked.incrementAndGet();
            return slow;
        });
        Function<Message, CompletionStage<Boolean>> filter = check.by(Message::user);
        CompletionStage<Boolean> one = filter.apply(message(1, 0));
        CompletionStage<Boolean> two = filter.apply(message(2, 0));
        slow.complete(true);

        assertThat(one.toCompletableFuture().join() && two.toCompletableFuture().join())
                .isTrue();
        assertThat(asked).hasValue(1);
    }
}
