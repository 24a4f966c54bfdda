package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.simulator.fault.StandingFault;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A token belongs to one application: what it sees is that application's, and a token that is nobody's sees nothing. */
class SeveralBotsTest {
    private Simulator simulator;
    private RestCalls rest;

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.start(
                SimulatorConfig.defaults("first-token").withShards(2).withGuilds(4));
        rest = new RestCalls(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void eachTokenIsItsOwnApplication() throws IOException {
        long second = simulator.addBot("second-token", 3);

        String first = application("first-token");

        assertThat(application("second-token")).isEqualTo(Long.toString(second)).isNotEqualTo(first);
        assertThat(first).isEqualTo(simulator.world().botId());
    }

    @Test
    void eachBotSeesItsOwnGuilds() {
        simulator.addBot("second-token", 3);
        try (RawClient first = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS);
                RawClient second = login("second-token", RawClient.ALL_INTENTS)) {
            Set<String> guildsOfFirst = guilds(first.ready());
            Set<String> guildsOfSecond = guilds(second.ready());

            assertThat(guildsOfFirst).hasSize(4).doesNotContainAnyElementsOf(guildsOfSecond);
            assertThat(guildsOfSecond).hasSize(3);
        }
    }

    @Test
    void anotherBotsSessionsAreNoneOfTheFirst() {
        simulator.addBot("second-token", 3);
        try (RawClient second = login("second-token", RawClient.ALL_INTENTS)) {
            second.ready();

            assertThat(simulator.status().sessionsByShard()).isEmpty();
            assertThat(simulator.referee().identifies()).isZero();
            assertThat(simulator.otherBots()).singleElement().satisfies(bot -> {
                assertThat(bot.identifies()).isEqualTo(1);
                assertThat(bot.sessionsByShard()).containsEntry(0, 1);
            });
        }
    }

    @Test
    void aStaleTokenIsRefusedEverywhere() throws IOException {
        simulator.addBot("second-token", 3);

        assertThat(rest.api("GET", "/oauth2/applications/@me", "", "Bot yesterday")
                        .status())
                .isEqualTo(401);
        assertThat(rest.api("GET", "/gateway/bot", "", "Bot yesterday").status())
                .isEqualTo(401);
        try (RawClient stale = login("yesterday", RawClient.ALL_INTENTS)) {
            assertThat(stale.closeCode()).isEqualTo(4004);
        }
    }

    @Test
    void theTokenIsLookedAtBeforeTheIntents() {
        try (RawClient stale = login("yesterday", 1 << 30)) {
            assertThat(stale.closeCode()).isEqualTo(4004);
        }
    }

    @Test
    void intentsAreSwitchedOnByApplication() throws IOException {
        int status = rest.control("POST", "/bots", "{\"token\":\"second-token\",\"privilegedIntents\":0}")
                .status();
        assertThat(status).isEqualTo(200);

        try (RawClient first = RawClient.loggedIn(simulator, 0, 1, 1 << 15);
                RawClient second = login("second-token", 1 << 15)) {
            first.event("READY");
            assertThat(second.closeCode()).isEqualTo(4014);
        }
    }

    @Test
    void aGatewayMayAcceptAndNeverSayHello() {
        simulator.fault(new StandingFault.NoHello(), null);
        try (RawClient client = RawClient.connect(simulator)) {
            simulator.liftFaults();
            client.identify(simulator, 0, 1, RawClient.ALL_INTENTS);

            // The answer to what was sent is the first that comes.
            assertThat(client.next().path("t").asText()).isEqualTo("READY");
        }
    }

    private String application(String token) throws IOException {
        return rest.api("GET", "/oauth2/applications/@me", "", "Bot " + token)
                .body()
                .path("id")
                .asText();
    }

    private RawClient login(String token, int intents) {
        RawClient client = RawClient.connect(simulator);
        client.expectOp(10);
        client.send("{\"op\":2,\"d\":" + RawClient.identity(token, 0, 1, intents) + "}");
        return client;
    }

    private static Set<String> guilds(JsonNode ready) {
        Set<String> ids = new TreeSet<>();
        ready.path("d").path("guilds").forEach(guild -> ids.add(guild.path("id").asText()));
        return ids;
    }
}
