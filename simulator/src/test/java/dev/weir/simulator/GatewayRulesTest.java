package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.fault.MomentaryFault;
import dev.weir.simulator.fault.StandingFault;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each rule of Discord's gateway, seen from a client that breaks or keeps it. */
class GatewayRulesTest {

    private static final SimulatorConfig SMALL = SimulatorConfig.defaults("raw-token")
            .withShards(2)
            .withGuilds(6)
            .withChannels(3)
            .withUsers(5)
            .withIdentifyInterval(Duration.ZERO);

    private @Nullable Simulator running;

    private Simulator start(SimulatorConfig config) throws IOException {
        Simulator started = Simulator.start(config);
        running = started;
        return started;
    }

    @AfterEach
    void stop() {
        if (running != null) {
            running.close();
        }
    }

    private static long channelOf(Simulator simulator, int shard) {
        return simulator.world().guilds().stream()
                .filter(guild -> guild.shard() == shard)
                .map(guild -> Long.parseLong(guild.channels().getFirst()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void helloTellsTheHeartbeatInterval() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.connect(simulator)) {
            assertThat(client.expectOp(10).path("d").path("heartbeat_interval").asInt())
                    .isEqualTo(41_250);
        }
    }

    @Test
    void heartbeatsAreAcknowledged() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.connect(simulator)) {
            client.expectOp(10);
            client.heartbeat();
            client.expectOp(11);
        }
    }

    @Test
    void readyNamesUnavailableGuildsThatAreCreatedNext() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 1, 2, RawClient.ALL_INTENTS)) {
            JsonNode ready = client.event("READY").path("d");
            assertThat(ready.path("guilds"))
                    .hasSize(3)
                    .allSatisfy(guild ->
                            assertThat(guild.path("unavailable").asBoolean()).isTrue());
            assertThat(ready.path("user").path("id").asText())
                    .isEqualTo(ready.path("application").path("id").asText());
            Set<String> created = new HashSet<>();
            for (int i = 0; i < 3; i++) {
                JsonNode guild = client.event("GUILD_CREATE").path("d");
                created.add(guild.path("id").asText());
                assertThat((Long.parseLong(guild.path("id").asText()) >> 22) % 2)
                        .isEqualTo(1);
            }
            assertThat(created).hasSize(3);
        }
    }

    @Test
    void anEventGoesToTheShardOfItsGuildOnly() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient zero = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS);
                RawClient one = RawClient.loggedIn(simulator, 1, 2, RawClient.ALL_INTENTS)) {
            zero.ready();
            one.ready();
            simulator.message(channelOf(simulator, 1), null, "for one");
            simulator.message(channelOf(simulator, 0), null, "for zero");
            assertThat(zero.event("MESSAGE_CREATE").path("d").path("content").asText())
                    .isEqualTo("for zero");
            assertThat(one.event("MESSAGE_CREATE").path("d").path("content").asText())
                    .isEqualTo("for one");
        }
    }

    @Test
    void everySessionOfAShardHearsAnEvent() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient old = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS);
                RawClient next = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            old.ready();
            next.ready();
            simulator.message(channelOf(simulator, 0), null, "both");
            old.event("MESSAGE_CREATE");
            next.event("MESSAGE_CREATE");
            assertThat(simulator.referee().sessionsByShard()).containsEntry(0, 2);
        }
    }

    @Test
    void directMessagesGoToShardZeroOnly() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient zero = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS);
                RawClient one = RawClient.loggedIn(simulator, 1, 2, RawClient.ALL_INTENTS)) {
            zero.ready();
            one.ready();
            simulator.load(dev.weir.simulator.load.LoadPlan.of(200, 1)
                    .withMix(new dev.weir.simulator.load.Mix(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0)));
            assertThat(zero.event("MESSAGE_CREATE").path("d").has("guild_id")).isFalse();
            simulator.stopLoad();
            assertThat(one.drain()).isEmpty();
        }
    }

    @Test
    void withoutTheContentIntentContentIsEmpty() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, 1 | 1 << 9)) {
            client.ready();
            simulator.message(channelOf(simulator, 0), null, "secret");
            assertThat(client.event("MESSAGE_CREATE").path("d").path("content").asText())
                    .isEmpty();
        }
    }

    @Test
    void withoutTheMessagesIntentThereAreNone() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, 1)) {
            client.ready();
            simulator.message(channelOf(simulator, 0), null, "unheard");
            client.heartbeat();
            client.expectOp(11);
        }
    }

    @Test
    void anIdentifyBeforeItsTimeIsAnsweredByOp9() throws IOException {
        Simulator simulator = start(SMALL.withIdentifyInterval(Duration.ofSeconds(5)));
        try (RawClient first = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS);
                RawClient second = RawClient.loggedIn(simulator, 1, 2, RawClient.ALL_INTENTS)) {
            first.ready();
            assertThat(second.expectOp(9).path("d").asBoolean()).isFalse();
            assertThat(simulator.referee().identifyViolations()).isEqualTo(1);
            assertThat(simulator.referee().smallestIdentifySpacingMillis().get(0))
                    .isLessThan(5_000);
        }
    }

    @Test
    void bucketsDoNotHinderEachOther() throws IOException {
        Simulator simulator =
                start(SMALL.withIdentifyInterval(Duration.ofSeconds(5)).withMaxConcurrency(2));
        try (RawClient zero = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS);
                RawClient one = RawClient.loggedIn(simulator, 1, 2, RawClient.ALL_INTENTS)) {
            zero.ready();
            one.ready();
            assertThat(simulator.referee().identifyViolations()).isZero();
        }
    }

    @Test
    void overTheDailyBudgetEverySessionIsKilledAndTheTokenReset() throws IOException {
        Simulator simulator = start(SMALL.withDailyIdentifies(1));
        try (RawClient first = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            first.ready();
            try (RawClient second = RawClient.loggedIn(simulator, 1, 2, RawClient.ALL_INTENTS)) {
                assertThat(second.closeCode()).isEqualTo(4004);
                assertThat(first.closeCode()).isEqualTo(4004);
                assertThat(simulator.status().tokenReset()).isTrue();
            }
        }
    }

    @Test
    void anUnknownOpIs4001() throws IOException {
        refused(4001, "{\"op\":99,\"d\":{}}");
    }

    @Test
    void whatIsNoJsonIs4002() throws IOException {
        refused(4002, "hello?");
    }

    @Test
    void aPayloadOverFourKilobytesIs4002() throws IOException {
        refused(4002, "{\"op\":1,\"d\":\"" + "x".repeat(5_000) + "\"}");
    }

    @Test
    void anythingBeforeIdentifyIs4003() throws IOException {
        refused(4003, "{\"op\":3,\"d\":{}}");
    }

    @Test
    void aWrongTokenIs4004() throws IOException {
        refused(4004, "{\"op\":2,\"d\":" + RawClient.identity("another", 0, 1, 1) + "}");
    }

    @Test
    void aShardBeyondItsCountIs4010() throws IOException {
        refused(4010, "{\"op\":2,\"d\":" + RawClient.identity("raw-token", 2, 2, 1) + "}");
    }

    @Test
    void unknownIntentsAre4013() throws IOException {
        refused(4013, "{\"op\":2,\"d\":" + RawClient.identity("raw-token", 0, 1, 1 << 30) + "}");
    }

    private void refused(int code, String frame) throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.connect(simulator)) {
            client.expectOp(10);
            client.send(frame);
            assertThat(client.closeCode()).isEqualTo(code);
            assertThat(simulator.referee().closesByCode()).containsExactly(java.util.Map.entry("server:" + code, 1L));
        }
    }

    @Test
    void aSecondIdentifyIs4005() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, 1)) {
            client.ready();
            client.identify(simulator, 0, 1, 1);
            assertThat(client.closeCode()).isEqualTo(4005);
        }
    }

    @Test
    void aSequenceNumberFromTheFutureIs4007() throws IOException {
        Simulator simulator = start(SMALL);
        String session = loginAndDrop(simulator);
        try (RawClient client = RawClient.connect(simulator)) {
            client.expectOp(10);
            client.resume(simulator, session, 1_000_000);
            assertThat(client.closeCode()).isEqualTo(4007);
        }
    }

    @Test
    void more120SendsAMinuteAre4008() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.connect(simulator)) {
            client.expectOp(10);
            for (int i = 0; i < 121; i++) {
                client.heartbeat();
            }
            assertThat(client.closeCode()).isEqualTo(4008);
        }
    }

    @Test
    void silenceIs4009() throws IOException {
        Simulator simulator = start(SMALL.withHeartbeatInterval(Duration.ofMillis(200)));
        try (RawClient client = RawClient.connect(simulator)) {
            assertThat(client.closeCode()).isEqualTo(4009);
        }
    }

    @Test
    void aSessionThatWasSilentIsResumedWithinItsWindow() throws IOException {
        Simulator simulator = start(SMALL.withHeartbeatInterval(Duration.ofMillis(400)));
        String session;
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, 1)) {
            session = client.ready().path("d").path("session_id").asText();
            assertThat(client.closeCode()).isEqualTo(4009);
        }
        try (RawClient client = RawClient.connect(simulator)) {
            client.expectOp(10);
            client.resume(simulator, session, 1);
            client.event("RESUMED");
        }
        assertThat(simulator.referee().identifies()).isEqualTo(1);
        assertThat(simulator.referee().resumes()).isEqualTo(1);
    }

    @Test
    void tooManyGuildsOnAShardAre4011() throws IOException {
        Simulator simulator = start(SMALL.withGuildsPerShard(5));
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, 1)) {
            assertThat(client.closeCode()).isEqualTo(4011);
        }
    }

    @Test
    void anOldVersionIs4012() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.at(simulator.gatewayUri() + "?encoding=json&v=6")) {
            assertThat(client.closeCode()).isEqualTo(4012);
        }
    }

    @Test
    void privilegedIntentsThatAreNotSwitchedOnAre4014() throws IOException {
        Simulator simulator = start(SMALL.withAllowedPrivilegedIntents(0));
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, 1 << 15)) {
            assertThat(client.closeCode()).isEqualTo(4014);
        }
    }

    @Test
    void aCountThatIsNoMultipleIs4010() throws IOException {
        Simulator simulator = start(SMALL.withShardMultiple(4));
        try (RawClient client = RawClient.loggedIn(simulator, 0, 2, 1)) {
            assertThat(client.closeCode()).isEqualTo(4010);
        }
    }

    /** The session's id; its socket was cut by a fault. */
    private static String loginAndDrop(Simulator simulator) {
        try (RawClient client = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            String session = client.ready().path("d").path("session_id").asText();
            simulator.fault(new MomentaryFault.Drop(0, true));
            client.closeCode();
            return session;
        }
    }

    @Test
    void aResumeReplaysWhatWasMissedInOrder() throws IOException {
        Simulator simulator = start(SMALL);
        String session = loginAndDrop(simulator);
        for (int i = 0; i < 50; i++) {
            simulator.message(channelOf(simulator, 0), null, "missed " + i);
        }
        try (RawClient client = RawClient.at("ws://127.0.0.1:" + simulator.port() + "/resume?encoding=json&v=10")) {
            client.expectOp(10);
            // READY and three guilds.
            client.resume(simulator, session, 4);
            for (int i = 0; i < 50; i++) {
                JsonNode frame = client.expectOp(0);
                assertThat(frame.path("s").asInt()).isEqualTo(5 + i);
                assertThat(frame.path("d").path("content").asText()).isEqualTo("missed " + i);
            }
            assertThat(client.expectOp(0).path("t").asText()).isEqualTo("RESUMED");
            assertThat(simulator.referee().resumes()).isEqualTo(1);
            assertThat(simulator.referee().replayed()).isEqualTo(50);
            assertThat(simulator.referee().identifies()).isEqualTo(1);
        }
    }

    @Test
    void aReplayBufferThatIsTooShortIsNotResumable() throws IOException {
        Simulator simulator = start(SMALL.withReplayBound(10));
        String session = loginAndDrop(simulator);
        for (int i = 0; i < 11; i++) {
            simulator.message(channelOf(simulator, 0), null, "missed");
        }
        resumeIsRefused(simulator, session);
    }

    @Test
    void aSessionThatTheClientClosedIsNotResumable() throws IOException {
        Simulator simulator = start(SMALL);
        String session;
        try (RawClient client = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            session = client.ready().path("d").path("session_id").asText();
            client.leave(1000);
            client.closeCode();
        }
        assertThat(simulator.referee().sessionsByShard()).isEmpty();
        resumeIsRefused(simulator, session);
    }

    @Test
    void aSessionThatNobodyResumesEnds() throws IOException {
        Simulator simulator = start(SMALL.withResumeWindow(Duration.ofMillis(50)));
        String session = loginAndDrop(simulator);
        await().until(() -> simulator.referee().sessionsEnded() == 1);
        resumeIsRefused(simulator, session);
    }

    @Test
    void aResumeCanBeRefusedByAFault() throws IOException {
        Simulator simulator = start(SMALL);
        String session = loginAndDrop(simulator);
        simulator.fault(new StandingFault.RefusedResume(0), null);
        resumeIsRefused(simulator, session);
    }

    private static void resumeIsRefused(Simulator simulator, String session) {
        try (RawClient client = RawClient.connect(simulator)) {
            client.expectOp(10);
            client.resume(simulator, session, 4);
            assertThat(client.expectOp(9).path("d").asBoolean()).isFalse();
            assertThat(simulator.referee().resumesRefused()).isEqualTo(1);
        }
    }

    @Test
    void op9CanLeaveTheSessionResumable() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            String session = client.ready().path("d").path("session_id").asText();
            simulator.fault(new MomentaryFault.InvalidSession(0, true));
            assertThat(client.expectOp(9).path("d").asBoolean()).isTrue();
            client.resume(simulator, session, 4);
            client.event("RESUMED");
        }
    }

    @Test
    void op7AsksToReconnect() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            client.ready();
            simulator.fault(new MomentaryFault.Reconnect(null));
            client.expectOp(7);
        }
    }

    @Test
    void aHalfOpenSocketIsSilentAndItsSessionCanBeResumed() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient frozen = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            String session = frozen.ready().path("d").path("session_id").asText();
            assertThat(simulator.fault(new MomentaryFault.HalfOpen(0))).isEqualTo(1);
            frozen.heartbeat();
            simulator.message(channelOf(simulator, 0), null, "later");
            try (RawClient client = RawClient.connect(simulator)) {
                client.expectOp(10);
                client.resume(simulator, session, 4);
                assertThat(client.event("MESSAGE_CREATE")
                                .path("d")
                                .path("content")
                                .asText())
                        .isEqualTo("later");
            }
            assertThat(frozen.drain()).isEmpty();
            assertThat(frozen.closeCodeNow()).isNull();
            simulator.liftFaults();
            frozen.closeCode();
        }
    }

    @Test
    void acksCanStop() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            client.ready();
            simulator.fault(new StandingFault.NoAcks(0), null);
            client.heartbeat();
            simulator.message(channelOf(simulator, 0), null, "still here");
            client.expectOp(0);
            simulator.liftFaults();
            client.heartbeat();
            client.expectOp(11);
        }
    }

    @Test
    void aPartialReadyLeavesGuildsOut() throws IOException {
        Simulator simulator = start(SMALL);
        simulator.fault(new StandingFault.PartialReady(0, 2), null);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            assertThat(client.event("READY").path("d").path("guilds")).hasSize(3);
            client.event("GUILD_CREATE");
            client.heartbeat();
            client.expectOp(11);
        }
    }

    @Test
    void aSlowReadyIsSlow() throws IOException {
        Simulator simulator = start(SMALL);
        simulator.fault(new StandingFault.SlowReady(0, Duration.ofMillis(300)), null);
        long start = System.nanoTime();
        try (RawClient client = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            client.event("READY");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void anOutageIsToldAsUnavailableAndEndsWithACreate() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
            client.ready();
            long guild = Long.parseLong(simulator.world().guilds().getFirst().id());
            simulator.fault(new MomentaryFault.GuildUnavailable(guild));
            assertThat(client.event("GUILD_DELETE")
                            .path("d")
                            .path("unavailable")
                            .asBoolean())
                    .isTrue();
            simulator.fault(new MomentaryFault.GuildAvailable(guild));
            assertThat(client.event("GUILD_CREATE").path("d").path("id").asLong())
                    .isEqualTo(guild);
        }
    }

    @Test
    void anyCloseCodeCanBeGiven() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 2, RawClient.ALL_INTENTS)) {
            client.ready();
            simulator.fault(new MomentaryFault.Close(0, 4000));
            assertThat(client.closeCode()).isEqualTo(4000);
            // The session waits to be resumed.
            assertThat(simulator.referee().sessionsByShard()).containsEntry(0, 1);
        }
    }

    @Test
    void aSlowConsumerIsEnded() throws IOException {
        Simulator simulator = start(SMALL.withPendingBytes(1_000_000).withHeartbeatInterval(Duration.ofMinutes(1)));
        try (SilentReader reader = SilentReader.loggedIn(simulator)) {
            assertThat(reader.isOpen()).isTrue();
            await().until(() -> simulator.referee().sessionsStarted() == 1);
            String text = "x".repeat(1_900);
            long channel = channelOf(simulator, 0);
            await().pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> {
                        for (int i = 0; i < 100; i++) {
                            simulator.message(channel, null, text);
                        }
                        return simulator.referee().slowConsumers() == 1;
                    });
            assertThat(simulator.referee().sessionsByShard()).isEmpty();
        }
    }

    @Test
    void membersCanBeAskedFor() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 0, 1, RawClient.ALL_INTENTS)) {
            client.ready();
            ObjectNode request = RawClient.JSON
                    .createObjectNode()
                    .put("guild_id", simulator.world().guilds().getFirst().id())
                    .put("query", "")
                    .put("limit", 0);
            client.send(8, request);
            assertThat(client.event("GUILD_MEMBERS_CHUNK").path("d").path("members"))
                    .hasSize(6);
        }
    }

    @Test
    void aRawDispatchReachesTheShard() throws IOException {
        Simulator simulator = start(SMALL);
        try (RawClient client = RawClient.loggedIn(simulator, 1, 2, RawClient.ALL_INTENTS)) {
            client.ready();
            ObjectNode data = RawClient.JSON.createObjectNode().put("anything", 7);
            assertThat(simulator.dispatch(1, "NEVER_SEEN", data)).isEqualTo(1);
            assertThat(client.event("NEVER_SEEN").path("d").path("anything").asInt())
                    .isEqualTo(7);
            assertThat(simulator.dispatch(0, "NEVER_SEEN", data)).isZero();
        }
    }
}
