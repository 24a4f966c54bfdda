package dev.weir.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.demo.Snapshot.Permits;
import dev.weir.demo.Snapshot.Referee;
import dev.weir.demo.fleet.Fleet;
import dev.weir.demo.fleet.FleetFailure;
import dev.weir.demo.fleet.FleetProcess;
import dev.weir.demo.fleet.FleetProcess.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Asks a coordinator and the referee how the fleet is. The only place that knows the form of their answers. */
final class Watch implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Fleet fleet;

    Watch(Fleet fleet) {
        this.fleet = fleet;
    }

    Snapshot look() {
        JsonNode shards = null;
        JsonNode limits = null;
        for (FleetProcess coordinator : fleet.processes(Role.COORDINATOR)) {
            if (coordinator.isAlive() && (shards == null || limits == null)) {
                shards = get(coordinator.address(), "/v1/shards");
                limits = get(coordinator.address(), "/v1/limits");
            }
        }
        JsonNode referee = get(fleet.simulator().address(), "/sim/referee");
        return new Snapshot(
                shards == null ? null : shards(shards),
                limits == null ? null : permits(limits),
                collected(),
                referee == null ? null : referee(referee));
    }

    private Map<String, Long> collected() {
        Map<String, Long> byWorker = new HashMap<>();
        for (FleetProcess worker : fleet.processes(Role.WORKER)) {
            String metrics = worker.isAlive() ? text(worker.address(), "/metrics") : null;
            if (metrics != null) {
                byWorker.put(worker.name(), itemsAccepted(metrics));
            }
        }
        return byWorker;
    }

    static long itemsAccepted(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("weir_items_accepted_total"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    static List<ShardRow> shards(JsonNode answer) {
        List<ShardRow> rows = new ArrayList<>();
        for (JsonNode shard : answer.path("shards")) {
            JsonNode collectors = shard.path("collectors");
            Map<String, Long> ended = new HashMap<>();
            collectors
                    .path("ended")
                    .properties()
                    .forEach(reason ->
                            ended.put(reason.getKey(), reason.getValue().asLong()));
            rows.add(new ShardRow(
                    shard.path("shard").asInt(),
                    shard.path("token").asLong(),
                    shard.path("worker").asText(null),
                    shard.path("phase").asText("?"),
                    shard.path("guilds").asInt(),
                    shard.path("latencyMillis").asLong(-1),
                    shard.path("eventsPerSecond").asDouble(),
                    collectors.path("active").asLong(),
                    collectors.path("started").asLong(),
                    ended,
                    shard.path("ageMillis").asLong()));
        }
        return rows;
    }

    static Permits permits(JsonNode answer) {
        for (JsonNode limit : answer.path("limits")) {
            if (limit.path("name").asText().equals("collectors")) {
                return new Permits(
                        limit.path("limit").asLong(),
                        limit.path("granted").asLong(),
                        limit.path("used").asLong());
            }
        }
        return new Permits(0, 0, 0);
    }

    static Referee referee(JsonNode answer) {
        return new Referee(
                answer.path("identifies").asLong(),
                answer.path("identifyViolations").asLong(),
                answer.path("resumes").asLong(),
                answer.path("deliveries").asLong(),
                answer.path("effects").asLong(),
                answer.path("secondEffects").asLong(),
                answer.path("restCalls").asLong());
    }

    private @Nullable JsonNode get(URI base, String path) {
        String text = text(base, path);
        try {
            return text == null ? null : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new FleetFailure("%s%s answered no JSON: %s".formatted(base, path, e.getOriginalMessage()), e);
        }
    }

    private @Nullable String text(URI base, String path) {
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : null;
        } catch (IOException _) {
            // Being started, killed or frozen: that is what a demo is for. The view says that nobody answers.
            return null;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
        http.close();
    }
}
