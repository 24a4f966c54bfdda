package dev.weir.worker.collector;

import static dev.weir.worker.collector.Samples.click;
import static dev.weir.worker.collector.Samples.message;
import static dev.weir.worker.collector.Samples.messages;
import static dev.weir.worker.collector.Samples.reaction;
import static dev.weir.worker.collector.Samples.removal;
import static dev.weir.worker.collector.Samples.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.model.CollectorId;
import dev.weir.model.EndReason;
import dev.weir.worker.collector.Effect.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** State is a value: carried to another clock and back at any time, a collector goes on as one that stayed. */
class SnapshotTest {
    private static final Duration DRAIN = Duration.ofSeconds(5);
    private static final CollectorId ID = new CollectorId(0, 1, 1);
    private static final int RUNS = Integer.getInteger("runs", 3_000);

    @Test
    void whatWasCarriedAwayAtAnyTimeGoesOnAsWhatStayed() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random seeds = new Random(seed);
        int moves = 0;
        int ends = 0;
        for (int run = 0; run < RUNS; run++) {
            Life life = new Life(new Random(seeds.nextLong()), "-Dseed=" + seed + ", run " + run);
            life.live();
            moves += life.moves;
            ends += life.ended ? 1 : 0;
        }
        assertThat(moves).isGreaterThan(RUNS);
        assertThat(ends).isGreaterThan(RUNS / 4);
    }

    /** Two of the same specification that are told the same; one is carried away now and then. */
    private static final class Life {
        private final Random random;
        private final String name;
        private final CollectorSpec spec;
        private final Collector stays;
        private Collector carried;
        private final List<Effect.Judge> judging = new ArrayList<>();
        private final List<Effect.Deliver> delivering = new ArrayList<>();
        private long now = seconds(1);
        private int moves;
        private boolean ended;

        /** Bytes that all of them took and did not give back. */
        private long taken;

        Life(Random random, String name) {
            this.random = random;
            this.name = name;
            this.spec = spec(random);
            this.stays = active(spec);
            this.carried = active(spec);
        }

        private Collector active(CollectorSpec of) {
            Collector collector = new Collector(ID, of, DRAIN);
            collector.activate(now);
            return collector;
        }

        void live() {
            for (int step = 0; step < 120 && !ended; step++) {
                now += random.nextInt(20) == 0 ? seconds(random.nextDouble() * 4) : random.nextInt(100_000_000);
                if (random.nextInt(4) == 0) {
                    carry();
                }
                step();
                assertThat(carried.nextTick()).as(name).isEqualTo(stays.nextTick());
                assertThat(carried.state()).as(name).isEqualTo(stays.state());
                assertThat(carried.bytes()).as(name).isEqualTo(stays.bytes());
            }
            assertThat(carried.report(now)).as(name).isEqualTo(stays.report(now));
            assertThat(carried.snapshot(now)).as(name).isEqualTo(stays.snapshot(now));
            giveUp(stays, now);
            giveUp(carried, now);
            assertThat(taken).as(name).isZero();
        }

        /** Ends one, which has to give back all it took. */
        private void giveUp(Collector one, long at) {
            one.stop(new EndReason.Cancelled(), at);
            one.tick(at + DRAIN.toNanos());
            assertThat(one.bytes()).as(name).isZero();
            taken += one.bytesTaken();
        }

        /** To another clock and back. */
        private void carry() {
            moves++;
            Snapshot here = carried.snapshot(now);
            long there = random.nextLong(seconds(1_000_000));
            Collector elsewhere = Collector.restored(ID, spec, DRAIN, here, there);
            assertThat(elsewhere.snapshot(there)).as(name).isEqualTo(here);
            Collector back = Collector.restored(ID, spec, DRAIN, elsewhere.snapshot(there), now);
            giveUp(carried, now);
            giveUp(elsewhere, there);
            carried = back;
            List<Effect> inTheirHands = new ArrayList<>(judging);
            inTheirHands.addAll(delivering);
            if (stays.state() == Collector.State.ACTIVE) {
                assertThat(carried.underWay()).as(name).containsExactlyInAnyOrderElementsOf(inTheirHands);
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> {
                    Item item = item();
                    both(stays.offer(item, now), carried.offer(item, now));
                }
                case 4, 5 -> judge();
                case 6, 7 -> handle();
                case 8 -> {
                    Reaction gone = removal(1 + random.nextInt(3), now, 100 + random.nextInt(3), emoji());
                    both(stays.reactionRemoved(gone, now), carried.reactionRemoved(gone, now));
                }
                case 9 -> {
                    long id = 1L + random.nextInt(12);
                    String emoji = random.nextBoolean() ? null : emoji();
                    both(stays.messageDeleted(id, now), carried.messageDeleted(id, now));
                    both(stays.reactionsCleared(id, emoji, now), carried.reactionsCleared(id, emoji, now));
                }
                case 10 -> times();
                default -> both(stays.tick(now), carried.tick(now));
            }
        }

        private void times() {
            if (random.nextInt(8) == 0) {
                both(stays.stop(new EndReason.User("x"), now), carried.stop(new EndReason.User("x"), now));
            } else if (random.nextBoolean()) {
                long by = seconds(random.nextDouble());
                assertThat(carried.extend(by)).as(name).isEqualTo(stays.extend(by));
            } else {
                long time = seconds(1 + random.nextInt(5));
                long idle = seconds(random.nextInt(3));
                assertThat(carried.resetTimer(time, idle, now)).as(name).isEqualTo(stays.resetTimer(time, idle, now));
            }
        }

        private String emoji() {
            return "e" + random.nextInt(3);
        }

        private Item item() {
            long at = now - random.nextInt(1_000_000);
            long user = 100L + random.nextInt(3);
            return switch (spec.sources().first().kind()) {
                case REACTION -> reaction(1 + random.nextInt(3), at, user, emoji());
                case COMPONENT -> click(1 + random.nextInt(40), at, 1 + random.nextInt(3), user, emoji());
                default -> message(1 + random.nextInt(40), at, user, "hello");
            };
        }

        private void judge() {
            if (judging.isEmpty()) {
                return;
            }
            Effect.Judge judge = judging.remove(random.nextInt(judging.size()));
            Verdict verdict = switch (random.nextInt(4)) {
                case 0 -> new Verdict.Reject();
                case 1 -> new Verdict.Threw("boom");
                default -> new Verdict.Accept();
            };
            both(stays.judged(judge.seq(), verdict, now), carried.judged(judge.seq(), verdict, now));
        }

        private void handle() {
            if (delivering.isEmpty()) {
                return;
            }
            Effect.Deliver delivery = delivering.remove(random.nextInt(delivering.size()));
            String error = random.nextInt(3) == 0 ? "boom" : null;
            both(stays.handled(delivery.seq(), 5, error, now), carried.handled(delivery.seq(), 5, error, now));
        }

        private void both(List<Effect> expected, List<Effect> actual) {
            assertThat(actual).as(name).isEqualTo(expected);
            for (Effect effect : expected) {
                switch (effect) {
                    case Effect.Judge judge -> judging.add(judge);
                    case Effect.Deliver delivery -> delivering.add(delivery);
                    case Effect.Abandon abandon -> judging.removeIf(each -> each.seq() == abandon.seq());
                    case Effect.Ended _ -> ended = true;
                    case Effect.Accepted _, Effect.Rejected _, Effect.Draining _ -> {}
                }
            }
        }
    }

    private static CollectorSpec spec(Random random) {
        Samples.SpecMaker maker = switch (random.nextInt(3)) {
            case 0 -> Samples.reactions();
            case 1 -> Samples.clicks();
            default -> messages();
        };
        Kind kind = maker.sources.getFirst().kind();
        maker.max(random.nextInt(10)).maxProcessed(random.nextInt(3) == 0 ? 1 + random.nextInt(20) : 0);
        maker.time(3 + random.nextInt(10)).maxLifetime(8 + random.nextInt(20));
        maker.maxUsers(random.nextInt(4)).maxPerUser(random.nextInt(4));
        if (kind == Kind.REACTION) {
            maker.maxEmojis(random.nextInt(4));
        }
        if (kind == Kind.COMPONENT) {
            maker.maxComponents(random.nextInt(6));
        }
        if (random.nextBoolean()) {
            maker.idle(1 + random.nextInt(3));
        }
        if (random.nextInt(3) == 0) {
            maker.idleOnReceived();
        }
        if (random.nextBoolean()) {
            maker.judged(1 + random.nextInt(3));
        }
        if (random.nextBoolean()) {
            maker.told();
        }
        Options.Overflow[] overflows = Options.Overflow.values();
        Options options = Options.DEFAULT
                .withBuffer(3 + random.nextInt(6))
                .withOverflow(overflows[random.nextInt(overflows.length)])
                .withDispose(kind != Kind.COMPONENT && random.nextBoolean())
                .withParallel(1 + random.nextInt(2))
                .withEndOnHandlerError(random.nextInt(6) == 0)
                .withRetain(
                        switch (random.nextInt(4)) {
                            case 0 -> new Options.Retain.Full(2);
                            case 1 -> new Options.Retain.Summary(3);
                            case 2 -> new Options.Retain.Ids(3);
                            default -> new Options.Retain.None();
                        });
        if (random.nextInt(3) == 0) {
            options = options.withBatch(
                    new Options.Batch(1 + random.nextInt(3), Duration.ofMillis(1 + random.nextInt(900)), 1));
        }
        if (random.nextInt(4) == 0) {
            options = options.withOnFilterError(new Options.OnFilterError.End(2));
        }
        return maker.options(options).spec();
    }
}
