package dev.weir.peers;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Times one peer at one point and prints the answer as one line of JSON after {@code RESULT }.
 *
 * <p>{@code discordjs/bench.js} does the same, step by step: change both.
 */
public final class Bench {
    private static final long SLOWEST_EVENT_NANOS = 50_000_000;
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Peer peer;
    private final Map<String, String> options;
    private final Corpus corpus;
    private long ids;

    private Bench(Peer peer, Map<String, String> options, Corpus corpus) {
        this.peer = peer;
        this.options = options;
        this.corpus = corpus;
    }

    /** Reads {@code --name value} pairs, runs the task, prints the result, ends the process. */
    public static void main(String[] args, Peer peer) {
        try {
            Map<String, String> options = options(args);
            Object result;
            if (need(options, "task").equals("suite")) {
                peer.world(Corpus.read(Path.of(need(options, "corpus"))).guilds());
                result = Json.object("version", peer.version(), "answers", Suite.run(peer.suite()));
            } else {
                Bench bench = new Bench(peer, options, Corpus.read(Path.of(need(options, "corpus"))));
                result = bench.run(need(options, "task"));
            }
            System.out.println("RESULT " + Json.text(result));
            System.out.flush();
        } catch (OutOfMemoryError e) {
            System.out.println("RESULT {\"stopped\":\"out of memory\"}");
            System.out.flush();
        } catch (Exception e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }

    /** {@code --name value} pairs. */
    public static Map<String, String> options(String[] args) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < args.length; i += 2) {
            options.put(args[i].substring(2), args[i + 1]);
        }
        return options;
    }

    private static String need(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) {
            throw new IllegalArgumentException("--" + name + " is missing");
        }
        return value;
    }

    private long number(String name) {
        return Long.parseLong(need(options, name));
    }

    private Map<String, Object> run(String task) throws Exception {
        String cannot = peer.cannot(task);
        if (cannot != null) {
            return Json.object("version", peer.version(), "na", cannot);
        }
        peer.world(corpus.guilds());
        Map<String, Object> result = task.equals("cost") ? cost() : rate(Tier.of(task));
        result.put("version", peer.version());
        return result;
    }

    // Events a second.

    private Map<String, Object> rate(Tier tier) throws Exception {
        int n = (int) number("n");
        int matching = (int) number("k");
        int runs = (int) number("runs");
        long runNanos = number("millis") * 1_000_000;
        if (startAll(n) < 0) {
            return Json.object("stopped", "starting took over " + number("patience") + " s");
        }
        for (int i = 0; i < matching; i++) {
            peer.startMatching();
        }
        peer.started(n + matching);
        Feed feed = new Feed(tier, matching, matching == 0 ? corpus.mixed() : corpus.focused());
        long one = Long.MAX_VALUE;
        for (int i = 0; i < 5 && one > SLOWEST_EVENT_NANOS; i++) {
            one = feed.one();
        }
        if (one > SLOWEST_EVENT_NANOS) {
            return Json.object("stopped", "one event took " + one / 1_000_000 + " ms", "eventNanos", one);
        }
        feed.runFor(number("warmup") * 1_000_000);
        List<Double> perSecond = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            perSecond.add(feed.runFor(runNanos));
        }
        return Json.object(
                "runs", perSecond, "events", feed.fed, "handled", peer.handled(), "expected", feed.fed * matching);
    }

    /** Nanoseconds, or -1 when it took longer than the patience. */
    private long startAll(int n) throws Exception {
        long patience = TimeUnit.SECONDS.toNanos(number("patience"));
        long start = System.nanoTime();
        for (int i = 0; i < n; i++) {
            peer.startIdle(i);
            if ((i & 63) == 0 && System.nanoTime() - start > patience) {
                return -1;
            }
        }
        peer.started(n);
        return System.nanoTime() - start;
    }

    /** Feeds events from the corpus, again and again, with new ids each time. */
    private final class Feed {
        private final Tier tier;
        private final int matching;
        private final int window;
        private final List<Corpus.Frame> frames;
        private final Object[] batch = new Object[2_000];
        private int next;
        private int at;
        private int size;
        private long fed;

        Feed(Tier tier, int matching, List<Corpus.Frame> frames) throws Exception {
            this.tier = tier;
            this.matching = matching;
            this.window = peer.window(matching);
            this.frames = frames;
            refill();
        }

        private void refill() throws Exception {
            size = 0;
            at = 0;
            for (int tries = 0; tries < 40 * batch.length && size < batch.length; tries++) {
                Corpus.Frame frame = frames.get(next);
                next = (next + 1) % frames.size();
                Object event = peer.prepare(tier, frame.withId(Ids.message(++ids)), frame.type());
                if (event != null) {
                    batch[size++] = event;
                }
            }
            if (size == 0) {
                throw new IOException("the corpus has no event for this peer");
            }
        }

        long one() throws Exception {
            if (at == size) {
                refill();
            }
            long start = System.nanoTime();
            peer.feed(tier, batch[at++]);
            fed++;
            settle();
            return System.nanoTime() - start;
        }

        /** Events a second. */
        double runFor(long nanos) throws Exception {
            long spent = 0;
            long before = fed;
            while (spent < nanos) {
                if (at == size) {
                    refill();
                }
                long start = System.nanoTime();
                while (at < size) {
                    if (window != Integer.MAX_VALUE) {
                        awaitProcessed(fed - window + 1);
                    }
                    peer.feed(tier, batch[at++]);
                    fed++;
                    if ((fed & 15) == 0 && spent + System.nanoTime() - start > nanos) {
                        break;
                    }
                }
                settle();
                spent += System.nanoTime() - start;
            }
            return (fed - before) * 1e9 / spent;
        }

        private void settle() {
            awaitProcessed(fed);
        }

        private void awaitProcessed(long events) {
            int spins = 0;
            long since = 0;
            while (peer.processed(fed, matching) < events) {
                if (++spins < 100) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(10_000);
                    long now = System.nanoTime();
                    since = since == 0 ? now : since;
                    if (now - since > LOST_NANOS) {
                        throw new IllegalStateException("events were lost: " + peer.processed(fed, matching) + " of "
                                + fed + " processed, handled " + peer.handled());
                    }
                }
            }
        }
    }

    // What a waiting one costs.

    private Map<String, Object> cost() throws Exception {
        int n = (int) number("n");
        int runs = (int) number("runs");
        warm(Math.min(n, 500));
        List<Long> start = new ArrayList<>();
        List<Long> end = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            long empty = usedHeap();
            long took = startAll(n);
            if (took < 0) {
                return Json.object("stopped", "starting took over " + number("patience") + " s");
            }
            start.add(took);
            bytes.add((usedHeap() - empty) / (double) n);
            long began = System.nanoTime();
            peer.endAll();
            end.add(System.nanoTime() - began);
            if (start.getLast() + end.getLast() > TimeUnit.SECONDS.toNanos(number("patience"))) {
                break;
            }
        }
        return Json.object("startNanos", start, "endNanos", end, "bytes", bytes);
    }

    private void warm(int n) throws Exception {
        for (int i = 0; i < 3; i++) {
            if (startAll(n) >= 0) {
                peer.endAll();
            }
        }
    }

    /** Bytes in use after collections. */
    static long usedHeap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(30);
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }
}
