package dev.weir.worker.carrier;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a bot's code treats the readers that carry it. 200 µs each time are free; of what goes beyond, readers bear a hundredth of
 * the time. Code that took more is not carried until that much time has passed; it has up to 25 ms on credit, since a machine that
 * is busy makes anybody look slow now and then. Thread-safe.
 */
final class Manners {
    private static final Logger LOG = LoggerFactory.getLogger(Manners.class);
    private static final ClassValue<Manners> ALL = new ClassValue<>() {
        @Override
        protected Manners computeValue(Class<?> code) {
            return new Manners(code.getName(), System.nanoTime());
        }
    };

    private static final long FREE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final long PART_OF_TIME = 100;
    private static final long CREDIT_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
    private static final long WORTH_TELLING_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final String code;
    /** It took too much at least once; most code never does. */
    private volatile boolean owed;

    /** When what it took is paid for. */
    private final AtomicLong paidAt;

    Manners(String code, long now) {
        this.code = code;
        this.paidAt = new AtomicLong(now);
    }

    /** Those of a class of code: every collector that is made in the same place shares them. */
    static Manners of(Class<?> code) {
        return ALL.get(code);
    }

    /** Whether a reader carries it. */
    boolean good(LongSupplier clock) {
        return !owed || paidAt.get() - clock.getAsLong() < CREDIT_NANOS * PART_OF_TIME;
    }

    /** It has kept a reader so long. */
    void kept(long nanos, long now) {
        if (nanos <= FREE_NANOS) {
            return;
        }
        // An hour at most: a process that stood still for a day is no reason to shun code for months.
        long price = Math.min(nanos - FREE_NANOS, TimeUnit.SECONDS.toNanos(36)) * PART_OF_TIME;
        owed = true;
        paidAt.accumulateAndGet(price, (until, more) -> (until - now > 0 ? until : now) + more);
        if (nanos >= WORTH_TELLING_NANOS) {
            LOG.warn(
                    "{} ran {} ms without waiting and kept its shard from being read; it is given to other threads for {} s",
                    code,
                    TimeUnit.NANOSECONDS.toMillis(nanos),
                    TimeUnit.NANOSECONDS.toSeconds(paidAt.get() - now));
        }
    }
}
