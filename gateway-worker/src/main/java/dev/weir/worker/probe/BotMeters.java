package dev.weir.worker.probe;

import dev.weir.worker.roster.Bots;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** What there is to measure of a worker's bots. */
public final class BotMeters {
    private BotMeters() {}

    /** Registers all. */
    public static void register(Bots bots, MeterRegistry registry) {
        Gauge.builder("weir.bots.loaded", bots, each -> each.shown().size())
                .description("Bots that run in this worker")
                .register(registry);
        Gauge.builder("weir.bots.refused", bots, each -> each.refused().size())
                .description("Jars in the folder of bots that were not loaded")
                .register(registry);
        Gauge.builder("weir.bots.hanging", bots, Bots::hanging)
                .description("Shards on which a bot's start has passed its deadline and not returned")
                .register(registry);
    }
}
