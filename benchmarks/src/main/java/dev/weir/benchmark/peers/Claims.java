package dev.weir.benchmark.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** What was claimed before anything was measured, and what came of it. */
record Claims(Figures figures) {
    private static final int ELSEWHERE = 10_000;
    private static final String MET = "met";
    private static final String NOT_MET = "**not met**";
    private static final String OUT_OF_REACH = NOT_MET + ": reading alone takes more than that";

    Table table() {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("claim", "measured: Weir to the peer", "")));
        rows.add(faster(Part.RAW, 1_000));
        rows.add(faster(Part.ROUTING, 10_000));
        for (int rate : figures.sizes("rates")) {
            rows.add(cheaper(Rounded.count(rate) + "/s", each -> figures.cpu(each, rate)));
        }
        rows.add(cheaper("saturation", figures::cpuAtSaturation));
        List<Integer> rates = figures.sizes("rates");
        if (!rates.isEmpty()) {
            int top = rates.getLast();
            rows.add(against(
                    "p99 from send to handler at " + Rounded.count(top) + "/s not above theirs",
                    "µs",
                    each -> figures.latency(each, top, "p99"),
                    (own, theirs) -> verdict(own <= theirs)));
        }
        for (int n : figures.sizes("costs")) {
            rows.add(lighter(n));
        }
        rows.add(told(
                "1,000 satisfied waits of 1 h leave no timer",
                figures.answer(Contender.WEIR, "timersLeft", "detail"),
                figures.passes(Contender.WEIR, "timersLeft")));
        rows.add(told("correctness: 14 of 14", figures.score(Contender.WEIR), figures.passed(Contender.WEIR) == 14));
        return new Table("Claims", rows);
    }

    private List<String> faster(Part tier, int times) {
        String claim = Tables.words(tier) + ", " + Rounded.count(ELSEWHERE) + " waiting elsewhere: "
                + Rounded.count(times) + " times discord.js' events/s";
        Optional<Spread> own = figures.rate(Contender.WEIR, tier, 0, ELSEWHERE);
        Optional<Spread> theirs = figures.rateOrLast(Contender.DISCORDJS, tier, 0, ELSEWHERE);
        if (own.isEmpty() || theirs.isEmpty()) {
            return unknown(claim);
        }
        double seen = own.get().median() / theirs.get().median();
        return row(
                claim,
                own.get().text() + "/s to " + theirs.get().text() + "/s: " + Rounded.figure(seen) + " times",
                seen >= times);
    }

    private List<String> cheaper(String where, Function<Contender, Optional<Spread>> figure) {
        Optional<Spread> floor = figure.apply(Contender.READER);
        List<String> row = against(
                "CPU a message at " + where + ": at most a third of the better of discord.js and JDA",
                "µs",
                figure,
                (own, theirs) -> {
                    if (own * 3 <= theirs) {
                        return MET;
                    }
                    boolean reachable = floor.isEmpty() || floor.get().median() * 3 <= theirs;
                    return reachable ? NOT_MET : OUT_OF_REACH;
                });
        return floor.map(least -> List.of(row.get(0), row.get(1) + "; reading alone " + least.text(), row.get(2)))
                .orElse(row);
    }

    /** Against the better of those that were measured over a WebSocket. */
    private List<String> against(
            String claim,
            String unit,
            Function<Contender, Optional<Spread>> figure,
            BiFunction<Double, Double, String> verdict) {
        Optional<Spread> own = figure.apply(Contender.WEIR);
        Contender best = null;
        for (Contender each : figures.clients()) {
            if (each != Contender.WEIR
                    && figure.apply(each).isPresent()
                    && (best == null || median(figure, each) < median(figure, best))) {
                best = each;
            }
        }
        if (own.isEmpty() || best == null) {
            return unknown(claim);
        }
        Spread theirs = figure.apply(best).orElseThrow();
        return List.of(
                claim,
                own.get().text() + " to " + theirs.text() + " " + unit + " (" + best.title() + ")",
                verdict.apply(own.get().median(), theirs.median()));
    }

    private static double median(Function<Contender, Optional<Spread>> figure, Contender contender) {
        return figure.apply(contender).map(Spread::median).orElse(Double.MAX_VALUE);
    }

    private List<String> lighter(int n) {
        String claim = "heap of an idle collector at most a fifth of discord.js', among " + Rounded.count(n);
        Optional<Spread> own = figures.cost(Contender.WEIR, "bytes", n);
        Optional<Spread> theirs = figures.cost(Contender.DISCORDJS, "bytes", n);
        if (own.isEmpty()) {
            return unknown(claim);
        }
        if (theirs.isEmpty()) {
            String why = figures.without(Contender.DISCORDJS, Part.COST, 0, n);
            return List.of(claim, own.get().text() + " bytes to none: " + why, "not measured");
        }
        return row(
                claim,
                own.get().text() + " to " + theirs.get().text() + " bytes",
                own.get().median() * 5 <= theirs.get().median());
    }

    private List<String> told(String claim, String seen, boolean holds) {
        return figures.hasSuite(Contender.WEIR) ? row(claim, seen, holds) : unknown(claim);
    }

    private static List<String> row(String claim, String measured, boolean holds) {
        return List.of(claim, measured, verdict(holds));
    }

    private static String verdict(boolean holds) {
        return holds ? MET : NOT_MET;
    }

    private static List<String> unknown(String claim) {
        return List.of(claim, "–", "not measured");
    }
}
