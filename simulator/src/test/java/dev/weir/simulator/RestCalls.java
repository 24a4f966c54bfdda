package dev.weir.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Plain HTTP calls of a test. */
final class RestCalls {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final Simulator simulator;

    RestCalls(Simulator simulator) {
        this.simulator = simulator;
    }

    /** What came back. */
    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Answer api(String method, String path, String body) throws IOException {
        return api(method, path, body, "Bot " + simulator.config().token());
    }

    Answer api(String method, String path, String body, String authorization) throws IOException {
        return call(method, simulator.restUri() + "/v10" + path, body, authorization);
    }

    Answer control(String method, String path, String body) throws IOException {
        return call(method, simulator.controlUri() + path, body, "");
    }

    private static Answer call(String method, String uri, String body, String authorization) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(uri)).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            boolean json =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            JsonNode parsed = json && !response.body().isEmpty()
                    ? RawClient.JSON.readTree(response.body())
                    : MissingNode.getInstance();
            return new Answer(response.statusCode(), parsed, response);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
