package dev.weir.worker.cluster;

import dev.weir.model.BotProof;
import dev.weir.model.Orders;
import dev.weir.model.Report;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.model.Standing;
import dev.weir.model.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this worker's bot works, as it finds by trying, and what the leader makes of it: the crew's reports and orders pass
 * through here.
 *
 * <p>Tried before the worker joins, and again for as long as it serves nothing, one of its shards is not connected, or the leader
 * has set it aside. One thread of its own.
 */
public final class BotTrials implements Crew, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(BotTrials.class);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LAST_RETRY = Duration.ofSeconds(30);

    /** How often it is tried while it works, but not all is well. */
    private static final Duration WHILE_UNWELL = Duration.ofSeconds(20);

    private final Crew crew;
    private final Trial trial;
    private final Runnable changed;
    private final Thread thread;
    private final CountDownLatch first = new CountDownLatch(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private boolean closing;
    private boolean hurried;

    private volatile BotProof proof = BotProof.UNTRIED;
    private volatile Standing standing = Standing.NEW;

    /** Tries the bot once; may block for half a minute. */
    @FunctionalInterface
    public interface Trial {
        BotProof attempt() throws InterruptedException;
    }

    /**
     * Tries nothing until {@link #start}.
     *
     * @param changed called when the leader should hear of it; must not block
     */
    public BotTrials(Crew crew, Trial trial, Runnable changed) {
        this.crew = crew;
        this.trial = trial;
        this.changed = changed;
        this.thread = Thread.ofPlatform().name("weir-bot-trial").daemon(true).unstarted(this::run);
    }

    /** Begins to try, in the background. */
    public void start() {
        thread.start();
    }

    /** Waits for the end of the first try, and at most that long. */
    public void awaitFirst(Duration most) throws InterruptedException {
        var _ = first.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** What the last try found. */
    public BotProof proof() {
        return proof;
    }

    /** Why this worker is given no shards, as a sentence; null when it is not so. */
    public @Nullable String trouble() {
        BotProof tried = proof;
        if (tried.trouble() != null) {
            return tried.trouble().code() + ": " + tried.detail();
        }
        Standing stands = standing;
        return stands.trouble() == null ? null : stands.trouble().code() + ": " + stands.text();
    }

    @Override
    public Report report() {
        return crew.report().withProof(proof);
    }

    @Override
    public void follow(Orders orders) {
        Standing next = orders.standing();
        Standing before = standing;
        standing = next;
        if (!next.says(before)) {
            say(next, before);
            wake();
        }
        crew.follow(orders);
    }

    @Override
    public void epochOver() {
        crew.epochOver();
    }

    @Override
    public void renewed(boolean granted) {
        crew.renewed(granted);
    }

    private static void say(Standing next, Standing before) {
        Trouble trouble = next.trouble();
        if (trouble != null) {
            log.warn("this worker is set aside, {}: {}", trouble.code(), next.text());
        } else if (before.trouble() != null) {
            log.info("this worker is not set aside any more");
        }
    }

    private void run() {
        Duration retry = FIRST_RETRY;
        try {
            do {
                BotProof found = attempt();
                first.countDown();
                if (found.isGood()) {
                    retry = FIRST_RETRY;
                    pauseWhileWell();
                } else {
                    pause(retry);
                    retry = retry.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : retry.multipliedBy(2);
                }
            } while (!isClosing());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private BotProof attempt() throws InterruptedException {
        BotProof before = proof;
        BotProof found;
        try {
            found = trial.attempt();
        } catch (RuntimeException bug) {
            log.error("trying the bot failed", bug);
            found = new BotProof(before.application(), before.intents(), Trouble.UNREACHABLE, bug.toString());
        }
        proof = found;
        if (!found.equals(before)) {
            if (found.trouble() != null) {
                log.warn(
                        "this worker's bot does not work, {}: {}",
                        found.trouble().code(),
                        found.detail());
            } else {
                log.info("this worker's bot works: application {}", found.application());
            }
            changed.run();
        }
        return found;
    }

    /** A worker that serves shows with each event that its bot works. */
    private void pauseWhileWell() throws InterruptedException {
        do {
            pause(WHILE_UNWELL);
        } while (!isClosing() && isWell(crew.report().shards()));
    }

    private boolean isWell(List<ShardStatus> shards) {
        return standing.trouble() == null
                && shards.stream().anyMatch(shard -> shard.phase() == ShardPhase.ACTIVE)
                && shards.stream()
                        .noneMatch(shard ->
                                shard.phase() == ShardPhase.CONNECTING || shard.phase() == ShardPhase.RESUMING);
    }

    private void wake() {
        lock.lock();
        try {
            hurried = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration length) throws InterruptedException {
        lock.lock();
        try {
            long left = length.toNanos();
            while (!closing && !hurried && left > 0) {
                left = wake.awaitNanos(left);
            }
            hurried = false;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosing() {
        lock.lock();
        try {
            return closing;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            wake.signalAll();
        } finally {
            lock.unlock();
        }
        thread.interrupt();
        first.countDown();
    }
}
