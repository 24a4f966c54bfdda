package dev.weir.worker.shard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Discord's REST interface, within its rate limits.
 *
 * <p>Every future fails with {@link RestRefused} when Discord answers with an error, and with {@link NotActing} when this
 * worker may not act for the shard at that moment: then nothing was sent.
 */
public interface Rest {

    /**
     * Sends a request.
     *
     * @param method GET, POST, PUT, PATCH or DELETE
     * @param path below {@code /api/v10}, as {@code /channels/1/messages}
     * @param body JSON to send, or null
     * @return Discord's answer; a null node when it has no body. Completes on a thread that may not be blocked
     */
    CompletableFuture<JsonNode> send(String method, String path, @Nullable JsonNode body);
}
