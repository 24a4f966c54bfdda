package dev.weir.worker.gateway;

import dev.weir.model.LimitName;
import dev.weir.model.LimitUse;
import dev.weir.worker.shard.FleetShare;
import dev.weir.worker.shard.Overtaking;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many answers 401, 403 and 429 this worker may cause in ten minutes, of those after which Discord bans the bot's address.
 *
 * <p>When they are used up nothing is sent until the oldest is ten minutes old or the fleet gives more. A worker that waits for
 * its first orders holds nothing: what it causes then counts, and no more.
 */
public final class InvalidShare implements FleetShare {
    /** Ten minutes, and one second for the one that has begun. */
    private static final int SECONDS = 601;

    /** As many as one worker may cause that no fleet tells anything. */
    private static final int ALONE = 9_000;

    /** As many as a worker of a fleet may cause before its first orders. */
    private static final int BEFORE_ORDERS = 10;

    /** So many that the fleet does not know of yet are reported at once: the worker may end before its next renewal. */
    static final int SOON = 5;

    private final LongSupplier nanoTime;

    /** Guards what follows; the renewal of the lease overtakes those that wait for it. */
    private final ReentrantLock lock = new ReentrantLock();

    private final int[] caused = new int[SECONDS];
    private long second;
    private int used;
    private int unreported;
    private int allowance = ALONE;
    private boolean awaitsOrders;
    private int refused;
    private volatile Runnable onMany = () -> {};

    /** Of a worker without a fleet, until it {@link #joins} one. */
    public InvalidShare(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.second = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong());
    }

    static boolean isInvalid(int status) {
        return status == 401 || status == 403 || status == 429;
    }

    /**
     * A fleet will give this worker its part.
     *
     * @param report called when the fleet should hear of more answers soon; must not block
     */
    public void joins(Runnable report) {
        onMany = report;
        lock.lock();
        try {
            awaitsOrders = true;
            allowance = BEFORE_ORDERS;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a request may be sent. */
    public boolean open() {
        lock.lock();
        try {
            turn();
            boolean open = used < allowance;
            refused += open ? 0 : 1;
            return open;
        } finally {
            lock.unlock();
        }
    }

    /** One such answer has come. */
    public void count() {
        if (isManyWith(1)) {
            onMany.run();
        }
    }

    private boolean isManyWith(int more) {
        lock.lock();
        try {
            turn();
            caused[(int) Math.floorMod(second, (long) SECONDS)] += more;
            used += more;
            unreported += more;
            return unreported >= SOON;
        } finally {
            lock.unlock();
        }
    }

    /** Why nothing is sent; the cause need not be this worker. */
    String refusal() {
        lock.lock();
        try {
            return used > 0 && used >= allowance
                    ? "nothing is sent: this worker has caused " + used + " of the " + allowance
                            + " answers 401, 403 and 429 that it may cause within ten minutes (limit '" + limit() + "')"
                    : "nothing is sent: the fleet has given this worker nothing of the limit '" + limit()
                            + "' yet; GET /v1/limits of a coordinator shows which workers hold it, ended ones too";
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String limit() {
        return LimitName.DISCORD_INVALID;
    }

    @Override
    public void allow(@Nullable Long ordered) {
        Overtaking.lock(lock);
        try {
            awaitsOrders = false;
            allowance = ordered == null ? ALONE : (int) Math.clamp(ordered, 0, LimitName.most(limit()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public LimitUse use() {
        Overtaking.lock(lock);
        try {
            turn();
            int waiting = Math.min(refused, 100);
            refused = 0;
            unreported = 0;
            return new LimitUse(limit(), awaitsOrders ? used : Math.max(allowance, used), used, waiting);
        } finally {
            lock.unlock();
        }
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
