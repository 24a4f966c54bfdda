package dev.weir.coordinator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks a coordinator as anybody would. */
final class Rest implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    /** An answer, whatever its status. */
    record Answered(int status, String type, String text) {
        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException wrong) {
                throw new UncheckedIOException(text, wrong);
            }
        }
    }

    Rest(String address) {
        this.address = address;
    }

    JsonNode get(String path) {
        Answered answered = ask("GET", path);
        if (answered.status != 200) {
            throw new AssertionError(path + " answered " + answered);
        }
        return answered.json();
    }

    Answered ask(String method, String path) {
        return ask(method, path, "");
    }

    Answered ask(String method, String path, String body) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(address + path)).method(method, BodyPublishers.ofString(body));
            if (!body.isEmpty()) {
                request.header("Content-Type", "application/json");
            }
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            return new Answered(
                    answer.statusCode(),
                    answer.headers().firstValue("Content-Type").orElse(""),
                    answer.body());
        } catch (IOException wrong) {
            throw new UncheckedIOException(path, wrong);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
