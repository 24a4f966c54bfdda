package dev.weir.demo;

import dev.weir.demo.Snapshot.Permits;
import dev.weir.demo.Snapshot.Referee;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What people see. On a terminal the table of shards is painted over itself; elsewhere a line is printed now and then.
 *
 * <p>Not thread-safe.
 */
final class Screen {
    private final PrintStream out;
    private final boolean terminal;
    private int painted;

    Screen(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Prints lines that stay. */
    void say(String text) {
        clear();
        out.println(text);
    }

    void show(Duration since, Snapshot now, Tally tally) {
        if (!terminal) {
            out.println(line(since, now, tally));
            return;
        }
        List<String> lines = table(since, now, tally);
        clear();
        lines.forEach(out::println);
        out.flush();
        painted = lines.size();
    }

    private void clear() {
        if (painted > 0) {
            // Cursor up to the table's first line, clear from there.
            out.printf("\u001b[%dA\u001b[J", painted);
            painted = 0;
        }
    }

    static String line(Duration since, Snapshot now, Tally tally) {
        return "%4d s  shards %s  %s".formatted(since.toSeconds(), shardsInShort(now), totals(now, tally));
    }

    static List<String> table(Duration since, Snapshot now, Tally tally) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("shard  worker      phase                guilds  latency  events/s  collectors   ended");
        if (now.shards() == null) {
            lines.add("no coordinator answers");
        } else {
            now.shards().stream().limit(24).forEach(row -> lines.add(row(row)));
            if (now.shards().size() > 24) {
                lines.add("… and %d more".formatted(now.shards().size() - 24));
            }
        }
        lines.add("");
        lines.add("%4d s  %s%s".formatted(since.toSeconds(), collectors(now, tally), permits(now.permits())));
        lines.add("        ended " + tally.ended());
        lines.add("      " + referee(now.referee()));
        return lines;
    }

    private static String row(ShardRow row) {
        return String.format(
                Locale.ROOT,
                "%5d  %-10s  %-19s  %6d  %7s  %8.1f  %10d  %6d",
                row.index(),
                row.worker() == null ? "-" : row.worker(),
                row.silent() ? "silent for %d s".formatted(row.ageMillis() / 1000) : row.phase(),
                row.guilds(),
                row.latencyMillis() < 0 ? "-" : row.latencyMillis() + " ms",
                row.eventsPerSecond(),
                row.collectorsActive(),
                row.endedInAll());
    }

    private static String shardsInShort(Snapshot now) {
        if (now.shards() == null) {
            return "? (no coordinator answers)";
        }
        Map<String, Long> byWorker = now.shards().stream()
                .filter(ShardRow::active)
                .collect(Collectors.groupingBy(Screen::workerOf, java.util.TreeMap::new, Collectors.counting()));
        long silent = now.shards().stream().filter(ShardRow::silent).count();
        return "%d/%d ACTIVE %s%s"
                .formatted(now.active(), now.shards().size(), byWorker, silent == 0 ? "" : ", " + silent + " silent");
    }

    private static String workerOf(ShardRow row) {
        return row.worker() == null ? "-" : row.worker();
    }

    private static String totals(Snapshot now, Tally tally) {
        return "%s, ended %s%s%s"
                .formatted(collectors(now, tally), tally.ended(), permits(now.permits()), referee(now.referee()));
    }

    private static String collectors(Snapshot now, Tally tally) {
        return "collectors: %d active, %d started, %d items collected"
                .formatted(now.collectorsActive(), tally.started(), tally.collected());
    }

    private static String permits(@Nullable Permits permits) {
        return permits == null ? "" : "  permits %d/%d".formatted(permits.used(), permits.limit());
    }

    private static String referee(@Nullable Referee referee) {
        return referee == null
                ? "  (the simulated Discord does not answer)"
                : "  effects %d, twice %d  identifies %d, too early %d"
                        .formatted(
                                referee.effects(),
                                referee.secondEffects(),
                                referee.identifies(),
                                referee.identifyViolations());
    }

    static String summary(Summary summary) {
        StringBuilder out = new StringBuilder();
        Snapshot last = summary.last();
        out.append("%nSummary after %d s%n".formatted(summary.length().toSeconds()));
        out.append("  shards      %d of %d ACTIVE%n".formatted(last.active(), summary.shards()));
        out.append("  collectors  %d started, %d items collected, ended %s%n"
                .formatted(
                        summary.collectorsStarted(),
                        summary.itemsCollected(),
                        new java.util.TreeMap<>(summary.collectorsEnded())));
        Permits permits = last.permits();
        if (permits != null) {
            out.append("  permits     at most %d in use, limit %d%n"
                    .formatted(summary.mostPermitsUsed(), permits.limit()));
        }
        Referee referee = last.referee();
        if (referee != null) {
            out.append("  effects     %d events acted on, %d of them twice%n"
                    .formatted(referee.effects(), referee.secondEffects()));
            out.append("  identifies  %d, %d of them too early; resumes %d%n"
                    .formatted(referee.identifies(), referee.identifyViolations(), referee.resumes()));
        }
        summary.killed().forEach(process -> out.append("  killed      %s%n".formatted(process)));
        summary.problems().forEach(problem -> out.append("  PROBLEM     %s%n".formatted(problem)));
        return out.append(summary.ok() ? "All went as it should." : "Not all went as it should.")
                .toString();
    }
}
