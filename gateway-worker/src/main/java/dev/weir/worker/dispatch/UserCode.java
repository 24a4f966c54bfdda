package dev.weir.worker.dispatch;

import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.Handler;
import dev.weir.worker.carrier.BotThreads;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Effect.Verdict;
import dev.weir.worker.collector.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the code of bots: each call on a virtual thread of its own, so that none delays another ({@link BotThreads}). How many may
 * run at once is the collector's matter; what came of it goes back to the lane.
 */
final class UserCode {
    private static final Logger LOG = LoggerFactory.getLogger(UserCode.class);

    private final Answers answers;
    private final AtomicInteger running = new AtomicInteger();

    /** Where answers go. Any thread. */
    interface Answers {
        void judged(Running<?> of, long seq, Verdict verdict);

        void handled(Running<?> of, long seq, long nanos, @Nullable String error);
    }

    UserCode(Answers answers) {
        this.answers = answers;
    }

    /** Calls that have not returned. */
    int running() {
        return running.get();
    }

    /** Has a filter judge an item. */
    <T extends Item> void judge(Running<T> of, Effect.Judge judge) {
        of.began(judge.seq(), start(of, () -> {
            Verdict verdict = verdict(of, of.code.items().cast(judge.item()));
            answers.judged(of, judge.seq(), verdict);
        }));
    }

    private <T extends Item> Verdict verdict(Running<T> of, T item) {
        try {
            var predicate = of.code.predicate();
            if (predicate != null && !predicate.test(item)) {
                return new Verdict.Reject();
            }
            var asyncFilter = of.code.asyncFilter();
            if (asyncFilter == null) {
                return new Verdict.Accept();
            }
            CompletionStage<Boolean> answer = asyncFilter.apply(item);
            return answer.toCompletableFuture().get() ? new Verdict.Accept() : new Verdict.Reject();
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt();
            return new Verdict.TooSlow();
        } catch (ExecutionException e) {
            return threw(of, e.getCause() == null ? e : e.getCause());
        } catch (CancellationException e) {
            return threw(of, e);
        } catch (Throwable e) { // The bot's code may throw anything; it is told of it and nobody else suffers.
            return threw(of, e);
        }
    }

    private Verdict threw(Running<?> of, Throwable e) {
        tell(of, e);
        return new Verdict.Threw(String.valueOf(e));
    }

    /** Hands items to a handler. */
    <T extends Item> void deliver(Running<T> of, Effect.Deliver delivery) {
        of.began(delivery.seq(), start(of, () -> {
            long since = System.nanoTime();
            String error = null;
            try {
                call(of, delivery);
            } catch (Throwable e) { // As above.
                error = String.valueOf(e);
                tell(of, e);
            }
            answers.handled(of, delivery.seq(), System.nanoTime() - since, error);
        }));
    }

    private static <T extends Item> void call(Running<T> of, Effect.Deliver delivery) throws Exception {
        List<T> items = new ArrayList<>(delivery.items().size());
        for (Item item : delivery.items()) {
            items.add(of.code.items().cast(item));
        }
        switch (delivery.why()) {
            case COLLECT -> {
                var onBatch = of.code.onBatch();
                if (onBatch != null) {
                    onBatch.handle(List.copyOf(items));
                }
                var onInteraction = of.code.onInteraction();
                if (onInteraction != null) {
                    for (T item : items) {
                        onInteraction.handle(item, of.reply(item));
                    }
                }
                var onCollect = of.code.onCollect();
                if (onCollect != null) {
                    for (T item : items) {
                        onCollect.handle(item);
                    }
                }
            }
            case CREATE -> tell(of.code.onCreate(), items);
            case REMOVE -> tell(of.code.onRemove(), items);
            case REFUSE -> {
                var onIgnore = of.code.onIgnore();
                if (onIgnore != null) {
                    onIgnore.accept(items.getFirst(), delivery.code());
                }
            }
        }
    }

    private static <T> void tell(@Nullable Handler<? super T> handler, List<T> items) throws Exception {
        if (handler != null) {
            for (T item : items) {
                handler.handle(item);
            }
        }
    }

    /** Completes the future of the end, then calls the end's handler. No thread when there is no code of the bot to run. */
    <T extends Item> void end(Running<T> of, Effect.Ended ended) {
        Collected<T> collected = collected(of, ended);
        if (of.code.onEnd() == null && of.endUnasked(collected)) {
            return;
        }
        start(of, () -> {
            of.complete(collected);
            var onEnd = of.code.onEnd();
            if (onEnd != null) {
                try {
                    onEnd.handle(collected);
                } catch (Throwable e) { // As above.
                    tell(of, e);
                }
            }
        });
    }

    private static <T extends Item> Collected<T> collected(Running<T> of, Effect.Ended ended) {
        List<T> items = new ArrayList<>(ended.items().size());
        for (Item item : ended.items()) {
            items.add(of.code.items().cast(item));
        }
        return new Collected<>(items, ended.summaries(), ended.report());
    }

    /** Tells the bot that its code, or its admission, failed. */
    private static void tell(Running<?> of, Throwable e) {
        if (e instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        var onError = of.code.onError();
        if (onError == null) {
            LOG.warn("collector {}: the bot's code threw", of, e);
            return;
        }
        try {
            onError.handle(e);
        } catch (Throwable worse) { // As above.
            LOG.warn("collector {}: the bot's error handler threw", of, worse);
        }
    }

    /** Something that was done for a collector failed: its bot is told where it asked to be. */
    void failed(Running<?> of, Throwable e) {
        if (of.code.onError() != null) {
            tell(of, e);
        }
    }

    /** Does something slow for a collector, outside of its turn. */
    void later(Running<?> of, Runnable work) {
        start(of, work);
    }

    /** Fails the future of the end: the collector never began. */
    void neverBegan(Running<?> of, Throwable why) {
        start(of, () -> of.fail(why));
    }

    private Thread start(Running<?> of, Runnable work) {
        running.incrementAndGet();
        return BotThreads.start(of.code.site(), "collector-" + of.number(), () -> {
            try {
                work.run();
            } finally {
                running.decrementAndGet();
            }
        });
    }
}
