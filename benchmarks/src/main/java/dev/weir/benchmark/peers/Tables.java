package dev.weir.benchmark.peers;

import dev.weir.peers.Suite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The results as tables: a column each, a row for each size. */
record Tables(Figures figures) {

    private static Table table(String title, String first, List<Contender> columns, List<String> rows, Cells cells) {
        List<List<String>> all = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(first));
        columns.forEach(each -> head.add(each.title()));
        all.add(head);
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = new ArrayList<>(List.of(rows.get(i)));
            for (Contender each : columns) {
                row.add(cells.text(each, i));
            }
            all.add(row);
        }
        return new Table(title, all);
    }

    /** What stands in a column at a row. */
    @FunctionalInterface
    private interface Cells {
        String text(Contender contender, int row);
    }

    private static List<String> counts(List<Integer> sizes) {
        return sizes.stream().map(Rounded::count).toList();
    }

    Table rates(Part tier, int k) {
        List<Integer> sizes = figures.sizes("waiting");
        return table(
                "Events a second, " + words(tier) + ", " + k + " matching",
                "waiting elsewhere",
                figures.present(),
                counts(sizes),
                (each, i) -> figures.rate(each, tier, k, sizes.get(i))
                        .map(Spread::text)
                        .orElseGet(() -> figures.without(each, tier, k, sizes.get(i))));
    }

    static String words(Part tier) {
        return tier == Part.RAW ? "from the raw payload" : "routing only";
    }

    /** Heap, start and end. */
    List<Table> costs() {
        return List.of(
                cost("Heap of an idle collector, bytes", "bytes", 1),
                cost("Time to start so many, ms", "startNanos", 1e6),
                cost("Time to end so many, ms", "endNanos", 1e6));
    }

    private Table cost(String title, String field, double unit) {
        List<Integer> sizes = figures.sizes("costs");
        return table(
                title,
                "idle collectors",
                figures.present(),
                counts(sizes),
                (each, i) -> figures.cost(each, field, sizes.get(i))
                        .map(spread -> spread.per(unit).text())
                        .orElseGet(() -> figures.without(each, Part.COST, 0, sizes.get(i))));
    }

    Table latency() {
        List<String> rows = new ArrayList<>();
        List<Function<Contender, Optional<Spread>>> cells = new ArrayList<>();
        for (int rate : figures.sizes("rates")) {
            for (String quantile : List.of("p50", "p99", "p999")) {
                rows.add(Rounded.count(rate) + "/s, " + quantile.replace("p999", "p99.9"));
                cells.add(each -> figures.latency(each, rate, quantile));
            }
        }
        return overWebSocket("From send to handler over a WebSocket, µs", rows, cells);
    }

    Table cpu() {
        List<String> rows = new ArrayList<>();
        List<Function<Contender, Optional<Spread>>> cells = new ArrayList<>();
        for (int rate : figures.sizes("rates")) {
            rows.add(Rounded.count(rate) + "/s");
            cells.add(each -> figures.cpu(each, rate));
        }
        rows.add("saturation");
        cells.add(figures::cpuAtSaturation);
        return overWebSocket("CPU of the client's process a message, µs", rows, cells);
    }

    private Table overWebSocket(String title, List<String> rows, List<Function<Contender, Optional<Spread>>> cells) {
        return table(
                title,
                "messages a second",
                figures.overWebSocket(),
                rows,
                (each, i) -> cells.get(i).apply(each).map(Spread::text).orElse("–"));
    }

    Table saturation() {
        List<Integer> rates = figures.sizes("rates");
        List<String> rows = new ArrayList<>(List.of("messages/s at saturation", "lost at saturation"));
        rates.forEach(rate -> rows.add("lost at " + Rounded.count(rate) + "/s"));
        return table("Throughput over a WebSocket", "", figures.overWebSocket(), rows, (each, i) -> switch (i) {
            case 0 -> figures.saturation(each).map(Spread::text).orElse("–");
            case 1 -> figures.lost(each, 0);
            default -> figures.lost(each, rates.get(i - 2));
        });
    }

    Table heap() {
        String guilds = figures.plan().path("guilds").asInt() + " guilds × 50 channels";
        return table(
                "Heap of the client's process, MB",
                "guilds",
                figures.clients(),
                List.of("1 shard of " + guilds, "8 shards of " + guilds),
                (each, i) -> figures.heap(each, i == 0 ? 1 : 8)
                        .map(spread -> spread.per(1e6).text())
                        .orElse("–"));
    }

    Table suite() {
        List<String> rows = new ArrayList<>();
        Suite.QUESTIONS.forEach(question -> rows.add(Questions.text(question)));
        rows.add("**score**");
        return table(
                "Correctness suite",
                "question",
                figures.present(),
                rows,
                (each, i) -> i < Suite.QUESTIONS.size()
                        ? figures.answer(each, Suite.QUESTIONS.get(i), "outcome")
                        : "**" + figures.score(each) + "**");
    }
}
