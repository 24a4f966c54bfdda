package dev.weir.benchmark.peers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.peers.Suite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The page, for Markdown and for the terminal. Every figure on it comes from the results. */
final class Page {
    private final Figures figures;
    private final Tables tables;
    private final Table claims;
    private final Better better;
    private final Map<String, String> charts;

    Page(JsonNode results) {
        this.figures = new Figures(results);
        this.tables = new Tables(figures);
        this.claims = new Claims(figures).table();
        this.better = new Better(figures);
        this.charts = new Charts(figures).all();
    }

    /** Tables that belong together, with their plots. */
    private record Section(String title, List<Table> tables, List<String> charts) {}

    private List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        for (Part tier : List.of(Part.RAW, Part.ROUTING)) {
            List<Integer> matching = figures.sizes("matching");
            sections.add(new Section(
                    "Events a second, " + Tables.words(tier),
                    matching.stream().map(k -> tables.rates(tier, k)).toList(),
                    matching.stream().map(k -> Charts.name(tier, k)).toList()));
        }
        sections.add(new Section("What an idle collector costs", tables.costs(), List.of("heap")));
        if (!figures.clients().isEmpty()) {
            sections.add(new Section(
                    "Over a WebSocket, no collector",
                    List.of(tables.latency(), tables.cpu(), tables.saturation(), tables.heap()),
                    List.of("latency", "cpu")));
        }
        sections.add(new Section("Correctness", List.of(tables.suite()), List.of()));
        return sections;
    }

    String terminal() {
        StringBuilder out = new StringBuilder();
        sections().forEach(section -> section.tables().forEach(table -> out.append(table.terminal())));
        return out.append(better.table().terminal()).append(claims.terminal()).toString();
    }

    String markdown(String notes) {
        StringBuilder out = new StringBuilder("# Weir beside its peers\n\n");
        JsonNode machine = figures.results().path("machine");
        out.append("""
            Written by `%s` on %s; every figure comes from [results.json](comparison/results.json). Change nothing here by hand:
            run it again. A figure is the median of its runs, with the least and the most in brackets.

            """.formatted(
                        machine.path("command").asText(), machine.path("date").asText()));
        if (machine.path("smoke").asBoolean()) {
            out.append("**A smoke run: small sizes, no warm-up worth the name. The figures mean nothing.**\n\n");
        }
        out.append("## What was claimed\n\n").append(claims.markdown());
        out.append("\n## Where a peer is better\n\n");
        Table wins = better.table();
        out.append(
                wins.rows().size() == 1
                        ? "Nowhere in this run.\n"
                        : wins.markdown() + "\n≈ The runs of both overlap.\n");
        better.reasons().forEach(why -> out.append("\n- ").append(why));
        out.append('\n');
        for (Section section : sections()) {
            out.append("\n## ").append(section.title()).append("\n\n");
            section.charts().stream()
                    .filter(charts::containsKey)
                    .forEach(name -> out.append("![%s](comparison/%s.svg)\n\n".formatted(section.title(), name)));
            section.tables()
                    .forEach(table -> out.append("### %s\n\n".formatted(table.title()))
                            .append(table.markdown())
                            .append('\n'));
        }
        out.append("### What was seen\n\n").append(seen());
        out.append("\n## The run\n\n").append(run());
        return out.append('\n').append(notes).toString();
    }

    private String seen() {
        StringBuilder out = new StringBuilder();
        for (String question : Suite.QUESTIONS) {
            out.append("- ").append(Questions.text(question)).append(": ");
            out.append(String.join(
                    "; ",
                    figures.present().stream()
                            .map(each -> each.title() + ": " + figures.answer(each, question, "detail"))
                            .toList()));
            out.append("\n");
        }
        return out.toString();
    }

    private String run() {
        JsonNode machine = figures.results().path("machine");
        JsonNode plan = figures.plan();
        List<List<String>> rows = new ArrayList<>(List.of(List.of("", "")));
        rows.add(List.of(
                "machine",
                machine.path("cpu").asText() + ", " + machine.path("processors").asInt() + " processors, "
                        + machine.path("os").asText()));
        rows.add(List.of(
                "pinned to",
                machine.path("pinned").asText("").isEmpty()
                        ? "nothing (no taskset)"
                        : "CPU " + machine.path("pinned").asText()
                                + "; over a WebSocket the client to CPU 0, Discord to CPU 1"));
        rows.add(List.of("Java", machine.path("java").asText()));
        rows.add(List.of("Node", machine.path("node").asText()));
        rows.add(List.of("heap", plan.path("heapMegabytes").asInt() + " MB each"));
        figures.present()
                .forEach(each -> rows.add(List.of(
                        each.title(),
                        each == Contender.WEIR
                                ? "commit " + machine.path("commit").asText()
                                : figures.of(each).path("version").asText("–"))));
        rows.add(List.of(
                "events a second",
                plan.path("runs").asInt() + " runs of " + plan.path("millis").asInt()
                        + " ms after a warm-up; one process for each table's column, sizes from few to many; corpus of "
                        + Rounded.count(plan.path("events").asLong()) + " events, seed 1"));
        rows.add(List.of(
                "over a WebSocket",
                plan.path("runs").asInt() + " runs of "
                        + plan.path("rateSeconds").asInt()
                        + " s at each rate, and of "
                        + Rounded.count(plan.path("burst").asLong())
                        + " messages at saturation"));
        for (JsonNode sitting : figures.results().path("sittings")) {
            rows.add(List.of(
                    figures.results().path("sittings").size() == 1 ? "command" : "**not one sitting**",
                    "`" + sitting.path("command").asText() + "`, "
                            + sitting.path("date").asText() + ", commit "
                            + sitting.path("commit").asText() + ", load average before "
                            + sitting.path("loadBefore").asText()));
        }
        figures.results()
                .path("skipped")
                .properties()
                .forEach(each -> rows.add(List.of(
                        "**skipped**", each.getKey() + ": " + each.getValue().asText())));
        figures.results().path("done").properties().stream()
                .filter(each -> !each.getValue().asText().isEmpty())
                .forEach(each -> rows.add(List.of(
                        "**failed**", each.getKey() + ": " + each.getValue().asText())));
        return new Table("The run", rows).markdown();
    }

    void plots(Path folder) throws IOException {
        for (Map.Entry<String, String> chart : charts.entrySet()) {
            Files.writeString(folder.resolve(chart.getKey() + ".svg"), chart.getValue());
        }
    }
}
