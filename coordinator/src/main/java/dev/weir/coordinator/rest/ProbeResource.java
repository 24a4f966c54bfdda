package dev.weir.coordinator.rest;

import dev.weir.coordinator.control.ControlLoop;
import dev.weir.process.HttpProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What supervisors and Prometheus ask, and the description of this interface. */
final class ProbeResource {
    /** A control loop that has not finished a look for so long is stuck. */
    private static final Duration STUCK = Duration.ofSeconds(30);

    private final ControlLoop loop;
    private final Supplier<Answer.Text> metrics;

    ProbeResource(ControlLoop loop, Supplier<Answer.Text> metrics) {
        this.loop = loop;
        this.metrics = metrics;
    }

    /** A probe that is content. */
    record ProbeJson(String status) {}

    List<Route> routes() {
        return List.of(
                Route.get("/metrics", _ -> metrics.get()),
                Route.get("/livez", _ -> live()),
                Route.get("/readyz", _ -> ready()),
                Route.get("/openapi.yaml", _ -> new Answer.Text("application/yaml", description())));
    }

    private Answer live() {
        if (loop.sinceStep().compareTo(STUCK) > 0) {
            throw HttpProblem.unavailable("the control loop has not come round for "
                    + loop.sinceStep().toSeconds() + " s: expected at most " + STUCK.toSeconds() + " s");
        }
        return new Answer.Found(new ProbeJson("live"));
    }

    private Answer ready() {
        String trouble = loop.newest().trouble();
        if (trouble != null) {
            throw HttpProblem.unavailable(trouble);
        }
        Duration age = loop.age();
        if (age.compareTo(ControlLoop.FRESH) > 0) {
            throw HttpProblem.unavailable("the fleet was last read " + age.toSeconds() + " s ago: expected at most "
                    + ControlLoop.FRESH.toSeconds() + " s");
        }
        return new Answer.Found(new ProbeJson("ready"));
    }

    private static String description() {
        try (InputStream file = ProbeResource.class.getResourceAsStream("/openapi.yaml")) {
            if (file == null) {
                throw new IllegalStateException("openapi.yaml is not in the jar");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
