package dev.weir.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.cluster.HostPort;
import dev.weir.cluster.MemberSettings;
import dev.weir.coordinator.control.ControlSettings;
import dev.weir.discord.Trust;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a coordinator answers, held against its own description. */
@NullUnmarked // A null where there should be none fails the test anyway.
class RestTest {
    private static final int SHARDS = 4;
    private static Coordinator coordinator;
    private static FakeWorker worker;
    private static Rest rest;
    private static OpenApi description;

    @BeforeAll
    static void start() throws IOException {
        String cluster = "test-" + UUID.randomUUID();
        HostPort any = new HostPort("127.0.0.1", 0);
        coordinator = Coordinator.start(new CoordinatorConfig(
                new MemberSettings(cluster, "c1", any, List.of(any)),
                "127.0.0.1",
                0,
                new ControlSettings(SHARDS, 1, Duration.ofMinutes(1), Map.of("collectors", 1_000L)),
                SHARDS,
                null,
                null,
                Trust.ofJdk(),
                null));
        rest = new Rest(coordinator.restAddress());
        description = new OpenApi(rest.ask("GET", "/openapi.yaml").text());
        worker = new FakeWorker("w1", cluster, coordinator.clusterAddress());
        await().atMost(Duration.ofSeconds(20)).until(worker::tryToJoin);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            worker.renew();
            return rest.get("/v1/cluster").path("shardsByPhase").path("ACTIVE").asInt() == SHARDS;
        });
        for (int shard = 0; shard < SHARDS; shard++) {
            worker.collect(shard, 3);
        }
    }

    @AfterAll
    static void close() {
        worker.close();
        rest.close();
        coordinator.close();
    }

    @Test
    void everyRouteIsDescribedAndEveryDescriptionIsServed() {
        assertThat(description.operations())
                .containsExactlyInAnyOrderElementsOf(coordinator.routes().stream()
                        .map(route -> route.method() + " " + route.path())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/cluster, /v1/cluster, 200",
        "/v1/workers, /v1/workers, 200",
        "/v1/workers/{id}, /v1/workers/w1, 200",
        "/v1/workers/{id}, /v1/workers/w9, 404",
        "/v1/workers/{id}, /v1/workers/w%209, 400",
        "/v1/shards, /v1/shards, 200",
        "/v1/shards/{id}, /v1/shards/0, 200",
        "/v1/shards/{id}, /v1/shards/4, 400",
        "/v1/guilds/{id}/shard, /v1/guilds/175928847299117063/shard, 200",
        "/v1/guilds/{id}/shard, /v1/guilds/12x/shard, 400",
        "/v1/collectors, /v1/collectors, 200",
        "/v1/collectors, /v1/collectors?shard=2&limit=2, 200",
        "/v1/collectors, /v1/collectors?limit=0, 400",
        "/v1/collectors/{id}, /v1/collectors/c0.TOKEN.2, 200",
        "/v1/collectors/{id}, /v1/collectors/c0.1.99, 404",
        "/v1/collectors/{id}, /v1/collectors/0.1.2, 400",
        "/v1/limits, /v1/limits, 200",
        "/v1/plan, /v1/plan, 200",
        "/v1/plan, /v1/plan?drain=w1&limit=2, 200",
        "/v1/plan, /v1/plan?lose=w1, 200",
        "/v1/plan, /v1/plan?lose=w9, 404",
        "/v1/plan, /v1/plan?limit=0, 400",
        "/metrics, /metrics, 200",
        "/livez, /livez, 200",
        "/readyz, /readyz, 200",
        "/openapi.yaml, /openapi.yaml, 200",
    })
    void answersAreAsDescribed(String path, String asked, int status) {
        Rest.Answered answered = rest.ask("GET", asked.replace("TOKEN", Long.toString(token(0))));
        assertThat(answered.status()).as(answered.text()).isEqualTo(status);
        assertThat(description.mistakes("GET", path, answered)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/v1/guilds/12x/shard | guild '12x' is no Discord id: expected a positive decimal number",
                "/v1/guilds/0/shard | guild '0' is no Discord id",
                "/v1/shards/4 | shard '4' is no shard of this fleet: expected a number from 0 to 3",
                "/v1/shards/-1 | shard '-1' is no shard of this fleet",
                "/v1/shards/99999999999 | shard '99999999999' is no shard of this fleet",
                "/v1/collectors?shard=x | shard 'x' is no shard of this fleet",
                "/v1/collectors?limit=1001 | limit '1001' is out of range: expected a number from 1 to 1000",
                "/v1/collectors?limit=ten | limit 'ten' is out of range",
                "/v1/collectors?limit=1&limit=2 | query parameter 'limit' was given 2 times: expected once",
                "/v1/collectors?after=7 | collector id '7' has the wrong form: expected c<shard>.<token>.<number>",
                "/v1/collectors?shard=1&after=c2.1.1 | after 'c2.1.1' is of another shard",
                "/v1/collectors?page=2 | query parameter 'page' is unknown: expected one of [after, limit, shard]",
                "/v1/shards?page=2 | query parameter 'page' is unknown: expected none",
                "/v1/collectors/c0.1.99 | collector 'c0.1.99' is unknown: expected the id of one that runs",
                "/v1/collectors/c99.1.1 | collector 'c99.1.1' is unknown",
                "/v1/workers/w9 | worker 'w9' is unknown: expected one of [w1]",
                "/v1/nothing | there is nothing at /v1/nothing",
            })
    void mistakesAreNamed(String asked, String detail) {
        Rest.Answered answered = rest.ask("GET", asked);
        assertThat(answered.type()).startsWith("application/problem+json");
        JsonNode problem = answered.json();
        assertThat(problem.path("detail").asText()).startsWith(detail);
        assertThat(problem.path("status").asInt()).isEqualTo(answered.status()).isBetween(400, 404);
        assertThat(answered.text()).doesNotContain("Exception", "at dev.weir");
    }

    private static String id(int shard, int number) {
        return "c" + shard + "." + token(shard) + "." + number;
    }

    private static long token(int shard) {
        return rest.get("/v1/shards/" + shard).path("token").asLong();
    }

    @Test
    void aWrongMethodIsRefused() {
        Rest.Answered answered = rest.ask("POST", "/v1/shards");
        assertThat(answered.status()).isEqualTo(405);
        assertThat(answered.type()).startsWith("application/problem+json");
    }

    @Test
    void aShardTellsAllItsOwnerObserves() {
        JsonNode shard = rest.get("/v1/shards/2");
        assertThat(shard.path("phase").asText()).isEqualTo("ACTIVE");
        assertThat(shard.path("worker").asText()).isEqualTo("w1");
        assertThat(shard.path("token").asLong()).isPositive();
        assertThat(shard.path("guilds").asInt()).isEqualTo(50);
        assertThat(shard.path("latencyMillis").asLong()).isEqualTo(41);
        assertThat(shard.path("lastEventAgeMillis").asLong()).isGreaterThanOrEqualTo(1200);
        assertThat(shard.path("collectors").path("active").asInt()).isEqualTo(2);
        assertThat(shard.path("collectors").path("ended").path("time").asInt()).isEqualTo(9);
        assertThat(shard.path("identifies").asInt()).isEqualTo(1);
    }

    @Test
    void pagesFollowOneAnotherThroughTheWholeFleet() {
        List<String> ids = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = rest.get("/v1/collectors?limit=5" + after);
            page.path("collectors").forEach(each -> ids.add(each.path("id").asText()));
            after = page.path("next").isNull()
                    ? null
                    : "&after=" + page.path("next").asText();
        } while (after != null);
        assertThat(ids).hasSize(12).doesNotHaveDuplicates();
        assertThat(ids).startsWith(id(0, 1), id(0, 2), id(0, 3), id(1, 1)).endsWith(id(3, 3));
        assertThat(rest.get("/v1/collectors?shard=1").path("total").asInt()).isEqualTo(3);
    }

    @Test
    void aStopIsWrittenIntoTheShardsTable() {
        Rest.Answered answered = rest.ask("DELETE", "/v1/collectors/" + id(3, 2));
        assertThat(answered.status()).isEqualTo(202);
        assertThat(description.mistakes("DELETE", "/v1/collectors/{id}", answered))
                .isEmpty();
        assertThat(worker.stopsWanted(3)).containsExactly(2L);
        assertThat(rest.ask("DELETE", "/v1/collectors/" + id(3, 77)).status()).isEqualTo(404);
        assertThat(rest.ask("DELETE", "/v1/collectors/c3.2.2").status()).isEqualTo(404);
    }

    @Test
    void aPlanSaysWhatWouldBeDoneAndWhyAndNothingIsDone() {
        JsonNode atRest = rest.get("/v1/plan");
        assertThat(atRest.path("actions")).isEmpty();
        assertThat(atRest.path("hold").isNull()).isTrue();
        JsonNode lost = rest.get("/v1/plan?lose=w1&limit=2");
        assertThat(lost.path("actionsInAll").asInt()).isEqualTo(SHARDS);
        assertThat(lost.path("actions")).hasSize(2);
        assertThat(lost.at("/actions/0/kind").asText()).isEqualTo("vacate");
        assertThat(lost.at("/actions/0/reason").asText()).isEqualTo("noRoom");
        assertThat(rest.get("/v1/workers/w1").path("alive").asBoolean()).isTrue();
    }

    @Test
    void aWorkerIsDrainedAndTakenBack() {
        Rest.Answered dry = rest.ask("POST", "/v1/workers/w1/drain?dryRun=true");
        assertThat(dry.status()).isEqualTo(200);
        assertThat(description.mistakes("POST", "/v1/workers/{id}/drain", dry)).isEmpty();
        assertThat(dry.json().at("/waiting/0/reason").asText()).isEqualTo("noRoom");
        assertThat(rest.get("/v1/workers/w1").path("draining").asBoolean()).isFalse();

        Rest.Answered drained = rest.ask("POST", "/v1/workers/w1/drain");
        assertThat(drained.status()).as(drained.text()).isEqualTo(202);
        assertThat(description.mistakes("POST", "/v1/workers/{id}/drain", drained))
                .isEmpty();
        await().until(() -> rest.get("/v1/workers/w1").path("draining").asBoolean());
        Rest.Answered back = rest.ask("DELETE", "/v1/workers/w1/drain");
        assertThat(description.mistakes("DELETE", "/v1/workers/{id}/drain", back))
                .isEmpty();
        await().until(() -> !rest.get("/v1/workers/w1").path("draining").asBoolean());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /v1/workers/{id}/drain | /v1/workers/w9/drain | 404 | worker 'w9' is unknown: expected one of [w1]",
                "POST | /v1/workers/{id}/drain | /v1/workers/w1/drain?dryRun=yes | 400 | dryRun 'yes' is wrong: expected true",
                "DELETE | /v1/workers/{id}/drain | /v1/workers/w9/drain | 404 | worker 'w9' is unknown",
                "DELETE | /v1/workers/{id} | /v1/workers/w9 | 404 | worker 'w9' is unknown: expected one of [w1]",
                "DELETE | /v1/workers/{id} | /v1/workers/w1 | 409 | worker 'w1' is alive: expected one that has ended",
                "DELETE | /v1/shards/{id}/quarantine | /v1/shards/0/quarantine | 409 | shard 0 is not quarantined: expected",
                "DELETE | /v1/shards/{id}/quarantine | /v1/shards/9/quarantine | 400 | shard '9' is no shard of this fleet",
                "DELETE | /v1/quarantines | /v1/quarantines | 409 | no shard is quarantined: expected one whose phase",
                "DELETE | /v1/quarantines | /v1/quarantines?code=4014 | 409 | no shard is quarantined with close code 4014: expected",
                "DELETE | /v1/quarantines | /v1/quarantines?code=x | 400 | code 'x' is out of range: expected a number from 0 to 4999",
                "DELETE | /v1/plan/hold | /v1/plan/hold | 409 | no shards are kept for lost workers now: expected a hold",
            })
    void aChangeThatDoesNotFitIsRefusedAndSaysWhatWasExpected(
            String method, String path, String asked, int status, String detail) {
        Rest.Answered answered = rest.ask(method, asked);
        assertThat(answered.status()).isEqualTo(status);
        assertThat(description.mistakes(method, path, answered)).isEmpty();
        assertThat(answered.json().path("detail").asText()).startsWith(detail);
    }

    @Test
    void aGuildIsFoundByDiscordsRule() {
        long guild = 175928847299117063L;
        JsonNode found = rest.get("/v1/guilds/" + guild + "/shard");
        assertThat(found.path("shard").asLong()).isEqualTo((guild >> 22) % SHARDS);
        assertThat(found.path("guild").asText()).isEqualTo("175928847299117063");
        assertThat(found.path("worker").asText()).isEqualTo("w1");
    }

    @Test
    void metersTellTheSameStory() {
        String metrics = rest.ask("GET", "/metrics").text();
        assertThat(metrics)
                .contains("weir_fleet_shards{phase=\"ACTIVE\",} 4.0")
                .contains("weir_fleet_workers 1.0")
                .contains("weir_fleet_collectors 8.0")
                .contains("weir_coordinator_leading 1.0")
                .contains("weir_limit_size{limit=\"collectors\",} 1000.0")
                .contains("weir_coordinator_actions_total{kind=\"assign\",reason=\"neverAssigned\",} 4.0")
                .contains("weir_coordinator_identify_slots_total 4.0");
    }
}
