package dev.weir.worker.roster;

import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.dispatch.LaneStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the collectors of this worker are: told to whoever asks, and logged once a minute. Thread-safe. */
public final class Statistics implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Statistics.class);
    private static final int SAMPLES = 12;

    private final StatisticsSettings settings;
    private final Supplier<Totals> totals;
    private final Supplier<? extends Collection<LaneStats>> lanes;
    private final Supplier<List<PermitPool.Use>> limits;
    private final LongSupplier clock;

    /** Guards {@code lately}. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Lately lately;
    private int sampled;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * How they are.
     *
     * @param live collectors that take items now
     * @param ending those that take none any more and wait for their handlers
     * @param oldestSeconds how long the first started that is still here is here; 0 when there is none
     * @param overSeconds how far what follows looks back
     * @param started collectors that became active meanwhile
     * @param ended collectors that ended meanwhile, by the code of the reason
     * @param errors filters and handlers that threw meanwhile
     * @param errorsPerSecond the same a second
     * @param warnings what is too much, in words
     */
    public record Now(
            int live,
            int ending,
            double oldestSeconds,
            double overSeconds,
            long started,
            Map<String, Long> ended,
            long errors,
            double errorsPerSecond,
            List<String> warnings) {
        public Now {
            ended = Map.copyOf(ended);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Knows nothing of the time before.
     *
     * @param limits in use on this worker
     * @param clock monotonic nanoseconds
     */
    public Statistics(
            StatisticsSettings settings,
            Supplier<Totals> totals,
            Supplier<? extends Collection<LaneStats>> lanes,
            Supplier<List<PermitPool.Use>> limits,
            LongSupplier clock) {
        this.settings = settings;
        this.totals = totals;
        this.lanes = lanes;
        this.limits = limits;
        this.clock = clock;
        this.lately = new Lately(settings.every());
        sample();
    }

    /** Looks twelve times in a period from now on, and logs once in it. */
    public void start(ScheduledExecutorService scheduler) {
        long nanos = settings.every().dividedBy(SAMPLES).toNanos();
        timer = scheduler.scheduleWithFixedDelay(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    private void look() {
        try {
            sample();
            if (++sampled % SAMPLES == 0) {
                say(now());
            }
        } catch (RuntimeException bug) { // The next look may go well; without this there would be none.
            log.error("the statistics were not taken", bug);
        }
    }

    void sample() {
        Totals sum = totals.get();
        lock.lock();
        try {
            lately.sample(clock.getAsLong(), sum);
        } finally {
            lock.unlock();
        }
    }

    private static void say(Now now) {
        String line = "collectors: %d live, %d ending, oldest %.0f s; in %.0f s %d started, ended %s, %d errors"
                .formatted(
                        now.live, now.ending, now.oldestSeconds, now.overSeconds, now.started, now.ended, now.errors);
        if (now.warnings.isEmpty()) {
            log.info(line);
        } else {
            log.warn("{}; {}", line, String.join("; ", now.warnings));
        }
    }

    /** As it is at this moment. */
    public Now now() {
        int live = 0;
        int ending = 0;
        Duration oldest = Duration.ZERO;
        for (LaneStats lane : lanes.get()) {
            live += lane.active();
            ending += lane.ending();
            oldest = oldest.compareTo(lane.oldest()) < 0 ? lane.oldest() : oldest;
        }
        Totals sum = totals.get();
        Lately.Change change;
        lock.lock();
        try {
            change = lately.until(clock.getAsLong(), sum);
        } finally {
            lock.unlock();
        }
        return new Now(
                live,
                ending,
                oldest.toMillis() / 1e3,
                change.over().toMillis() / 1e3,
                change.started(),
                change.ended(),
                change.errors(),
                change.errorsPerSecond(),
                warnings(ending));
    }

    private List<String> warnings(int ending) {
        List<String> warnings = new ArrayList<>();
        if (ending > settings.warnEnding()) {
            warnings.add(ending + " wait for their handlers to end, more than " + settings.warnEnding());
        }
        for (PermitPool.Use use : limits.get()) {
            if (use.allowed() > 0 && use.used() * 100 > use.allowed() * settings.warnPercent()) {
                warnings.add("limit %s: %d of %d in use, more than %d %%"
                        .formatted(use.limit(), use.used(), use.allowed(), settings.warnPercent()));
            }
        }
        return warnings;
    }

    @Override
    public void close() {
        ScheduledFuture<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }
}
