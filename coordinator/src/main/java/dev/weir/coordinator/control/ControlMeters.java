package dev.weir.coordinator.control;

import dev.weir.cluster.FleetMaps;
import dev.weir.coordinator.plan.Action;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the control loop counts. */
public final class ControlMeters {
    private final MeterRegistry registry;
    private final Timer rounds;
    private final Counter slots;
    private final Counter failures;
    /** By map; there from the start, so that the first one is seen to be one more. */
    private final Map<String, Counter> putAside = new ConcurrentHashMap<>();

    private final Map<String, Counter> actions = new ConcurrentHashMap<>();

    public ControlMeters(MeterRegistry registry) {
        this.registry = registry;
        this.rounds = Timer.builder("weir.coordinator.round")
                .description("One round of the control loop: look, plan, apply")
                .serviceLevelObjectives(
                        Duration.ofMillis(1),
                        Duration.ofMillis(2),
                        Duration.ofMillis(5),
                        Duration.ofMillis(10),
                        Duration.ofMillis(25),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1))
                .register(registry);
        this.slots = Counter.builder("weir.coordinator.identify.slots")
                .description("Identify slots given out by this coordinator")
                .register(registry);
        this.failures = Counter.builder("weir.coordinator.round.failures")
                .description("Rounds of the control loop that were given up")
                .register(registry);
        for (String map : FleetMaps.ALL) {
            putAside.put(
                    map,
                    Counter.builder("weir.coordinator.entries.put.aside")
                            .description(
                                    "Entries of the fleet's maps that this leader removed: they were not what they should be")
                            .tag("map", map)
                            .register(registry));
        }
    }

    /** Counts entries that were put aside, of one of the maps. */
    void putAside(String map, int count) {
        Counter counter = putAside.get(map);
        if (counter != null) {
            counter.increment(count);
        }
    }

    void round(Duration took) {
        rounds.record(took);
    }

    void roundFailed() {
        failures.increment();
    }

    void slotsGranted(int count) {
        slots.increment(count);
    }

    void action(Action action) {
        String kind = action.kind();
        String reason = action.reason().code();
        actions.computeIfAbsent(
                        kind + " " + reason,
                        _ -> Counter.builder("weir.coordinator.actions")
                                .description("Actions that this coordinator has taken, by kind and reason")
                                .tag("kind", kind)
                                .tag("reason", reason)
                                .register(registry))
                .increment();
    }
}
