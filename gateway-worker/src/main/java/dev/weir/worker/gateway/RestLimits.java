package dev.weir.worker.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Discord's REST limits, for all shards of this process: 50 requests a second, the bucket of each route, and what a 429 says.
 *
 * <p>Sits in the HTTP client, so that Javacord's calls keep them too; Javacord forgets a route's limit as soon as nothing waits
 * for it. Calls wait here on their own (virtual) thread; more than {@link #MOST_WAITING} at once are refused. Thread-safe.
 */
final class RestLimits implements Interceptor {
    static final int MOST_WAITING = 10_000;
    private static final int TRIES = 5;
    private static final int MOST_ROUTES = 10_000;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, RouteLimit> routes = new ConcurrentHashMap<>();
    private final Semaphore waiting = new Semaphore(MOST_WAITING);
    private final GlobalLimit global = new GlobalLimit(System.nanoTime());
    final RequestShare requests = new RequestShare(System::nanoTime);
    final InvalidShare invalid = new InvalidShare(System::nanoTime);

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        if (!Discord.HOST.equals(request.url().host())) {
            return chain.proceed(request);
        }
        if (!waiting.tryAcquire()) {
            throw new IOException(MOST_WAITING + " requests wait for Discord already");
        }
        try {
            return proceed(chain, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("interrupted while waiting for Discord's limits").initCause(e);
        } finally {
            waiting.release();
        }
    }

    private Response proceed(Chain chain, Request request) throws IOException, InterruptedException {
        Route route = Route.of(request.method(), request.url().encodedPath());
        for (int attempt = 1; ; attempt++) {
            RouteLimit limit = limit(route);
            limit.enter();
            Response answer;
            try {
                if (route.global()) {
                    awaitTurn();
                }
                if (!invalid.open()) {
                    throw new IOException(invalid.refusal());
                }
                answer = chain.proceed(request);
            } catch (IOException | InterruptedException | RuntimeException e) {
                limit.leave(-1, 0, 0);
                throw e;
            }
            if (InvalidShare.isInvalid(answer.code()) && !"shared".equals(answer.header("X-RateLimit-Scope"))) {
                invalid.count();
            }
            if (answer.code() != 429) {
                limit.leave(remaining(answer), window(answer), resetNanos(answer));
                return answer;
            }
            long pause = retryNanos(answer);
            boolean everywhere = "true".equalsIgnoreCase(answer.header("X-RateLimit-Global"))
                    || "global".equals(answer.header("X-RateLimit-Scope"))
                    || answer.header("Via") == null;
            if (everywhere) {
                limit.leave(-1, 0, 0);
                global.pause(System.nanoTime(), pause);
            } else {
                limit.leave(0, window(answer), pause);
            }
            if (attempt == TRIES) {
                return answer;
            }
            answer.close();
            TimeUnit.NANOSECONDS.sleep(pause);
        }
    }

    private void awaitTurn() throws InterruptedException {
        requests.enter();
        long wait = global.take(System.nanoTime());
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    private RouteLimit limit(Route route) {
        if (routes.size() > MOST_ROUTES) {
            routes.values().removeIf(RouteLimit::idle);
        }
        return routes.computeIfAbsent(route.key(), _ -> new RouteLimit());
    }

    private static int remaining(Response answer) {
        String text = answer.header("X-RateLimit-Remaining");
        try {
            return text == null ? -1 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static double window(Response answer) {
        String text = answer.header("X-RateLimit-Reset");
        try {
            return text == null ? 0 : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static long resetNanos(Response answer) {
        return seconds(answer.header("X-RateLimit-Reset-After"), 0);
    }

    private static long retryNanos(Response answer) throws IOException {
        long header = seconds(answer.header("Retry-After"), 1);
        JsonNode body;
        try {
            body = JSON.readTree(answer.peekBody(64 * 1024).bytes());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return header;
        }
        JsonNode exact = body.path("retry_after");
        return exact.isNumber() ? seconds(exact.asText(), 1) : header;
    }

    private static long seconds(@org.jspecify.annotations.Nullable String text, long otherwise) {
        try {
            double seconds = text == null ? otherwise : Double.parseDouble(text);
            return (long) (Math.clamp(seconds, 0, (double) LONGEST_WAIT.toSeconds()) * 1e9);
        } catch (NumberFormatException e) {
            return Duration.ofSeconds(otherwise).toNanos();
        }
    }
}
