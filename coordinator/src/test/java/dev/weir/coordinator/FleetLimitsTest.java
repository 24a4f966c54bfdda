package dev.weir.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.cluster.HostPort;
import dev.weir.cluster.MemberSettings;
import dev.weir.coordinator.control.ControlSettings;
import dev.weir.discord.Trust;
import dev.weir.model.LimitName;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fleet's limits as an operator sees and changes them: a real coordinator, asked over HTTP, and a worker that holds permits. */
@NullUnmarked // A null where there should be none fails the test anyway.
class FleetLimitsTest {
    private static final long SIZE = 1_000;
    private static final String EVICTION = LimitName.evictionOf(LimitName.COLLECTORS);
    private static final String CLUSTER = "test-" + UUID.randomUUID();
    private static Coordinator coordinator;
    private static Rest rest;
    private static OpenApi description;
    private FakeWorker worker;

    @BeforeAll
    static void start() throws IOException {
        HostPort any = new HostPort("127.0.0.1", 0);
        coordinator = Coordinator.start(new CoordinatorConfig(
                new MemberSettings(CLUSTER, "c1", any, List.of(any)),
                "127.0.0.1",
                0,
                new ControlSettings(
                        1,
                        1,
                        Duration.ofMinutes(1),
                        Map.of(LimitName.COLLECTORS, SIZE, LimitName.DISCORD_REQUESTS, 50L)),
                1,
                null,
                null,
                Trust.ofJdk(),
                null));
        rest = new Rest(coordinator.restAddress());
        description = new OpenApi(rest.ask("GET", "/openapi.yaml").text());
        // The limits are known with the look that follows on the leader's first round.
        await().until(() -> rest.get("/v1/limits").toString().contains(LimitName.COLLECTORS));
    }

    @AfterAll
    static void close() {
        rest.close();
        coordinator.close();
    }

    /** One that holds permits already. */
    private void join() {
        worker = new FakeWorker("w-" + UUID.randomUUID(), CLUSTER, coordinator.clusterAddress());
        await().atMost(Duration.ofSeconds(20)).until(worker::tryToJoin);
        await().until(() -> worker.renew() && allowed() > 0);
    }

    @AfterEach
    void leave() {
        if (worker != null) {
            worker.leave();
            worker.close();
        }
        set("{\"limit\": " + SIZE + "}");
        // Seen with the look that follows: the next test begins with it.
        await().until(() -> collectors().path("limit").asLong() == SIZE);
    }

    private long allowed() {
        return worker.orders().allowances().getOrDefault(LimitName.COLLECTORS, 0L);
    }

    private static JsonNode collectors() {
        return rest.get("/v1/limits")
                .path("limits")
                .valueStream()
                .filter(each -> each.path("name").asText().equals(LimitName.COLLECTORS))
                .findFirst()
                .orElseThrow();
    }

    private static Rest.Answered set(String body) {
        Rest.Answered answered = rest.ask("PUT", "/v1/limits/collectors", body);
        assertThat(description.mistakes("PUT", "/v1/limits/{name}", answered)).isEmpty();
        return answered;
    }

    private static long told(String meter) {
        String line = meter + "{limit=\"collectors\",} ";
        return rest.ask("GET", "/metrics")
                .text()
                .lines()
                .filter(each -> each.startsWith(line))
                .mapToLong(each -> (long) Double.parseDouble(each.substring(line.length())))
                .sum();
    }

    @Test
    void aLimitIsChangedWhileTheFleetRuns() {
        assertThat(set("{\"limit\": 900, \"evict\": true}").text())
                .isEqualTo("{\"name\":\"collectors\",\"limit\":900,\"before\":1000,\"evict\":true,\"kept\":false}");
        await().untilAsserted(() -> {
            assertThat(collectors().path("limit").asLong()).isEqualTo(900);
            assertThat(collectors().path("pinned").asBoolean()).isTrue();
            assertThat(told("weir_limit_size")).isEqualTo(900);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "collectors | 17 | 400 | the body is not one JSON object: expected {\"limit\": a number from 1 to 1000000000, \"evict\"",
                "collectors | '' | 400 | the body is not one JSON object: expected",
                "collectors | nothing | 400 | the body is not one JSON object: expected",
                "collectors | {} | 400 | limit is missing: expected",
                "collectors | {\"evict\": true} | 400 | limit is missing: expected",
                "collectors | {\"limit\": null} | 400 | limit 'null' is wrong: expected",
                "collectors | {\"limit\": 0} | 400 | limit '0' is wrong: expected",
                "collectors | {\"limit\": -1} | 400 | limit '-1' is wrong: expected",
                "collectors | {\"limit\": 1.5} | 400 | limit '1.5' is wrong: expected",
                "collectors | {\"limit\": \"9\"} | 400 | limit '9' is wrong: expected",
                "collectors | {\"limit\": 1000000001} | 400 | limit '1000000001' is wrong: expected",
                "collectors | {\"limit\": 99999999999999999999} | 400 | limit '99999999999999999999' is wrong: expected",
                "collectors | {\"limit\": 9, \"evict\": 1} | 400 | evict '1' is wrong: expected",
                "collectors | {\"limit\": 9, \"evcit\": true} | 400 | field 'evcit' is unknown: expected",
                "colectors | {\"limit\": 9} | 404 | limit 'colectors' is unknown: expected one of [collectors, discord.requests]",
                "discord.requests | {\"limit\": 51} | 400 | limit 51 of 'discord.requests' is above what Discord allows: expected at most 50",
            })
    void aWrongChangeOfALimitIsNamedAndChangesNothing(String name, String body, int status, String detail) {
        List<String> before = sizes();
        Rest.Answered answered = rest.ask("PUT", "/v1/limits/" + name, body);
        assertThat(answered.status()).isEqualTo(status);
        assertThat(description.mistakes("PUT", "/v1/limits/{name}", answered)).isEmpty();
        assertThat(answered.json().path("detail").asText()).startsWith(detail);
        assertThat(sizes()).isEqualTo(before);
    }

    private static List<String> sizes() {
        return rest.get("/v1/limits")
                .path("limits")
                .valueStream()
                .map(each ->
                        each.path("name").asText() + " " + each.path("limit").asLong())
                .toList();
    }

    @Test
    void aLoweredLimitTakesEffectAsPermitsReturn() {
        join();
        worker.used = 12;
        await().until(() -> worker.renew() && collectors().path("granted").asLong() >= 12);
        set("{\"limit\": 4}");
        await().until(() ->
                worker.renew() && allowed() == 4 && collectors().path("granted").asLong() == 12);
        assertThat(worker.orders().allowances()).doesNotContainKey(EVICTION);
        worker.used = 3;
        await().until(() -> worker.renew() && collectors().path("granted").asLong() == 4);
    }

    @Test
    void workersAreToldToEndWhatIsAboveALoweredLimitWhenThatIsAsked() {
        join();
        worker.used = 6;
        await().until(() -> worker.renew() && collectors().path("granted").asLong() >= 6);
        set("{\"limit\": 4, \"evict\": true}");
        await().until(() ->
                worker.renew() && allowed() == 4 && worker.orders().allowances().containsKey(EVICTION));
        worker.used = 4;
        await().until(() -> worker.renew() && !worker.orders().allowances().containsKey(EVICTION));
    }

    @Test
    void whatLiesUnusedWithWorkersWhileRequestsWaitIsCalledStranded() {
        join();
        worker.used = 5;
        await().until(() -> worker.renew() && told("weir_limit_used") == 5);
        assertThat(told("weir_limit_stranded")).as("nobody waits for it").isZero();

        worker.waiting = 3;
        await().untilAsserted(() -> {
            assertThat(worker.renew()).isTrue();
            assertThat(told("weir_limit_waiting")).isEqualTo(3);
            assertThat(told("weir_limit_stranded")).isPositive().isEqualTo(allowed() - 5);
        });
    }

    @Test
    void aWorkerThatHasEndedIsForgottenWhenAPersonSaysSo() {
        join();
        String id = worker.id();
        worker.leave();

        await().until(() -> {
            Rest.Answered answered = rest.ask("DELETE", "/v1/workers/" + id);
            assertThat(description.mistakes("DELETE", "/v1/workers/{id}", answered))
                    .isEmpty();
            return answered.status() == 200;
        });
        await().until(() -> rest.ask("GET", "/v1/workers/" + id).status() == 404);
    }
}
