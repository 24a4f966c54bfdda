package dev.weir.peers;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Times one peer in a process of its own and prints each answer, as soon as it is there, as one line of JSON after
 * {@code RESULT }.
 *
 * <p>The sizes {@code --waiting} are gone through from the smallest to the largest: of the rates each adds to what is there.
 * {@code discordjs/bench.js} does the same, step by step: change both.
 */
public final class Bench {
    private static final long SLOWEST_EVENT_NANOS = 50_000_000;
    private static final long LOST_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int FEWEST_RUNS = 3;

    private final Peer peer;
    private final Map<String, String> options;
    private final Corpus corpus;
    private int waiting;
    private long ids;

    private Bench(Peer peer, Map<String, String> options, Corpus corpus) {
        this.peer = peer;
        this.options = options;
        this.corpus = corpus;
    }

    /** Reads {@code --name value} pairs, runs the task, prints the results, ends the process. */
    public static void main(String[] args, Peer peer) {
        try {
            Map<String, String> options = options(args);
            new Bench(peer, options, Corpus.read(Path.of(need(options, "corpus")))).run(need(options, "task"));
        } catch (OutOfMemoryError e) {
            answer(Json.object("stopped", "out of memory"));
        } catch (Exception e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void answer(Map<String, Object> result) {
        System.out.println("RESULT " + Json.text(result));
        System.out.flush();
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

    private int[] sizes() {
        return Arrays.stream(need(options, "waiting").split(",", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }

    private void run(String task) throws Exception {
        String cannot = peer.cannot(task);
        if (cannot != null) {
            answer(Json.object("version", peer.version(), "na", cannot));
            return;
        }
        peer.world(corpus.guilds());
        switch (task) {
            case "suite" -> answer(Json.object("version", peer.version(), "answers", Suite.run(peer.suite())));
            case "cost" -> costs();
            default -> rates(Tier.of(task));
        }
    }

    private Map<String, Object> tooSlow() {
        return Json.object("stopped", "starting took over " + number("patience") + " s");
    }

    // Events a second.

    private void rates(Tier tier) throws Exception {
        int matching = (int) number("k");
        for (int i = 0; i < matching; i++) {
            peer.startMatching();
        }
        Feed feed = new Feed(tier, matching, matching == 0 ? corpus.mixed() : corpus.focused());
        long warmup = number("warmup") * 1_000_000;
        for (int n : sizes()) {
            Map<String, Object> result = startUpTo(n) < 0 ? tooSlow() : rate(feed, matching, warmup);
            answer(result);
            if (result.containsKey("stopped")) {
                return;
            }
            // The next ones only have to get used to more that wait.
            warmup = number("warmup") * 1_000_000 / 4;
        }
    }

    private Map<String, Object> rate(Feed feed, int matching, long warmup) throws Exception {
        System.gc();
        peer.started(waiting + matching);
        long one = Long.MAX_VALUE;
        for (int i = 0; i < 5 && one > SLOWEST_EVENT_NANOS; i++) {
            one = feed.one();
        }
        if (one > SLOWEST_EVENT_NANOS) {
            return Json.object("stopped", "one event took " + one / 1_000_000 + " ms", "eventNanos", one);
        }
        feed.runFor(warmup);
        List<Double> perSecond = new ArrayList<>();
        for (int i = 0; i < number("runs"); i++) {
            perSecond.add(feed.runFor(number("millis") * 1_000_000));
        }
        return Json.object(
                "version",
                peer.version(),
                "runs",
                perSecond,
                "events",
                feed.fed,
                "handled",
                peer.handled(),
                "expected",
                feed.fed * matching);
    }

    /** Nanoseconds, or -1 when it took longer than the patience. */
    private long startUpTo(int n) throws Exception {
        long patience = TimeUnit.SECONDS.toNanos(number("patience"));
        long start = System.nanoTime();
        for (; waiting < n; waiting++) {
            peer.startIdle(waiting);
            if ((waiting & 63) == 0 && System.nanoTime() - start > patience) {
                return -1;
            }
        }
        peer.started(n);
        return System.nanoTime() - start;
    }

    /** Nanoseconds, or -1 when it took longer than the patience. */
    private long endAll() throws Exception {
        long patience = TimeUnit.SECONDS.toNanos(number("patience"));
        long start = System.nanoTime();
        for (int i = 0; i < waiting; i++) {
            peer.endIdle(i);
            if ((i & 63) == 0 && System.nanoTime() - start > patience) {
                return -1;
            }
        }
        peer.ended();
        waiting = 0;
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

        /** Events a second. Making the events is not timed, but bounds the run: it may take three times as long. */
        double runFor(long nanos) throws Exception {
            long began = System.nanoTime();
            long spent = 0;
            long before = fed;
            while (spent < nanos && (spent == 0 || System.nanoTime() - began < 4 * nanos)) {
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
            long last = -1;
            for (long done = peer.processed(fed, matching); done < events; done = peer.processed(fed, matching)) {
                if (++spins < 100) {
                    Thread.onSpinWait();
                    continue;
                }
                LockSupport.parkNanos(10_000);
                long now = System.nanoTime();
                if (done != last) {
                    last = done;
                    since = now;
                } else if (now - since > LOST_NANOS) {
                    throw new IllegalStateException(
                            "events were lost: " + done + " of " + fed + " processed, handled " + peer.handled());
                }
            }
        }
    }

    // What a waiting one costs.

    private void costs() throws Exception {
        for (int i = 0; i < 3; i++) {
            startUpTo(Math.min(sizes()[0], 500));
            endAll();
        }
        for (int n : sizes()) {
            Map<String, Object> result = cost(n);
            result.put("version", peer.version());
            answer(result);
            if (result.containsKey("stopped") || result.containsKey("endStopped")) {
                return;
            }
        }
    }

    /** Runs of more than half the patience in all are not repeated more often than it takes to have a median. */
    private Map<String, Object> cost(int n) throws Exception {
        long began = System.nanoTime();
        List<Long> start = new ArrayList<>();
        List<Long> end = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        Map<String, Object> result = Json.object("startNanos", start, "endNanos", end, "bytes", bytes);
        for (int i = 0; i < number("runs"); i++) {
            if (i >= FEWEST_RUNS && System.nanoTime() - began > TimeUnit.SECONDS.toNanos(number("patience")) / 2) {
                break;
            }
            long empty = usedHeap();
            long took = startUpTo(n);
            if (took < 0) {
                return tooSlow();
            }
            start.add(took);
            bytes.add((usedHeap() - empty) / (double) n);
            long ended = endAll();
            if (ended < 0) {
                result.put("endStopped", "ending took over " + number("patience") + " s");
                return result;
            }
            end.add(ended);
        }
        return result;
    }

    /** Bytes in use after collections: what threads have reserved for objects to come is not in it. */
    static long usedHeap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(30);
            least = Math.min(least, usedAfterCollection());
        }
        return least;
    }

    private static long usedAfterCollection() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }
}
