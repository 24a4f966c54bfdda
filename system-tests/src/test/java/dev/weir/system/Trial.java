package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.demo.fleet.Fleet;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import dev.weir.demo.fleet.FleetProcess.Role;
import dev.weir.demo.fleet.Installation;
import dev.weir.demo.fleet.Places;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** A fleet of the distribution that was just built, and questions to it. Logs stay in {@code target/fleets}. */
final class Trial implements AutoCloseable {
    static final Path HOME = Path.of("../deploy/target/weir").toAbsolutePath().normalize();
    private static final JsonMapper JSON = new JsonMapper();

    final Fleet fleet;
    private final Places places;
    private final HttpClient http = HttpClient.newHttpClient();

    private Trial(Fleet fleet, Places places) {
        this.fleet = fleet;
        this.places = places;
    }

    /** Starts a fleet and waits until every shard is ACTIVE. */
    static Trial start(String name, FleetPlan plan) throws IOException {
        Trial trial = new Trial(Fleet.start(folder(name), installation(), plan, System.out::println), plan.places());
        try {
            trial.within(40).until(() -> trial.activeShards() == plan.shards());
            return trial;
        } catch (RuntimeException | Error e) {
            trial.close();
            throw e;
        }
    }

    static Installation installation() {
        if (!Files.isDirectory(HOME.resolve("lib"))) {
            System.err.println("SKIPPED: no distribution in " + HOME + "; 'mvn verify' builds it before these tests");
        }
        assumeTrue(Files.isDirectory(HOME.resolve("lib")), "no distribution in " + HOME);
        return Installation.at(HOME);
    }

    /** A new, empty folder. */
    static Path folder(String name) throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target/fleets")), name + "-")
                .toAbsolutePath();
    }

    ConditionFactory within(int seconds) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(seconds))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class);
    }

    /** The first that is alive and can be asked: what it answers on is the loopback of its place. */
    FleetProcess coordinator() {
        return coordinators().stream()
                .filter(each -> !places.elsewhere().containsKey(each.name()))
                .findFirst()
                .orElseThrow();
    }

    /** Those that are alive. */
    List<FleetProcess> coordinators() {
        return alive(Role.COORDINATOR);
    }

    /** Those that are alive. */
    List<FleetProcess> workers() {
        return alive(Role.WORKER);
    }

    private List<FleetProcess> alive(Role role) {
        return fleet.processes(role).stream().filter(FleetProcess::isAlive).toList();
    }

    /** Has the simulated Discord do something. */
    void discord(String command, String body) throws IOException, InterruptedException {
        var answer = send(HttpRequest.newBuilder(fleet.simulator().address().resolve("/sim/" + command))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    JsonNode rest(String path) throws IOException, InterruptedException {
        return json(coordinator().address(), path);
    }

    JsonNode referee() throws IOException, InterruptedException {
        return json(fleet.simulator().address(), "/sim/referee");
    }

    List<JsonNode> shards() throws IOException, InterruptedException {
        return StreamSupport.stream(rest("/v1/shards").path("shards").spliterator(), false)
                .toList();
    }

    long activeShards() throws IOException, InterruptedException {
        return shards().stream()
                .filter(shard -> shard.path("phase").asText().equals("ACTIVE"))
                .count();
    }

    long collectors(String what) throws IOException, InterruptedException {
        return shards().stream()
                .mapToLong(shard -> sum(shard.path("collectors").path(what)))
                .sum();
    }

    private static long sum(JsonNode number) {
        return number.isObject()
                ? StreamSupport.stream(number.spliterator(), false)
                        .mapToLong(JsonNode::asLong)
                        .sum()
                : number.asLong();
    }

    JsonNode json(URI base, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = get(base, path);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    HttpResponse<String> get(URI base, String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(base.resolve(path)).GET());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
    }

    /** Everything that every process has printed so far. */
    String logs() {
        StringBuilder all = new StringBuilder();
        fleet.processes().forEach(process -> all.append(process.printed()));
        return all.toString();
    }

    @Override
    public void close() {
        http.shutdownNow();
        fleet.close();
    }
}
