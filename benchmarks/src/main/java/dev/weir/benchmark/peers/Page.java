package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.peers.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The results as a page, as plots and on the terminal. Every figure in them comes from the results. */
final class Page {
    private final ObjectNode results;
    private final List<Contender> present = new ArrayList<>();

    Page(ObjectNode results) {
        this.results = results;
        for (Contender each : Contender.values()) {
            if (results.path("peers").has(each.code())) {
                present.add(each);
            }
        }
    }

    // Figures.

    private JsonNode of(Contender contender) {
        return results.path("peers").path(contender.code());
    }

    private JsonNode cell(Contender contender, String part, int n, int k) {
        for (JsonNode cell : of(contender).path(part)) {
            if (cell.path("n").asInt() == n && (k < 0 || cell.path("k").asInt() == k)) {
                return cell.path("result");
            }
        }
        return of(contender).path("absent");
    }

    private static double[] values(JsonNode array) {
        double[] values = new double[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asDouble();
        }
        Arrays.sort(values);
        return values;
    }

    private static OptionalDouble median(JsonNode array) {
        double[] values = values(array);
        return values.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(values[values.length / 2]);
    }

    private OptionalDouble rate(Contender contender, String tier, int n, int k) {
        return median(cell(contender, tier, n, k).path("runs"));
    }

    /** What a cell of a table says. */
    private static String said(JsonNode result, String field, double scale) {
        if (result.has("na")) {
            return "n/a";
        }
        if (result.has("stopped")) {
            return "stopped: " + result.path("stopped").asText();
        }
        double[] values = values(result.path(field));
        if (values.length == 0) {
            return "–";
        }
        return Plot.number(values[values.length / 2] / scale) + " (" + Plot.number(values[0] / scale) + "–"
                + Plot.number(values[values.length - 1] / scale) + ")";
    }

    private List<Integer> sizes(String field) {
        List<Integer> sizes = new ArrayList<>();
        results.path("plan").path(field).forEach(n -> sizes.add(n.asInt()));
        return sizes;
    }

    // Tables.

    /** Rows of cells; the first row is the head. */
    private record Table(String title, List<List<String>> rows) {
        String markdown() {
            StringBuilder out = new StringBuilder();
            for (int i = 0; i < rows.size(); i++) {
                out.append("| ").append(String.join(" | ", rows.get(i))).append(" |\n");
                if (i == 0) {
                    out.append("|---".repeat(rows.getFirst().size())).append("|\n");
                }
            }
            return out.toString();
        }

        String terminal() {
            int columns = rows.getFirst().size();
            int[] widths = new int[columns];
            for (List<String> row : rows) {
                for (int i = 0; i < columns; i++) {
                    widths[i] = Math.max(widths[i], row.get(i).length());
                }
            }
            StringBuilder out = new StringBuilder("\n" + title + "\n");
            for (List<String> row : rows) {
                for (int i = 0; i < columns; i++) {
                    out.append(String.format("%-" + (widths[i] + 2) + "s", row.get(i)));
                }
                out.append('\n');
            }
            return out.toString();
        }
    }

    private List<String> head(String first) {
        List<String> head = new ArrayList<>(List.of(first));
        present.forEach(each -> head.add(each.title()));
        return head;
    }

    private List<String> row(String first, Function<Contender, String> cell) {
        List<String> row = new ArrayList<>(List.of(first));
        present.forEach(each -> row.add(cell.apply(each)));
        return row;
    }

    private Table rates(String tier, int k) {
        List<List<String>> rows = new ArrayList<>(List.of(head("waiting elsewhere")));
        for (int n : sizes("waiting")) {
            rows.add(row(Plot.number(n), each -> {
                if (of(each).path(tier).path(0).path("result").has("na")) {
                    return "n/a";
                }
                if (!of(each).has(tier)) {
                    return "not run";
                }
                JsonNode result = cell(each, tier, n, k);
                return result.isMissingNode() ? "stopped before" : said(result, "runs", 1);
            }));
        }
        return new Table(
                "Events a second, " + (tier.equals("raw") ? "from the raw payload" : "routing only") + ", " + k
                        + " matching: median (least–most)",
                rows);
    }

    private Table cost(String title, String field, double scale) {
        List<List<String>> rows = new ArrayList<>(List.of(head("idle collectors")));
        for (int n : sizes("costs")) {
            rows.add(row(Plot.number(n), each -> {
                if (!of(each).has("cost")) {
                    return "not run";
                }
                JsonNode result = cell(each, "cost", n, -1);
                return result.isMissingNode() ? "stopped before" : said(result, field, scale);
            }));
        }
        return new Table(title, rows);
    }

    private Table suite() {
        List<List<String>> rows = new ArrayList<>(List.of(head("question")));
        for (String question : Suite.QUESTIONS) {
            rows.add(row(
                    Questions.text(question),
                    each -> answer(each, question).path("outcome").asText("–")));
        }
        rows.add(row("**score**", this::score));
        return new Table("Correctness suite", rows);
    }

    private JsonNode answer(Contender contender, String question) {
        for (JsonNode answer : of(contender).path("suite").path("answers")) {
            if (answer.path("id").asText().equals(question)) {
                return answer;
            }
        }
        return of(contender).path("absent");
    }

    private long count(Contender contender, String outcome) {
        return Suite.QUESTIONS.stream()
                .filter(q -> answer(contender, q).path("outcome").asText().equals(outcome))
                .count();
    }

    private String score(Contender contender) {
        if (!of(contender).path("suite").has("answers")) {
            return "not run";
        }
        return count(contender, "pass") + " of " + Suite.QUESTIONS.size() + " (" + count(contender, "n/a") + " n/a)";
    }

    private List<Contender> clients() {
        return present.stream()
                .filter(each -> of(each).path("e2e").path("load").has("rates"))
                .toList();
    }

    private Table endToEnd() {
        List<Contender> clients = clients();
        List<String> head = new ArrayList<>(List.of("over a WebSocket, no collector"));
        clients.forEach(each -> head.add(each.title()));
        List<List<String>> rows = new ArrayList<>(List.of(head));
        for (int rate : sizes("rates")) {
            for (String quantile : List.of("p50", "p99", "p999")) {
                add(
                        rows,
                        clients,
                        Plot.number(rate) + "/s: " + quantile + ", µs from send to handler",
                        each -> Plot.number(report(each, rate).path(quantile).asDouble() / 1e3));
            }
            add(
                    rows,
                    clients,
                    Plot.number(rate) + "/s: CPU µs a message",
                    each -> Plot.number(cpuMicros(report(each, rate))));
            add(rows, clients, Plot.number(rate) + "/s: received of sent", each -> {
                JsonNode cell = rateCell(each, rate);
                return cell.path("report").path("received").asLong() + " of "
                        + cell.path("sent").path("sent").asLong();
            });
        }
        add(rows, clients, "saturation: messages/s", each -> Plot.number(burst(each, Page::perSecond)));
        add(rows, clients, "saturation: CPU µs a message", each -> Plot.number(burst(each, Page::cpuMicros)));
        add(
                rows,
                clients,
                "heap MB, 1 shard, " + guilds() + " guilds × 50 channels",
                each -> Plot.number(of(each).path("e2e")
                                .path("load")
                                .path("heap")
                                .path("heapBytes")
                                .asDouble()
                        / 1e6));
        add(
                rows,
                clients,
                "heap MB, 8 shards of " + guilds() + " guilds × 50 channels",
                each -> Plot.number(
                        of(each).path("e2e").path("heap").path("heapBytes").asDouble() / 1e6));
        return new Table("End to end", rows);
    }

    private static void add(
            List<List<String>> rows, List<Contender> clients, String first, Function<Contender, String> cell) {
        List<String> row = new ArrayList<>(List.of(first));
        clients.forEach(each -> row.add(cell.apply(each)));
        rows.add(row);
    }

    private JsonNode rateCell(Contender contender, int rate) {
        for (JsonNode cell : of(contender).path("e2e").path("load").path("rates")) {
            if (cell.path("rate").asInt() == rate) {
                return cell;
            }
        }
        return of(contender).path("absent");
    }

    private JsonNode report(Contender contender, int rate) {
        return rateCell(contender, rate).path("report");
    }

    private static double cpuMicros(JsonNode report) {
        return report.path("cpuNanos").asDouble()
                / 1e3
                / Math.max(1, report.path("received").asDouble());
    }

    private static double perSecond(JsonNode report) {
        return report.path("received").asDouble()
                * 1e9
                / Math.max(1, report.path("nanos").asDouble());
    }

    private double burst(Contender contender, Function<JsonNode, Double> figure) {
        List<Double> all = new ArrayList<>();
        of(contender).path("e2e").path("load").path("bursts").forEach(report -> all.add(figure.apply(report)));
        all.sort(null);
        return all.isEmpty() ? 0 : all.get(all.size() / 2);
    }

    private List<Table> tables() {
        List<Table> tables = new ArrayList<>();
        for (String tier : List.of("raw", "routing")) {
            for (int k : sizes("matching")) {
                tables.add(rates(tier, k));
            }
        }
        tables.add(cost("Heap of an idle collector, bytes: median (least–most)", "bytes", 1));
        tables.add(cost("Time to start N, ms: median (least–most)", "startNanos", 1e6));
        tables.add(cost("Time to end N, ms: median (least–most)", "endNanos", 1e6));
        if (!clients().isEmpty()) {
            tables.add(endToEnd());
        }
        tables.add(suite());
        return tables;
    }

    // Claims.

    private List<List<String>> claims() {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("claim", "measured", "holds")));
        ratio(rows, "raw", 1_000);
        ratio(rows, "routing", 10_000);
        List<Contender> others =
                clients().stream().filter(each -> each != Contender.WEIR).toList();
        if (clients().contains(Contender.WEIR) && !others.isEmpty()) {
            for (int rate : sizes("rates")) {
                double own = cpuMicros(report(Contender.WEIR, rate));
                double best = others.stream()
                        .mapToDouble(each -> cpuMicros(report(each, rate)))
                        .min()
                        .orElse(0);
                claim(
                        rows,
                        "CPU a message at " + Plot.number(rate)
                                + "/s at most a third of the better of discord.js and JDA",
                        Plot.number(own) + " µs to " + Plot.number(best) + " µs",
                        own * 3 <= best);
            }
            int top = sizes("rates").getLast();
            double own = report(Contender.WEIR, top).path("p99").asDouble();
            double best = others.stream()
                    .mapToDouble(each -> report(each, top).path("p99").asDouble())
                    .min()
                    .orElse(0);
            claim(
                    rows,
                    "p99 at " + Plot.number(top) + "/s not above theirs",
                    Plot.number(own / 1e3) + " µs to " + Plot.number(best / 1e3) + " µs",
                    own <= best);
        }
        for (int n : sizes("costs")) {
            OptionalDouble own = median(cell(Contender.WEIR, "cost", n, -1).path("bytes"));
            OptionalDouble theirs =
                    median(cell(Contender.DISCORDJS, "cost", n, -1).path("bytes"));
            if (own.isPresent() && theirs.isPresent()) {
                claim(
                        rows,
                        "heap of an idle collector at most a fifth of discord.js', " + Plot.number(n) + " idle",
                        Plot.number(own.getAsDouble()) + " to " + Plot.number(theirs.getAsDouble()) + " bytes",
                        own.getAsDouble() * 5 <= theirs.getAsDouble());
            }
        }
        if (of(Contender.WEIR).path("suite").has("answers")) {
            claim(
                    rows,
                    "no timer left",
                    answer(Contender.WEIR, "timersLeft").path("detail").asText(),
                    answer(Contender.WEIR, "timersLeft")
                            .path("outcome")
                            .asText()
                            .equals("pass"));
            claim(rows, "score 14 of 14", score(Contender.WEIR), count(Contender.WEIR, "pass") == 14);
        }
        return rows;
    }

    private void ratio(List<List<String>> rows, String tier, double wanted) {
        int n = sizes("waiting").contains(10_000) ? 10_000 : sizes("waiting").getLast();
        OptionalDouble own = rate(Contender.WEIR, tier, n, 0);
        JsonNode theirs = cell(Contender.DISCORDJS, tier, n, 0);
        OptionalDouble rate = theirs.has("eventNanos")
                ? OptionalDouble.of(1e9 / theirs.path("eventNanos").asDouble())
                : median(theirs.path("runs"));
        if (own.isPresent() && rate.isPresent()) {
            double times = own.getAsDouble() / rate.getAsDouble();
            claim(
                    rows,
                    (tier.equals("raw") ? "from the raw payload, " : "routing only, ") + Plot.number(n)
                            + " waiting elsewhere: at least " + Plot.number(wanted) + " times discord.js' events/s",
                    Plot.number(own.getAsDouble()) + "/s to " + Plot.number(rate.getAsDouble()) + "/s: "
                            + Plot.number(times) + " times",
                    times >= wanted);
        }
    }

    private static void claim(List<List<String>> rows, String claim, String measured, boolean holds) {
        rows.add(List.of(claim, measured, holds ? "yes" : "**no**"));
    }

    // Where others are better.

    private List<String> better() {
        List<String> better = new ArrayList<>();
        for (String tier : List.of("raw", "routing")) {
            for (int k : sizes("matching")) {
                for (int n : sizes("waiting")) {
                    String where = (tier.equals("raw") ? "from the raw payload" : "routing only") + ", " + k
                            + " matching, " + Plot.number(n) + " waiting";
                    compare(better, where, "events/s", each -> rate(each, tier, n, k), true);
                }
            }
        }
        for (int n : sizes("costs")) {
            String idle = Plot.number(n) + " idle";
            compare(
                    better,
                    idle,
                    "bytes each",
                    each -> median(cell(each, "cost", n, -1).path("bytes")),
                    false);
            compare(
                    better,
                    idle,
                    "ns to start all",
                    each -> median(cell(each, "cost", n, -1).path("startNanos")),
                    false);
            compare(
                    better,
                    idle,
                    "ns to end all",
                    each -> median(cell(each, "cost", n, -1).path("endNanos")),
                    false);
        }
        for (int rate : sizes("rates")) {
            for (String quantile : List.of("p50", "p99", "p999")) {
                compare(
                        better,
                        Plot.number(rate) + "/s over a WebSocket",
                        "ns " + quantile,
                        each -> measured(report(each, rate).path(quantile).asDouble()),
                        false);
            }
            compare(
                    better,
                    Plot.number(rate) + "/s over a WebSocket",
                    "µs CPU a message",
                    each -> measured(cpuMicros(report(each, rate))),
                    false);
        }
        compare(better, "saturation", "messages/s", each -> measured(burst(each, Page::perSecond)), true);
        compare(
                better,
                "heap of 8 shards",
                "bytes",
                each -> measured(
                        of(each).path("e2e").path("heap").path("heapBytes").asDouble()),
                false);
        for (String question : Suite.QUESTIONS) {
            if (answer(Contender.WEIR, question).path("outcome").asText().equals("fail")) {
                for (Contender each : present) {
                    if (answer(each, question).path("outcome").asText().equals("pass")) {
                        better.add(each.title() + " passes where Weir fails: " + Questions.text(question));
                    }
                }
            }
        }
        return better;
    }

    private static OptionalDouble measured(double value) {
        return value > 0 ? OptionalDouble.of(value) : OptionalDouble.empty();
    }

    private void compare(
            List<String> better, String where, String unit, Function<Contender, OptionalDouble> figure, boolean more) {
        OptionalDouble own = figure.apply(Contender.WEIR);
        for (Contender each : present) {
            OptionalDouble theirs = figure.apply(each);
            if (own.isPresent()
                    && theirs.isPresent()
                    && each != Contender.WEIR
                    && (more ? theirs.getAsDouble() > own.getAsDouble() : theirs.getAsDouble() < own.getAsDouble())) {
                better.add(each.title() + ", " + where + ": " + Plot.number(theirs.getAsDouble()) + " " + unit
                        + "; Weir " + Plot.number(own.getAsDouble()));
            }
        }
    }

    // The page.

    String terminal() {
        StringBuilder out = new StringBuilder();
        tables().forEach(table -> out.append(table.terminal().replace("**", "")));
        out.append(new Table("Claims", claims()).terminal().replace("**", ""));
        return out.toString();
    }

    String markdown(String notes) {
        JsonNode machine = results.path("machine");
        StringBuilder out = new StringBuilder("# Weir beside its peers\n\n");
        out.append("Written by `")
                .append(machine.path("command").asText())
                .append("` on ")
                .append(machine.path("date").asText())
                .append("; every figure comes from ")
                .append("[results.json](comparison/results.json). Change nothing here by hand: run it again.\n\n");
        if (machine.path("smoke").asBoolean()) {
            out.append("**A smoke run: small sizes, no warm-up worth the name. The figures mean nothing.**\n\n");
        }
        out.append("| | |\n|---|---|\n");
        out.append("| machine | ")
                .append(machine.path("cpu").asText())
                .append(", ")
                .append(machine.path("processors").asInt())
                .append(" processors, ")
                .append(machine.path("os").asText())
                .append(" |\n");
        out.append("| load before | ")
                .append(machine.path("loadBefore").asText())
                .append(" |\n");
        out.append("| pinned to | ")
                .append(
                        machine.path("pinned").asText("").isEmpty()
                                ? "nothing (no taskset)"
                                : "CPU " + machine.path("pinned").asText()
                                        + "; over a WebSocket the client to CPU 0, Discord to CPU 1")
                .append(" |\n");
        out.append("| Java | ").append(machine.path("java").asText()).append(" |\n");
        out.append("| Node | ").append(machine.path("node").asText()).append(" |\n");
        out.append("| Weir | commit ").append(machine.path("commit").asText()).append(" |\n");
        out.append("| peers | ");
        out.append(String.join(
                        ", ",
                        present.stream()
                                .filter(each -> each != Contender.WEIR)
                                .map(each -> of(each).path("version").asText(each.title()))
                                .toList()))
                .append(" |\n");
        sittings(out);
        JsonNode plan = results.path("plan");
        out.append("| each figure | ")
                .append(plan.path("runs").asInt())
                .append(" runs of ")
                .append(plan.path("millis").asInt())
                .append(" ms after ")
                .append(plan.path("warmup").asInt())
                .append(" ms of warm-up, in a fresh process with ")
                .append(plan.path("heapMegabytes").asInt())
                .append(" MB of heap; corpus of ")
                .append(Plot.number(plan.path("events").asDouble()))
                .append(" events, seed 1 |\n\n");
        results.path("skipped")
                .properties()
                .forEach(each -> out.append("**Skipped: ")
                        .append(each.getKey())
                        .append(": ")
                        .append(each.getValue().asText())
                        .append("**\n\n"));
        for (Contender each : present) {
            if (of(each).path("e2e").has("failed")) {
                out.append("**")
                        .append(each.title())
                        .append(" was not measured over a WebSocket: ")
                        .append(of(each).path("e2e")
                                .path("failed")
                                .path("stopped")
                                .asText())
                        .append("**\n\n");
            }
        }
        out.append("## What was claimed\n\n")
                .append(new Table("", claims()).markdown())
                .append('\n');
        out.append("## Where a peer is better\n\n");
        List<String> better = better();
        out.append(better.isEmpty() ? "Nowhere in this run.\n" : "- " + String.join("\n- ", better) + "\n");
        out.append("\nWhy, and what will be done: see the notes below.\n\n");
        for (String plot : List.of("raw-0", "routing-0", "raw-1", "heap", "latency", "cpu")) {
            if (!plot(plot).isEmpty()) {
                out.append("![")
                        .append(plot)
                        .append("](comparison/")
                        .append(plot)
                        .append(".svg)\n\n");
            }
        }
        for (Table table : tables()) {
            out.append("## ")
                    .append(table.title())
                    .append("\n\n")
                    .append(table.markdown())
                    .append('\n');
        }
        out.append("### What was seen\n\n");
        for (String question : Suite.QUESTIONS) {
            out.append("- ").append(Questions.text(question)).append(": ");
            out.append(String.join(
                    "; ",
                    present.stream()
                            .map(each -> each.title() + ": "
                                    + answer(each, question).path("detail").asText("–"))
                            .toList()));
            out.append("\n");
        }
        return out.append('\n').append(notes).toString();
    }

    /** Figures of several sittings stand side by side only where the page says so. */
    private void sittings(StringBuilder out) {
        if (results.path("sittings").size() < 2) {
            return;
        }
        for (JsonNode sitting : results.path("sittings")) {
            out.append("| **not one sitting** | ")
                    .append(sitting.path("date").asText())
                    .append(", `")
                    .append(sitting.path("command").asText())
                    .append("`, commit ")
                    .append(sitting.path("commit").asText())
                    .append(", load before ")
                    .append(sitting.path("loadBefore").asText())
                    .append(" |\n");
        }
    }

    void plots(Path folder) throws IOException {
        for (String name :
                List.of("raw-0", "raw-1", "raw-10", "routing-0", "routing-1", "routing-10", "heap", "latency", "cpu")) {
            String svg = plot(name);
            if (!svg.isEmpty()) {
                Files.writeString(folder.resolve(name + ".svg"), svg);
            }
        }
    }

    private String plot(String name) {
        return switch (name) {
            case "heap" ->
                Plot.bars("Heap of an idle collector, bytes", "bytes (log)", bars(each -> {
                    OptionalDouble best = OptionalDouble.empty();
                    for (int n : sizes("costs")) {
                        OptionalDouble at = median(cell(each, "cost", n, -1).path("bytes"));
                        best = at.isPresent() ? at : best;
                    }
                    return best;
                }));
            case "latency" ->
                Plot.bars(
                        "p99 from send to handler at " + Plot.number(top()) + "/s, µs",
                        "µs (log)",
                        bars(each -> measured(report(each, top()).path("p99").asDouble() / 1e3)));
            case "cpu" ->
                Plot.bars(
                        "CPU of a message at " + Plot.number(top()) + "/s, µs",
                        "µs (log)",
                        bars(each ->
                                measured(report(each, top()).has("received") ? cpuMicros(report(each, top())) : 0)));
            default -> {
                String tier = name.substring(0, name.indexOf('-'));
                int k = Integer.parseInt(name.substring(name.indexOf('-') + 1));
                List<Plot.Line> lines = new ArrayList<>();
                for (Contender each : present) {
                    List<Plot.Point> points = new ArrayList<>();
                    for (int n : sizes("waiting")) {
                        rate(each, tier, n, k).ifPresent(rate -> points.add(new Plot.Point(n, rate)));
                    }
                    lines.add(new Plot.Line(each.title(), each.colour(), points));
                }
                yield Plot.lines(
                        "Events a second, " + (tier.equals("raw") ? "from the raw payload" : "routing only") + ", " + k
                                + " matching",
                        "collectors waiting elsewhere",
                        "events a second (log)",
                        lines);
            }
        };
    }

    private int guilds() {
        return results.path("plan").path("guilds").asInt();
    }

    private int top() {
        List<Integer> rates = sizes("rates");
        return rates.isEmpty() ? 0 : rates.getLast();
    }

    private List<Plot.Bar> bars(Function<Contender, OptionalDouble> figure) {
        List<Plot.Bar> bars = new ArrayList<>();
        for (Contender each : present) {
            figure.apply(each)
                    .ifPresent(value -> bars.add(new Plot.Bar(
                            each.title(), each.colour(), value, String.format(Locale.ROOT, "%s", Plot.number(value)))));
        }
        return bars;
    }
}
