package dev.weir.worker.roster;

import dev.weir.model.ShardId;
import dev.weir.worker.botjar.LoadedBot;
import dev.weir.worker.botjar.RefusedJar;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All bots of a worker, and the jars that are none. Thread-safe. */
public final class Bots {
    private final List<BotRunner> runners;
    private final List<RefusedJar> refused;
    private final Duration within;

    /**
     * A bot, as {@code /v1/local} shows it.
     *
     * @param bot its class
     * @param hangsOn shards on which its start has passed the deadline and not returned
     */
    public record Shown(String name, String version, String jar, String bot, List<Integer> hangsOn) {
        public Shown {
            hangsOn = List.copyOf(hangsOn);
        }
    }

    /**
     * Calls none of them yet.
     *
     * @param within how long a start may take before its shard runs on without the bot
     */
    public Bots(List<LoadedBot> loaded, List<RefusedJar> refused, Duration within, LongSupplier nanoTime) {
        this.runners =
                loaded.stream().map(bot -> new BotRunner(bot, within, nanoTime)).toList();
        this.refused = List.copyOf(refused);
        this.within = within;
    }

    /** For one shard. */
    ShardBots of(ShardId shard, Runnable changed) {
        return new ShardBots(shard, runners, changed);
    }

    public List<Shown> shown() {
        return runners.stream()
                .map(runner -> new Shown(
                        runner.name(),
                        runner.loaded().version(),
                        runner.loaded().jar(),
                        runner.bot().getClass().getName(),
                        runner.hangsOn(runner.now())))
                .toList();
    }

    public List<RefusedJar> refused() {
        return refused;
    }

    /** Calls of start that have passed their deadline and not returned. */
    public int hanging() {
        return runners.stream()
                .mapToInt(runner -> runner.hangsOn(runner.now()).size())
                .sum();
    }

    /** One sentence on the bots that hang in start, or null. */
    public @Nullable String trouble() {
        String all = shown().stream()
                .filter(bot -> !bot.hangsOn().isEmpty())
                .map(bot -> "bot " + bot.name() + " has not returned from start() within "
                        + TimeUnit.NANOSECONDS.toSeconds(within.toNanos()) + " s on shards " + bot.hangsOn())
                .collect(Collectors.joining("; "));
        return all.isEmpty() ? null : all;
    }
}
