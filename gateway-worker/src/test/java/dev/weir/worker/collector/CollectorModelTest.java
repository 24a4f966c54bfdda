package dev.weir.worker.collector;

import static dev.weir.worker.collector.Samples.message;
import static dev.weir.worker.collector.Samples.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.model.EndReason;
import dev.weir.worker.collector.Effect.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random steps against a model of ten lines; the seed is printed, so a failure can be run again. Ten million steps:
 *
 * <pre>{@code mvn -pl gateway-worker -am test -Dtest=CollectorModelTest -Dsurefire.failIfNoSpecifiedTests=false -Dsteps=10000000}</pre>
 */
class CollectorModelTest {
    private static final long STEPS = Long.getLong("steps", 400_000);

    /** What must hold, said as simply as possible: which of the items in order, and why it ended. */
    private static String model(List<long[]> items, long max, long maxProcessed, long time, long stopAt) {
        List<Long> accepted = new ArrayList<>();
        long received = 0;
        for (long[] item : items) {
            boolean inTime = item[1] < Math.min(time, stopAt);
            boolean room = (max == 0 || accepted.size() < max) && (maxProcessed == 0 || received < maxProcessed);
            received += inTime && room ? 1 : 0;
            if (inTime && room && item[2] == 1) {
                accepted.add(item[0]);
            }
        }
        boolean full = max != 0 && accepted.size() >= max;
        boolean read = maxProcessed != 0 && received >= maxProcessed;
        return (full ? "limit" : read ? "processedLimit" : stopAt < time ? "user" : "time") + " " + accepted;
    }

    @Test
    void itAgreesWithTheModelWhateverTheOrderOfVerdictsAndHandlers() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random seeds = new Random(seed);
        long[] steps = {0};
        for (int run = 0; steps[0] < STEPS; run++) {
            long one = seeds.nextLong();
            assertThat(play(new Random(one), steps))
                    .as("-Dseed=%d, run %d", seed, run)
                    .isEmpty();
        }
    }

    /** One life: items and a stop at random times, verdicts late and out of order, handlers later still. */
    private static String play(Random random, long[] steps) {
        long max = random.nextInt(6);
        long maxProcessed = random.nextInt(3) == 0 ? 1 + random.nextInt(8) : 0;
        long time = 1_000_000L + random.nextInt(2_000_000);
        long stopAt = random.nextBoolean() ? random.nextInt(3_000_000) : Long.MAX_VALUE;
        int atOnce = random.nextInt(3) == 0 ? 1 : 16;
        Collector collector = messages()
                .max(max)
                .maxProcessed(maxProcessed)
                .time(time / 1e9)
                .judged(atOnce)
                .collected()
                .active();
        List<long[]> items = new ArrayList<>();
        List<Effect.Judge> judging = new ArrayList<>();
        Deque<Effect.Deliver> delivering = new ArrayDeque<>();
        List<Effect.Ended> ends = new ArrayList<>();
        List<Long> told = new ArrayList<>();
        long now = 0;
        boolean stopped = false;
        for (int step = 0; step < 200 && ends.isEmpty(); step++) {
            steps[0]++;
            now = Math.min(now + random.nextInt(100_000), stopped ? Long.MAX_VALUE : stopAt);
            if (!stopped && now >= stopAt && judging.isEmpty()) {
                stopped = true;
                note(collector.tick(stopAt), judging, delivering, ends, told);
                note(collector.stop(new EndReason.User(""), stopAt), judging, delivering, ends, told);
            } else if (now < Math.min(stopAt, time + 500_000L) && random.nextInt(3) > 0) {
                long id = items.size() + 1L;
                items.add(new long[] {id, now, random.nextInt(3) == 0 ? 0 : 1});
                note(collector.offer(message(id, now), now), judging, delivering, ends, told);
            } else if (!judging.isEmpty()) {
                Effect.Judge judge = judging.remove(random.nextInt(judging.size()));
                boolean good = items.get((int) judge.item().key() - 1)[2] == 1;
                note(
                        collector.judged(judge.seq(), good ? new Verdict.Accept() : new Verdict.Reject(), now),
                        judging,
                        delivering,
                        ends,
                        told);
            } else if (!delivering.isEmpty()) {
                note(collector.handled(delivering.poll().seq(), 1, null, now), judging, delivering, ends, told);
            } else {
                note(collector.tick(now), judging, delivering, ends, told);
            }
        }
        if (ends.isEmpty()
                && !finish(collector, Math.min(now, stopAt), stopAt, items, judging, delivering, ends, told)) {
            return "never ended";
        }
        if (ends.size() != 1) {
            return ends.size() + " ends";
        }
        Effect.Ended end = ends.getFirst();
        String actual = end.report().reason().code() + " "
                + end.items().stream().map(Item::key).toList();
        List<Long> kept = end.items().stream().map(Item::key).toList();
        if (!told.equals(kept)) {
            return "told " + told + " kept " + kept;
        }
        String expected = model(items, max, maxProcessed, time, stopAt);
        return actual.equals(expected) ? "" : "expected " + expected + " but was " + actual;
    }

    private static boolean finish(
            Collector collector,
            long now,
            long stopAt,
            List<long[]> items,
            List<Effect.Judge> judging,
            Deque<Effect.Deliver> delivering,
            List<Effect.Ended> ends,
            List<Long> told) {
        for (int i = 0; i < 1_000 && ends.isEmpty(); i++) {
            if (!judging.isEmpty()) {
                Effect.Judge judge = judging.removeFirst();
                boolean good = items.get((int) judge.item().key() - 1)[2] == 1;
                note(
                        collector.judged(judge.seq(), good ? new Verdict.Accept() : new Verdict.Reject(), now),
                        judging,
                        delivering,
                        ends,
                        told);
            } else if (!delivering.isEmpty()) {
                note(collector.handled(delivering.poll().seq(), 1, null, now), judging, delivering, ends, told);
            } else {
                long later = Math.min(now + 1_000_000L * i, stopAt);
                note(collector.tick(later), judging, delivering, ends, told);
                if (later == stopAt) {
                    note(collector.stop(new EndReason.User(""), later), judging, delivering, ends, told);
                }
            }
        }
        return !ends.isEmpty();
    }

    private static void note(
            List<Effect> effects,
            List<Effect.Judge> judging,
            Deque<Effect.Deliver> delivering,
            List<Effect.Ended> ends,
            List<Long> told) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Judge judge -> judging.add(judge);
                case Effect.Abandon abandon -> judging.removeIf(j -> j.seq() == abandon.seq());
                case Effect.Deliver delivery -> {
                    delivering.add(delivery);
                    delivery.items().forEach(item -> told.add(item.key()));
                }
                case Effect.Ended end -> ends.add(end);
                case Effect.Accepted _, Effect.Rejected _, Effect.Draining _ -> {}
            }
        }
    }
}
