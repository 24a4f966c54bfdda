package dev.weir.worker.gateway;

import dev.weir.model.LimitName;
import dev.weir.model.LimitUse;
import dev.weir.worker.shard.FleetShare;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many answers 401, 403 and 429 this worker may cause in ten minutes, of those after which Discord bans the bot's address.
 *
 * <p>When they are used up nothing is sent until the oldest is ten minutes old or the fleet gives more.
 */
final class InvalidShare implements FleetShare {
    /** Ten minutes, and one second for the one that has begun. */
    private static final int SECONDS = 601;

    /** As many as one worker may cause that no fleet tells anything. */
    private static final int ALONE = 9_000;

    private final LongSupplier nanoTime;
    // Guarded by this.
    private final int[] caused = new int[SECONDS];
    private long second;
    private int used;
    private int allowance = ALONE;
    private int refused;

    InvalidShare(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.second = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
    }

    static boolean isInvalid(int status) {
        return status == 401 || status == 403 || status == 429;
    }

    /** Whether a request may be sent. */
    synchronized boolean open() {
        turn();
        boolean open = used < allowance;
        refused += open ? 0 : 1;
        return open;
    }

    /** One such answer has come. */
    synchronized void count() {
        turn();
        caused[(int) Math.floorMod(second, (long) SECONDS)]++;
        used++;
    }

    @Override
    public String limit() {
        return LimitName.DISCORD_INVALID;
    }

    @Override
    public synchronized void allow(@Nullable Long ordered) {
        allowance = ordered == null ? ALONE : (int) Math.clamp(ordered, 0, LimitName.most(limit()));
    }

    @Override
    public synchronized LimitUse use() {
        turn();
        int waiting = Math.min(refused, 100);
        refused = 0;
        return new LimitUse(limit(), Math.max(allowance, used), used, waiting);
    }

    private void turn() {
        long now = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
        long passed = Math.min(now - second, SECONDS);
        for (long i = 1; i <= passed; i++) {
            int at = (int) Math.floorMod(second + i, (long) SECONDS);
            used -= caused[at];
            caused[at] = 0;
        }
        second = Math.max(second, now);
    }
}
