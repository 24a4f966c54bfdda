package dev.weir.coordinator.discord;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Discord's {@code /gateway/bot}: at most every 5 min once it has answered, in the background, and only when somebody wants
 * to know.
 */
public final class DiscordTerms implements BotTerms, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(DiscordTerms.class);

    public static final URI DISCORD = URI.create("https://discord.com/api/v10");

    static final Duration AT_MOST_EVERY = Duration.ofMinutes(5);
    static final Duration AT_LEAST_EVERY = Duration.ofHours(1);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** The answer has some 200 bytes. */
    private static final long MOST_BYTES = 64 * 1024;

    private final HttpClient http;
    private final HttpRequest question;
    private final HttpRequest identity;
    private final HttpRequest whose;
    private final ObjectMapper json = new ObjectMapper();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicLong spent = new AtomicLong();
    private volatile @Nullable Known known;
    private volatile @Nullable Long application;
    private volatile @Nullable String trouble;
    private volatile long nextAskNanos;
    private volatile boolean asked;
    private Duration retry = FIRST_RETRY;

    private record Known(int shards, int maxConcurrency, long total, long remaining, long resetNanos, long askedNanos) {

        /** Discord counts anew, though it does not answer now. */
        Known reset() {
            return new Known(shards, maxConcurrency, total, total, resetNanos + DAY.toNanos(), askedNanos);
        }
    }

    /** An answer that is none, and how long Discord wants not to be asked. */
    private static final class Refused extends IOException {
        private static final long serialVersionUID = 1L;

        final Duration retryAfter;

        Refused(String what, Duration retryAfter) {
            super(what);
            this.retryAfter = retryAfter;
        }
    }

    /**
     * Asks nothing yet.
     *
     * @param http through the proxy and with the trust that were configured; closed with this
     * @param token the bot's, without {@code Bot}
     */
    public DiscordTerms(HttpClient http, URI api, String token) {
        this.http = http;
        this.question = get(api, "/gateway/bot", token);
        this.identity = get(api, "/users/@me", token);
        this.whose = get(api, "/oauth2/applications/@me", token);
    }

    private static HttpRequest get(URI api, String path, String token) {
        return HttpRequest.newBuilder(URI.create(api + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bot " + token)
                .header("User-Agent", "DiscordBot (https://github.com/weir, 0.1)")
                .build();
    }

    /** Asks Discord once, in the background, whose token this is: true when it refuses the token. No answer says nothing of it. */
    public CompletableFuture<Boolean> refusesToken() {
        return http.sendAsync(identity, HttpResponse.BodyHandlers.discarding())
                .handle((answer, failed) -> failed == null && answer.statusCode() == 401);
    }

    @Override
    public @Nullable Long application() {
        return application;
    }

    @Override
    public @Nullable Allowed allowed(long nowNanos) {
        Known now = known;
        if (isDue(now, nowNanos) && asking.compareAndSet(false, true)) {
            asked = true;
            Thread.ofVirtual().name("weir-gateway-bot").start(() -> ask(nowNanos));
        }
        return now == null
                ? null
                : new Allowed(now.shards, now.maxConcurrency, Math.max(0, now.remaining - spent.get()));
    }

    @Override
    public void spend(int identifies) {
        spent.addAndGet(identifies);
    }

    @Override
    public @Nullable String trouble() {
        return trouble;
    }

    private boolean isDue(@Nullable Known now, long nowNanos) {
        if (asked && nowNanos - nextAskNanos < 0) {
            return false;
        }
        return now == null
                || spent.get() > 0
                || nowNanos - now.resetNanos >= 0
                || nowNanos - now.askedNanos >= AT_LEAST_EVERY.toNanos();
    }

    private void ask(long nowNanos) {
        long spentBefore = spent.get();
        try {
            HttpResponse<byte[]> answer = http.send(
                    question, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MOST_BYTES));
            if (answer.statusCode() != 200) {
                throw new Refused(
                        answer.statusCode() == 401
                                ? "it refuses the token (401): expected the bot token in discord.token-file or"
                                        + " WEIR_DISCORD_TOKEN"
                                : "it answered " + answer.statusCode(),
                        retryAfter(answer));
            }
            Known next = read(json.readTree(answer.body()), spentBefore, nowNanos);
            learnApplication();
            spent.addAndGet(-spentBefore);
            known = next;
            trouble = null;
            retry = FIRST_RETRY;
            nextAskNanos = nowNanos + AT_MOST_EVERY.toNanos();
            log.info(
                    "Discord recommends {} shards, {} identify buckets, and allows {} identifies today",
                    next.shards,
                    next.maxConcurrency,
                    next.remaining);
        } catch (IOException failed) {
            failed(failed, nowNanos);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            asking.set(false);
        }
    }

    /** Asked once; without it the fleet's bot is the first worker's. */
    private void learnApplication() throws IOException, InterruptedException {
        if (application == null) {
            HttpResponse<byte[]> answer = http.send(whose, HttpResponse.BodyHandlers.ofByteArray());
            long id = answer.statusCode() == 200
                    ? json.readTree(answer.body()).path("id").asLong()
                    : 0;
            application = id == 0 ? null : Long.valueOf(id);
        }
    }

    private static Duration retryAfter(HttpResponse<?> answer) {
        try {
            double seconds = answer.headers()
                    .firstValue("Retry-After")
                    .map(Double::parseDouble)
                    .orElse(0.0);
            return Duration.ofMillis((long) (Math.clamp(seconds, 0.0, (double) DAY.toSeconds()) * 1_000));
        } catch (NumberFormatException noNumber) {
            return Duration.ZERO;
        }
    }

    /** What was given out just before the question may not be in Discord's count yet: at most one a bucket. */
    private static Known read(JsonNode body, long spentBefore, long nowNanos) throws IOException {
        JsonNode limit = body.path("session_start_limit");
        int shards = body.path("shards").asInt();
        int maxConcurrency = limit.path("max_concurrency").asInt();
        if (shards < 1 || maxConcurrency < 1 || !limit.path("remaining").isIntegralNumber()) {
            throw new IOException("its answer is not understood: expected shards and session_start_limit");
        }
        long total = limit.path("total").asLong(limit.path("remaining").asLong());
        long remaining = limit.path("remaining").asLong() - Math.min(spentBefore, maxConcurrency);
        long resetNanos = nowNanos
                + Duration.ofMillis(limit.path("reset_after").asLong(86_400_000))
                        .toNanos();
        return new Known(shards, maxConcurrency, total, remaining, resetNanos, nowNanos);
    }

    private void failed(IOException why, long nowNanos) {
        String said = "Discord's /gateway/bot gives no answer that helps: "
                + (why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage());
        Duration wait =
                why instanceof Refused refused && refused.retryAfter.compareTo(retry) > 0 ? refused.retryAfter : retry;
        nextAskNanos = nowNanos + wait.toNanos();
        retry = retry.multipliedBy(2).compareTo(AT_MOST_EVERY) > 0 ? AT_MOST_EVERY : retry.multipliedBy(2);
        // What is known goes on to hold; only a leader that knows nothing cannot do its work.
        Known now = known;
        if (now == null) {
            trouble = said;
            return;
        }
        log.warn("{}", said);
        if (nowNanos - now.resetNanos >= 0) {
            known = now.reset();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
