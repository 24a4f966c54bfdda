package dev.weir.worker.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.discord.BotToken;
import dev.weir.model.ShardId;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.NotActing;
import dev.weir.worker.shard.Rest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/** Discord's REST interface over the HTTP client that Javacord uses too, so that both keep one set of limits. Thread-safe. */
final class JavacordRest implements Rest {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");
    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE");

    private final ShardId shard;
    private final BotToken token;
    private final OkHttpClient http;
    private final ActingGate gate;
    private final Executor tasks;

    JavacordRest(ShardId shard, BotToken token, OkHttpClient http, ActingGate gate, Executor tasks) {
        this.shard = shard;
        this.token = token;
        this.http = http;
        this.gate = gate;
        this.tasks = tasks;
    }

    @Override
    public CompletableFuture<JsonNode> send(String method, String path, @Nullable JsonNode body) {
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException("method must be one of " + METHODS + ", was " + method);
        }
        Request request = Discord.authorized(Discord.request(path), token)
                .method(method.toUpperCase(Locale.ROOT), content(method, body))
                .build();
        if (!gate.open(System.nanoTime())) {
            return CompletableFuture.failedFuture(new NotActing(shard));
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        try {
            tasks.execute(() -> {
                try {
                    answer.complete(Discord.callUnchecked(http, request));
                } catch (RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(
                    new IllegalStateException("the connection of shard " + shard + " is closed", e));
        }
        return answer;
    }

    private static @Nullable RequestBody content(String method, @Nullable JsonNode body) {
        if (body != null) {
            return RequestBody.create(body.toString().getBytes(StandardCharsets.UTF_8), JSON);
        }
        return WITH_BODY.contains(method) ? RequestBody.create(new byte[0], null) : null;
    }
}
