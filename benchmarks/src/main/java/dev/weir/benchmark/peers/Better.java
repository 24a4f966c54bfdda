package dev.weir.benchmark.peers;

import dev.weir.peers.Suite;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Where a peer's median is better than Weir's, by how much, and why: found in the results, not written down. */
record Better(Figures figures) {

    /**
     * What is compared.
     *
     * @param more whether more of it is better
     * @param sizes what the sizes are of; empty when they speak for themselves
     * @param why the reason should a peer win
     */
    private record Topic(String what, boolean more, String sizes, String why) {}

    /** One place where a peer won: by how many times, and whether by more than the runs differ among themselves. */
    private record Win(String where, double times, boolean clear) {}

    Table table() {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("peer", "better at", "where", "times as good")));
        wins().forEach((peer, topics) -> topics.forEach((topic, all) -> rows.add(List.of(
                peer.title(),
                topic.what(),
                String.join(", ", all.stream().map(Better::where).toList()) + topic.sizes(),
                times(all)))));
        for (String question : Suite.QUESTIONS) {
            for (Contender each : figures.present()) {
                if (figures.hasSuite(Contender.WEIR)
                        && figures.passes(each, question)
                        && !figures.passes(Contender.WEIR, question)) {
                    rows.add(List.of(each.title(), "correctness", Questions.text(question), "–"));
                }
            }
        }
        return new Table("Where a peer is better (≈ the runs of both overlap)", rows);
    }

    /** Why, for what is in the table. */
    List<String> reasons() {
        return wins().values().stream()
                .flatMap(topics -> topics.keySet().stream())
                .map(Topic::why)
                .distinct()
                .toList();
    }

    private static String where(Win win) {
        return (win.clear() ? "" : "≈ ") + win.where();
    }

    private static String times(List<Win> wins) {
        double least = wins.stream().mapToDouble(Win::times).min().orElse(1);
        double most = wins.stream().mapToDouble(Win::times).max().orElse(1);
        String low = Rounded.figure(least);
        String high = Rounded.figure(most);
        return low.equals(high) ? low : low + "–" + high;
    }

    private Map<Contender, Map<Topic, List<Win>>> wins() {
        Map<Contender, Map<Topic, List<Win>>> wins = new LinkedHashMap<>();
        figures.present().forEach(each -> wins.put(each, new LinkedHashMap<>()));
        for (Part tier : List.of(Part.RAW, Part.ROUTING)) {
            for (int k : figures.sizes("matching")) {
                Topic topic = new Topic(
                        "events/s " + Tables.words(tier) + ", " + k + " matching",
                        true,
                        " waiting",
                        k == 0 ? Why.QUEUE : Why.HANDLER);
                for (int n : figures.sizes("waiting")) {
                    compare(wins, topic, Rounded.count(n), each -> figures.rate(each, tier, k, n));
                }
            }
        }
        Topic heap = new Topic("heap of an idle collector", false, " idle", Why.LISTENER);
        Topic start = new Topic("time to start", false, " idle", Why.START);
        Topic end = new Topic("time to end", false, " idle", Why.END);
        for (int n : figures.sizes("costs")) {
            String idle = Rounded.count(n);
            compare(wins, heap, idle, each -> figures.cost(each, "bytes", n));
            compare(wins, start, idle, each -> figures.cost(each, "startNanos", n));
            compare(wins, end, idle, each -> figures.cost(each, "endNanos", n));
        }
        Topic latency = new Topic("latency over a WebSocket", false, "", Why.THREADS);
        Topic cpu = new Topic("CPU over a WebSocket", false, "", Why.THREADS);
        for (int rate : figures.sizes("rates")) {
            String where = Rounded.count(rate) + "/s";
            for (String quantile : List.of("p50", "p99", "p999")) {
                compare(
                        wins,
                        latency,
                        where + " " + quantile.replace("p999", "p99.9"),
                        each -> figures.latency(each, rate, quantile));
            }
            compare(wins, cpu, where, each -> figures.cpu(each, rate));
        }
        compare(wins, cpu, "saturation", figures::cpuAtSaturation);
        compare(
                wins,
                new Topic("messages/s over a WebSocket", true, "", Why.THREADS),
                "saturation",
                figures::saturation);
        Topic cache = new Topic("heap of a client", false, "", Why.CACHE);
        compare(wins, cache, "1 shard", each -> figures.heap(each, 1));
        compare(wins, cache, "8 shards", each -> figures.heap(each, 8));
        return wins;
    }

    private void compare(
            Map<Contender, Map<Topic, List<Win>>> wins,
            Topic topic,
            String where,
            Function<Contender, Optional<Spread>> figure) {
        Optional<Spread> own = figure.apply(Contender.WEIR);
        for (Contender each : figures.present()) {
            Optional<Spread> theirs = figure.apply(each);
            if (each != Contender.WEIR && own.isPresent() && theirs.isPresent()) {
                double ratio = theirs.get().median() / own.get().median();
                double times = topic.more() ? ratio : 1 / ratio;
                if (times > 1) {
                    boolean clear = !own.get().meets(theirs.get());
                    wins.getOrDefault(each, new LinkedHashMap<>())
                            .computeIfAbsent(topic, _ -> new ArrayList<>())
                            .add(new Win(where, times, clear));
                }
            }
        }
    }

    /** The reasons, as far as they are known. */
    private static final class Why {
        static final String QUEUE =
                "Events nobody waits for: a peer without any listener has nothing to do. Weir looks whether it may act,"
                        + " takes the lane's turn, and looks up where the event came from, waiting or not.";
        static final String HANDLER =
                "Matching collectors: a peer calls the handler on the thread that routes. Weir makes a virtual"
                        + " thread for each accepted item, so that a handler may block and stalls nobody, and counts,"
                        + " checks limits and duplicates before.";
        static final String LISTENER =
                "Heap of an idle collector: a listener is one object in a list; a collector has limits, "
                        + "counters, a timer and a report.";
        static final String START =
                "Time to start: a collector asks for admission and becomes active on the lane; a listener is "
                        + "put in a list.";
        static final String END =
                "Time to end: each end makes a report and completes a future; a listener is taken out of a "
                        + "list, and that is all.";
        static final String THREADS =
                "Over a WebSocket: a peer calls the handler as it is; Weir on a virtual thread that its reader carries,"
                        + " so that a handler may wait and does not stall the socket. What reading alone takes, nobody"
                        + " can save.";
        static final String CACHE =
                "Heap of a client: Weir keeps Javacord's caches of guilds and channels beside its lanes; a peer "
                        + "keeps less of them.";

        private Why() {}
    }
}
