package dev.weir.benchmark.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** The results as plots. */
record Charts(Figures figures) {

    /** By file name without its ending; those with nothing to draw are left out. */
    Map<String, String> all() {
        Map<String, String> charts = new LinkedHashMap<>();
        for (Part tier : List.of(Part.RAW, Part.ROUTING)) {
            figures.sizes("matching").forEach(k -> charts.put(name(tier, k), rates(tier, k)));
        }
        charts.put("heap", heap());
        charts.put("latency", latency());
        charts.put("cpu", cpu());
        charts.values().removeIf(String::isEmpty);
        return charts;
    }

    static String name(Part tier, int k) {
        return tier.code() + "-" + k;
    }

    private String rates(Part tier, int k) {
        List<Integer> sizes = figures.sizes("waiting");
        List<Plot.Line> lines = new ArrayList<>();
        for (Contender each : figures.present()) {
            List<Plot.Point> points = new ArrayList<>();
            for (int n : sizes) {
                figures.rate(each, tier, k, n).ifPresent(rate -> points.add(new Plot.Point(n, rate)));
            }
            boolean whole = !points.isEmpty() && points.getLast().x() == sizes.getLast();
            String note = whole
                    ? ""
                    : points.isEmpty()
                            ? figures.without(each, tier, k, sizes.getFirst())
                            : "up to " + Rounded.count(points.getLast().x());
            lines.add(new Plot.Line(each.title(), each.colour(), points, note));
        }
        return Plot.lines(
                "Events a second, " + Tables.words(tier) + ", " + k + " matching",
                "collectors waiting elsewhere (logarithmic, with 0 at the left)",
                "events a second (logarithmic)",
                lines);
    }

    private String heap() {
        List<Plot.Group> groups = new ArrayList<>();
        for (int n : figures.sizes("costs")) {
            groups.add(group(Rounded.count(n) + " idle", figures.present(), each -> figures.cost(each, "bytes", n)));
        }
        return bars("Heap of an idle collector", "bytes", figures.present(), groups);
    }

    private String latency() {
        return overWebSocket(
                "p99 from send to handler over a WebSocket",
                "microseconds",
                (each, rate) -> figures.latency(each, rate, "p99"),
                List.of());
    }

    private String cpu() {
        return overWebSocket(
                "CPU of the client's process a message",
                "microseconds",
                figures::cpu,
                List.of(group("saturation", figures.overWebSocket(), figures::cpuAtSaturation)));
    }

    private String overWebSocket(
            String title, String unit, BiFunction<Contender, Integer, Optional<Spread>> figure, List<Plot.Group> more) {
        List<Plot.Group> groups = new ArrayList<>();
        for (int rate : figures.sizes("rates")) {
            groups.add(group(Rounded.count(rate) + "/s", figures.overWebSocket(), each -> figure.apply(each, rate)));
        }
        groups.addAll(more);
        return bars(title, unit, figures.overWebSocket(), groups);
    }

    /** A figure of one peer. */
    @FunctionalInterface
    private interface Figure {
        Optional<Spread> of(Contender contender);
    }

    private static Plot.Group group(String name, List<Contender> contenders, Figure figure) {
        return new Plot.Group(name, contenders.stream().map(figure::of).toList());
    }

    private static String bars(String title, String unit, List<Contender> contenders, List<Plot.Group> groups) {
        return Plot.bars(
                title,
                unit,
                contenders.stream().map(Contender::title).toList(),
                contenders.stream().map(Contender::colour).toList(),
                groups);
    }
}
