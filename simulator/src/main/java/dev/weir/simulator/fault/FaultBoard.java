package dev.weir.simulator.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The faults that stand now.
 *
 * <p>Not thread-safe: owned by the lane. Bounded: the oldest fault is lifted for a new one.
 */
public final class FaultBoard {

    private static final int BOUND = 1_000;

    private record Until(StandingFault fault, long endNanos) {}

    private final List<Until> faults = new ArrayList<>();

    /** Stands for that long; absent: until lifted. */
    public void add(StandingFault fault, @Nullable Duration length, long nowNanos) {
        prune(nowNanos);
        if (faults.size() == BOUND) {
            faults.removeFirst();
        }
        faults.add(new Until(fault, length == null ? Long.MAX_VALUE : nowNanos + length.toNanos()));
    }

    public void lift() {
        faults.clear();
    }

    public List<StandingFault> standing(long nowNanos) {
        prune(nowNanos);
        return faults.stream().map(Until::fault).toList();
    }

    public boolean helloWithheld(long nowNanos) {
        return standing(nowNanos).stream().anyMatch(StandingFault.NoHello.class::isInstance);
    }

    public boolean acksStopped(int shard, long nowNanos) {
        return standing(nowNanos).stream()
                .anyMatch(fault -> fault instanceof StandingFault.NoAcks(var on) && covers(on, shard));
    }

    public boolean unanswered(int shard, long nowNanos) {
        return standing(nowNanos).stream()
                .anyMatch(fault -> fault instanceof StandingFault.NoAnswer(var on) && covers(on, shard));
    }

    public boolean resumeClosed(int shard, long nowNanos) {
        return standing(nowNanos).stream()
                .anyMatch(fault -> fault instanceof StandingFault.ClosedResume(var on) && covers(on, shard));
    }

    public boolean resumeRefused(int shard, long nowNanos) {
        return standing(nowNanos).stream()
                .anyMatch(fault -> fault instanceof StandingFault.RefusedResume(var on) && covers(on, shard));
    }

    public Duration readyDelay(int shard, long nowNanos) {
        Duration longest = Duration.ZERO;
        for (StandingFault fault : standing(nowNanos)) {
            if (fault instanceof StandingFault.SlowReady(var on, var delay)
                    && covers(on, shard)
                    && delay.compareTo(longest) > 0) {
                longest = delay;
            }
        }
        return longest;
    }

    public int guildsLeftOut(int shard, long nowNanos) {
        int most = 0;
        for (StandingFault fault : standing(nowNanos)) {
            if (fault instanceof StandingFault.PartialReady(var on, var guilds) && covers(on, shard)) {
                most = Math.max(most, guilds);
            }
        }
        return most;
    }

    /** How long this route still answers 429; zero when it does not. */
    public Duration restLimited(String route, long nowNanos) {
        prune(nowNanos);
        Duration longest = Duration.ZERO;
        for (Until until : faults) {
            if (until.fault() instanceof StandingFault.LimitedRest(var on) && covers(on, route)) {
                // A fault without an end tells the client to come back in a second.
                Duration left = until.endNanos() == Long.MAX_VALUE
                        ? Duration.ofSeconds(1)
                        : Duration.ofNanos(until.endNanos() - nowNanos);
                longest = left.compareTo(longest) > 0 ? left : longest;
            }
        }
        return longest;
    }

    public Duration restDelay(String route, long nowNanos) {
        Duration longest = Duration.ZERO;
        for (StandingFault fault : standing(nowNanos)) {
            if (fault instanceof StandingFault.SlowRest(var on, var delay)
                    && covers(on, route)
                    && delay.compareTo(longest) > 0) {
                longest = delay;
            }
        }
        return longest;
    }

    /** How long this route's answers are; 0 when they are as they should be. */
    public int restBytes(String route, long nowNanos) {
        int most = 0;
        for (StandingFault fault : standing(nowNanos)) {
            if (fault instanceof StandingFault.LongRest(var on, var bytes) && covers(on, route)) {
                most = Math.max(most, bytes);
            }
        }
        return most;
    }

    private void prune(long nowNanos) {
        faults.removeIf(until -> until.endNanos() <= nowNanos);
    }

    private static boolean covers(@Nullable Integer on, int shard) {
        return on == null || on == shard;
    }

    private static boolean covers(@Nullable String on, String route) {
        return on == null || route.startsWith(on);
    }
}
