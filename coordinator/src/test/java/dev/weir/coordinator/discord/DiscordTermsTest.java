package dev.weir.coordinator.discord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NullUnmarked // A null where there should be none fails the test anyway.
class DiscordTermsTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile long remaining = 1_000;
    private HttpServer discord;
    private DiscordTerms terms;

    @BeforeEach
    void start() throws IOException {
        discord = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        discord.createContext("/api/v10/gateway/bot", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = """
                    {"url": "wss://gateway.discord.gg", "shards": 9,
                     "session_start_limit": {"total": 1000, "remaining": %d, "reset_after": 60000, "max_concurrency": 2}}
                    """.formatted(remaining).getBytes(StandardCharsets.UTF_8);
            if (status == 429) {
                exchange.getResponseHeaders().set("Retry-After", "7200");
            }
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        discord.createContext("/api/v10/users/@me", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        discord.start();
        terms = new DiscordTerms(
                HttpClient.newHttpClient(),
                URI.create("http://127.0.0.1:" + discord.getAddress().getPort() + "/api/v10"),
                "the-token");
    }

    @AfterEach
    void close() {
        terms.close();
        discord.stop(0);
    }

    @Test
    void onlyTheAnswer401SaysThatTheTokenIsRefused() {
        for (int answer : new int[] {200, 403, 429, 503}) {
            status = answer;
            assertThat(terms.refusesToken().join()).as("%d", answer).isFalse();
        }
        status = 401;
        assertThat(terms.refusesToken().join()).isTrue();
        discord.stop(0);
        assertThat(terms.refusesToken().join()).as("no Discord to ask").isFalse();
    }

    private static long minutes(long count) {
        return Duration.ofMinutes(count).toNanos();
    }

    @Test
    void itAsksOnceAndCountsDownItself() {
        assertThat(terms.allowed(0)).as("never blocks").isNull();
        await().until(() -> terms.allowed(1) != null);
        assertThat(terms.allowed(2)).isEqualTo(new BotTerms.Allowed(9, 2, 1_000));
        terms.spend(3);
        assertThat(terms.allowed(minutes(4))).isEqualTo(new BotTerms.Allowed(9, 2, 997));
        assertThat(asked).containsExactly("Bot the-token");
    }

    @Test
    void afterFiveMinutesItAsksAgainAndTrustsNothingThatMayNotBeCountedYet() {
        terms.allowed(0);
        await().until(() -> terms.allowed(1) != null);
        terms.spend(3);
        remaining = 997;
        terms.allowed(minutes(5) + 1);
        await().until(() -> asked.size() == 2 && terms.allowed(minutes(5) + 2).identifiesLeft() == 995);
    }

    @Test
    void aBudgetThatIsUsedUpIsNotOverdrawn() {
        remaining = 2;
        terms.allowed(0);
        await().until(() -> terms.allowed(1) != null);
        terms.spend(5);
        assertThat(terms.allowed(2).identifiesLeft()).isZero();
    }

    @Test
    void aLimitOfHoursIsWaitedForAndWhatIsKnownHoldsMeanwhile() {
        remaining = 500;
        terms.allowed(0);
        await().until(() -> terms.allowed(1) != null);
        terms.spend(450);
        status = 429;
        assertThat(terms.allowed(minutes(6)).identifiesLeft()).isEqualTo(50);
        await().until(() -> asked.size() == 2);
        await("a day began anew a minute after the answer")
                .until(() -> terms.allowed(minutes(125)).identifiesLeft() == 550);
        assertThat(asked).as("two hours are not over").hasSize(2);
        terms.allowed(minutes(127));
        await().until(() -> asked.size() == 3);
    }

    @Test
    void aRefusedTokenIsToldWithoutIt() {
        status = 401;
        terms.allowed(0);
        await().until(() -> terms.trouble() != null);
        assertThat(terms.trouble())
                .contains("refuses the token (401)", "WEIR_DISCORD_TOKEN")
                .doesNotContain("the-token");
        assertThat(terms.allowed(1)).isNull();
        status = 200;
        await().until(() -> terms.allowed(Duration.ofSeconds(2).toNanos()) != null);
        assertThat(terms.trouble()).isNull();
    }
}
