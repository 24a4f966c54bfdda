package dev.weir.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class HttpEdgeTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static HttpEdge edge;

    @BeforeAll
    static void start() {
        edge = HttpEdge.start("http.port", "127.0.0.1", 0, routes -> {
            routes.get(
                    "/thread",
                    context ->
                            context.result(String.valueOf(Thread.currentThread().isVirtual())));
            routes.get("/bug", _ -> {
                throw new IllegalStateException("of the inside");
            });
            routes.get("/bad", _ -> {
                throw HttpProblem.badRequest("guild 'x' is no Discord id");
            });
            routes.post("/echo", context -> context.result(context.body()));
        });
    }

    @AfterAll
    static void stop() {
        edge.close();
        CLIENT.close();
    }

    @Test
    void aRequestRunsOnAPlatformThreadAndTheServerDoesNotNameItself() throws Exception {
        HttpResponse<String> answer = get("/thread");

        assertThat(answer.body()).isEqualTo("false");
        assertThat(answer.headers().map()).doesNotContainKeys("server", "x-powered-by");
    }

    @Test
    void badInputIsAProblemThatNamesTheValue() throws Exception {
        HttpResponse<String> answer = get("/bad");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json;charset=utf-8");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad request\",\"status\":400,"
                        + "\"detail\":\"guild 'x' is no Discord id\",\"instance\":\"/bad\"}");
    }

    @Test
    void anUnknownPathAndAnUnknownMethodAreProblems() throws Exception {
        assertThat(problem(get("/nowhere"), 404)).isEqualTo("there is nothing at /nowhere");
        HttpResponse<String> wrongMethod = send(request("/bad").DELETE().build());
        assertThat(problem(wrongMethod, 405)).isEqualTo("DELETE is not possible at /bad");
    }

    @Test
    void aBugTellsNothingOfTheInside() throws Exception {
        HttpResponse<String> answer = get("/bug");

        assertThat(problem(answer, 500)).contains("the log of this process");
        assertThat(answer.body()).doesNotContain("of the inside", "IllegalState", "at dev.weir");
    }

    @Test
    void aBodyAboveTheLimitIsRefused() throws Exception {
        HttpResponse<String> answer = send(request("/echo")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("x".repeat(70_000)))
                .build());

        assertThat(problem(answer, 413)).contains("65536");
    }

    @Test
    void aTakenPortNamesKeyAndPort() {
        assertThatThrownBy(() -> HttpEdge.start("probe.port", "127.0.0.1", edge.port(), _ -> {}))
                .isInstanceOf(PortInUse.class)
                .hasMessageContaining("probe.port = " + edge.port());
    }

    @Test
    void anAddressOfAnotherMachineIsAMistakeOfTheConfiguration() {
        assertThatThrownBy(() -> HttpEdge.start("probe.port", "192.0.2.1", 7711, _ -> {}))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.exitCode()).isEqualTo(ExitCode.CONFIGURATION))
                .hasMessage("192.0.2.1 of probe.port is no address of this machine");
    }

    private static String problem(HttpResponse<String> answer, int status) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json;charset=utf-8");
        JsonNode document = new ObjectMapper().readTree(answer.body());
        assertThat(document.get("status").asInt()).isEqualTo(status);
        return document.get("detail").asText();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(request(path).build());
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(edge.address() + path));
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return CLIENT.send(request, BodyHandlers.ofString());
    }
}
