package dev.weir.simulator.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.fault.FaultBoard;
import dev.weir.simulator.gateway.Credentials;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.json.MalformedJson;
import dev.weir.simulator.lane.Lane;
import dev.weir.simulator.limit.RouteLimits;
import dev.weir.simulator.limit.SlidingWindow;
import dev.weir.simulator.referee.Referee;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.wire.HttpCall;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a call through Discord's checks, in Discord's order: ban, token, limits; then its route.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class RestApi {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Lane lane;
    private final Referee referee;
    private final FaultBoard faults;
    private final Credentials credentials;
    private final List<Route> routes;
    private final RouteLimits limits = new RouteLimits();
    private final RouteLimits.Limit globalLimit;
    private final SlidingWindow invalid;

    RestApi(
            Lane lane,
            Referee referee,
            FaultBoard faults,
            Credentials credentials,
            RestRules rules,
            List<Route> routes) {
        this.lane = lane;
        this.referee = referee;
        this.faults = faults;
        this.credentials = credentials;
        this.routes = routes;
        this.globalLimit = new RouteLimits.Limit(rules.callsPerSecond(), SECOND);
        this.invalid = new SlidingWindow(rules.invalidBound(), rules.invalidWindow());
    }

    /** Whether a call carries this bot's token. */
    public boolean isFor(HttpCall call) {
        String authorization = call.header("authorization");
        return authorization != null && authorization.startsWith("Bot ") && credentials.accepts(authorization);
    }

    public static boolean isApi(String path) {
        return path.startsWith("/api/");
    }

    /** The API's version is optional; another than 10 or 9 is not served. */
    private static List<String> segments(String path) {
        List<String> segments = List.of(path.substring("/api/".length()).split("/", -1));
        String first = segments.getFirst();
        return first.equals("v10") || first.equals("v9") ? segments.subList(1, segments.size()) : segments;
    }

    public void answer(HttpCall call, Consumer<HttpAnswer> reply) {
        long start = lane.nanos();
        List<String> path = segments(call.path());
        Route route = null;
        List<String> variables = List.of();
        boolean pathKnown = false;
        for (Route candidate : routes) {
            List<String> found = candidate.match(path);
            if (found != null) {
                pathKnown = true;
                if (candidate.method().equals(call.method())) {
                    route = candidate;
                    variables = found;
                    break;
                }
            }
        }
        HttpAnswer answer;
        if (invalid.isFull(start)) {
            answer = banned(start);
        } else if (route == null) {
            answer = pathKnown ? DiscordError.METHOD_NOT_ALLOWED.answer() : DiscordError.NOT_FOUND.answer();
        } else {
            answer = checked(route, new Request(call, variables), start);
        }
        String name = route == null ? call.method() + " (unknown)" : route.name();
        finish(name, route, answer, start, reply);
    }

    private void finish(String name, @Nullable Route route, HttpAnswer answer, long start, Consumer<HttpAnswer> reply) {
        boolean isInvalid = answer.status() == 401 || answer.status() == 403 || answer.status() == 429;
        if (isInvalid) {
            invalid.take(start);
        }
        Duration delay = route == null ? Duration.ZERO : faults.restDelay(route.name(), start);
        Runnable send = () -> {
            referee.rest(name, answer.status(), (lane.nanos() - start) / 1_000, isInvalid);
            reply.accept(answer);
        };
        if (delay.isZero()) {
            send.run();
        } else {
            // The work is done and only the answer is late: that is what makes a client repeat itself.
            lane.schedule(delay, send);
        }
    }

    private HttpAnswer checked(Route route, Request request, long now) {
        if (route.access() == Route.Access.BOT && !isFor(request.call())) {
            return DiscordError.UNAUTHORIZED.answer();
        }
        Duration faultLeft = faults.restLimited(route.name(), now);
        if (faultLeft.isPositive()) {
            return limited(faultLeft, "shared", Map.of());
        }
        if (route.access() == Route.Access.BOT) {
            RouteLimits.Standing global = limits.take("global", globalLimit, now);
            if (!global.allowed()) {
                return limited(global.resetAfter(), "global", Map.of("X-RateLimit-Global", "true"));
            }
        }
        RouteLimits.Standing standing = limits.take(route.bucket(request.variables()), route.limit(), now);
        Map<String, String> headers = headers(route, standing);
        if (!standing.allowed()) {
            return limited(standing.resetAfter(), "user", headers);
        }
        try {
            HttpAnswer answer = route.handler().handle(request).with(headers);
            int bytes = faults.restBytes(route.name(), now);
            return bytes == 0 ? answer : answer.ofLength(bytes);
        } catch (MalformedJson _) {
            return DiscordError.MALFORMED_JSON.answer().with(headers);
        }
    }

    private Map<String, String> headers(Route route, RouteLimits.Standing standing) {
        double resetAfter = standing.resetAfter().toNanos() / 1e9;
        double reset = lane.millis() / 1e3 + resetAfter;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-RateLimit-Limit", Integer.toString(standing.limit()));
        headers.put("X-RateLimit-Remaining", Integer.toString(standing.remaining()));
        headers.put("X-RateLimit-Reset", String.format(Locale.ROOT, "%.3f", reset));
        headers.put("X-RateLimit-Reset-After", String.format(Locale.ROOT, "%.3f", resetAfter));
        headers.put("X-RateLimit-Bucket", route.bucketHash());
        headers.put("Via", "1.1 google");
        return headers;
    }

    private static HttpAnswer limited(Duration wait, String scope, Map<String, String> headers) {
        // Rounded up: a client that waits exactly this long must not be early.
        double seconds = Math.ceil(wait.toNanos() / 1e6) / 1e3;
        ObjectNode body = Json.object()
                .put("message", "You are being rate limited.")
                .put("retry_after", seconds)
                .put("global", scope.equals("global"))
                .put("code", 0);
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Retry-After", Long.toString((long) Math.ceil(seconds)));
        all.put("X-RateLimit-Scope", scope);
        all.put("Via", "1.1 google");
        return HttpAnswer.json(429, body).with(all);
    }

    /** From Cloudflare, not from Discord: no Via header, no JSON. */
    private HttpAnswer banned(long now) {
        long seconds = invalid.untilFree(now).toSeconds() + 1;
        return new HttpAnswer(
                429,
                "text/plain",
                Map.of("Retry-After", Long.toString(seconds)),
                "error code: 1015".getBytes(StandardCharsets.UTF_8));
    }
}
