package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.discord.BotToken;
import dev.weir.discord.Trust;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.fault.MomentaryFault;
import dev.weir.simulator.fault.StandingFault;
import dev.weir.simulator.referee.LogEntry;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.NotActing;
import dev.weir.worker.shard.RestRefused;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.javacord.core.DiscordApiImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tap and its connection against the simulated Discord, which keeps Discord's rules and a log. */
@Timeout(60)
class GatewayAgainstSimulatorTest extends AgainstSimulator {
    @Test
    void aConnectionIdentifiesOnceAndHearsItsGuilds() throws IOException {
        Simulator discord = discord(config());

        GatewayConnection connection = connect(discord);

        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.GUILD_CREATE)).isEqualTo(GUILDS));
        assertThat(heard.story()).containsExactly("identified", "ready " + GUILDS);
        assertThat(permits).hasValue(1);
        assertThat(discord.referee().identifies()).isEqualTo(1);
        awaitJavacordsGuilds(connection);
        assertThat(connection.javacord().getYourself().isBot()).isTrue();
        assertThat(connection.javacord().getClientId()).isPositive();
    }

    @Test
    void aMessageIsRouted() throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();
        GatewayEvent guild = heard.events(EventType.GUILD_CREATE).getFirst();
        long channel = textChannel(guild);

        long message = discord.message(channel, null, "the answer is \"42\"");

        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.MESSAGE_CREATE)).isEqualTo(1));
        GatewayEvent event = heard.events(EventType.MESSAGE_CREATE).getFirst();
        assertThat(event.guild()).isEqualTo(guild.guild());
        assertThat(event.channel()).isEqualTo(channel);
        assertThat(event.message()).isEqualTo(message);
        assertThat(event.user()).isPositive();
        assertThat(event.bot()).isFalse();
        assertThat(event.payload().data().path("content").asText()).isEqualTo("the answer is \"42\"");
    }

    @Test
    void twoHundredThousandMessagesAreRoutedInOrderWithoutMoreThreads() throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();
        discord.burst(0, 1_000, 5).join();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();

        discord.burst(0, 200_000, 20).join();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> assertThat(heard.count(EventType.MESSAGE_CREATE)).isEqualTo(201_000));
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThanOrEqualTo(threads + 2);
        assertNoGaps();
        Map<Long, Long> newest = new HashMap<>();
        for (GatewayEvent event : heard.events(EventType.MESSAGE_CREATE)) {
            Long before = newest.put(event.channel(), event.message());
            assertThat(before == null || before < event.message()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aDroppedSocketIsResumedWithNothingLostAndNothingDoubled(boolean hard) throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();

        var _ = discord.burst(0, 50_000, 5);
        discord.fault(new MomentaryFault.Drop(0, hard));
        var _ = discord.burst(0, 1_000, 5);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(heard.count(EventType.MESSAGE_CREATE)).isEqualTo(51_000));
        await().untilAsserted(() ->
                assertThat(heard.story()).containsExactly("identified", "ready " + GUILDS, "lost 1006", "resumed"));
        assertNoGaps();
        assertThat(permits).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {4004, 4010, 4011, 4012, 4013, 4014})
    void aFatalCloseCodeEndsItAndIsReported(int code) throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();

        discord.fault(new MomentaryFault.Close(0, code));

        await().untilAsserted(() -> assertThat(heard.lost()).hasSize(1));
        assertThat(heard.lost().getFirst().code()).isEqualTo(code);
        assertThat(heard.lost().getFirst().byServer()).isTrue();
        assertThat(heard.lost().getFirst().fatal()).isTrue();
        await().during(Duration.ofMillis(1500))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(heard.story()).hasSize(3));
        assertThat(discord.referee().identifies()).isEqualTo(1);
        assertThat(discord.referee().resumes()).isZero();
    }

    @Test
    void aRefusedTokenIsFatalAtTheFirstTry() throws IOException {
        Simulator discord = discord(config());
        JavacordGateway gateway = gateway(discord, new BotToken("another.token.entirely"));

        opened.add(gateway.connect(SHARD, heard, freely(), _ -> acting.get()));

        await().untilAsserted(() -> assertThat(heard.story()).containsExactly("identified", "lost 4004"));
        await().during(Duration.ofMillis(1500))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(heard.story()).hasSize(2));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 4000, 4008, 4009})
    void anyOtherCloseIsResumed(int code) throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();

        discord.fault(new MomentaryFault.Close(0, code));

        await().untilAsserted(() ->
                assertThat(heard.story()).containsExactly("identified", "ready " + GUILDS, "lost " + code, "resumed"));
        assertThat(heard.lost().getFirst().byServer()).isTrue();
        assertThat(permits).hasValue(1);
    }

    @Test
    void reconnectIsAskedForAndResumed() throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();

        discord.fault(new MomentaryFault.Reconnect(0));

        await().untilAsserted(() ->
                assertThat(heard.story()).containsExactly("identified", "ready " + GUILDS, "lost 4900", "resumed"));
        assertNoGaps();
    }

    @Test
    void anInvalidSessionIsBegunAnewThroughTheGate() throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();

        discord.fault(new MomentaryFault.InvalidSession(0, false));

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(heard.story())
                        .containsExactly(
                                "identified", "ready " + GUILDS, "lost 4909", "identified", "ready " + GUILDS));
        assertThat(permits).hasValue(2);
    }

    @Test
    void anInvalidSessionThatMayBeResumedIsResumed() throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();

        discord.fault(new MomentaryFault.InvalidSession(0, true));

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(heard.story())
                        .containsExactly("identified", "ready " + GUILDS, "lost 4900", "resumed"));
        assertThat(permits).hasValue(1);
    }

    @Test
    void aRefusedResumeEndsInANewSession() throws IOException {
        Simulator discord = discord(config());
        connect(discord);
        awaitReady();
        discord.fault(new StandingFault.RefusedResume(0), null);

        discord.fault(new MomentaryFault.Drop(0, false));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(heard.story())
                        .containsExactly(
                                "identified",
                                "ready " + GUILDS,
                                "lost 1006",
                                "lost 4909",
                                "identified",
                                "ready " + GUILDS));
        assertThat(permits).hasValue(2);
    }

    @Test
    void heartbeatsAreSentAndMeasured() throws IOException {
        Simulator discord = discord(config().withHeartbeatInterval(Duration.ofMillis(500)));
        GatewayConnection connection = connect(discord);
        awaitReady();

        await().untilAsserted(() -> assertThat(heard.heartbeats()).isGreaterThan(5));
        assertThat(connection.javacord().getLatestGatewayLatency()).isPositive();
        assertThat(heard.lost()).isEmpty();
    }

    @Test
    void missingAcksAreTakenForDeathAndResumed() throws IOException {
        Simulator discord = discord(config().withHeartbeatInterval(Duration.ofMillis(300)));
        connect(discord);
        awaitReady();

        discord.fault(new StandingFault.NoAcks(0), Duration.ofMillis(900));

        await().untilAsserted(() ->
                assertThat(heard.story()).startsWith("identified", "ready " + GUILDS, "lost 4900", "resumed"));
        assertNoGaps();
    }

    @Test
    void aHalfOpenSocketIsTakenForDeadAndResumed() throws IOException {
        Simulator discord = discord(config().withHeartbeatInterval(Duration.ofMillis(300)));
        connect(discord);
        awaitReady();

        discord.fault(new MomentaryFault.HalfOpen(0));
        var _ = discord.burst(0, 100, 5);

        await().untilAsserted(() ->
                assertThat(heard.story()).startsWith("identified", "ready " + GUILDS, "lost 4900", "resumed"));
        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.MESSAGE_CREATE)).isEqualTo(100));
        assertNoGaps();
    }

    @Test
    void guildsThatNeverComeDoNotHoldTheOthers() throws IOException {
        Simulator discord = discord(config());
        discord.fault(new StandingFault.PartialReady(0, 2), null);
        connect(discord);
        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.GUILD_CREATE)).isEqualTo(GUILDS - 2));

        discord.message(textChannel(heard.events(EventType.GUILD_CREATE).getFirst()), null, "hello");

        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.MESSAGE_CREATE)).isEqualTo(1));
        assertThat(heard.story()).containsExactly("identified", "ready " + GUILDS);
    }

    @Test
    void aSlowReadyCostsNoSecondIdentify() throws IOException {
        Simulator discord = discord(config().withHeartbeatInterval(Duration.ofMillis(500)));
        discord.fault(new StandingFault.SlowReady(0, Duration.ofSeconds(2)), null);
        connect(discord);

        awaitReady();
        assertThat(heard.story()).containsExactly("identified", "ready " + GUILDS);
    }

    @Test
    void restAnswersAndRefuses() throws IOException {
        Simulator discord = discord(config());
        GatewayConnection connection = connect(discord);
        awaitReady();
        long channel = textChannel(heard.events(EventType.GUILD_CREATE).getFirst());
        JsonNode body = JsonNodeFactory.instance.objectNode().put("content", "hello");

        JsonNode sent = connection
                .rest()
                .send("POST", "/channels/" + channel + "/messages", body)
                .join();

        assertThat(sent.path("content").asText()).isEqualTo("hello");
        assertThatThrownBy(() -> connection
                        .rest()
                        .send("GET", "/channels/1234567890123456789", null)
                        .join())
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RestRefused.class)
                .satisfies(GatewayAgainstSimulatorTest::isNotFound)
                .hasMessageContaining("Unknown Channel");
    }

    @Test
    void aShardThatMayNotActSendsNothing() throws IOException {
        Simulator discord = discord(config());
        GatewayConnection connection = connect(discord);
        awaitReady();
        long channel = textChannel(heard.events(EventType.GUILD_CREATE).getFirst());
        await().untilAsserted(() ->
                assertThat(connection.javacord().getTextChannelById(channel)).isPresent());
        var _ = connection.javacord().getClientId();
        long before = restCalls(discord);

        acting.set(false);

        assertThatThrownBy(
                        () -> connection.rest().send("GET", "/users/@me", null).join())
                .hasCauseInstanceOf(NotActing.class);
        assertThatThrownBy(() -> connection
                        .javacord()
                        .getTextChannelById(channel)
                        .orElseThrow()
                        .sendMessage("no")
                        .join())
                .hasCauseInstanceOf(NotActing.class);
        assertThatThrownBy(() -> connection.javacord().updateActivity("no")).isInstanceOf(NotActing.class);
        assertThat(restCalls(discord)).isEqualTo(before);
    }

    @Test
    void callsThatWaitWhenTheGateClosesAreNotSent() throws IOException {
        Simulator discord = discord(config());
        GatewayConnection connection = connect(discord);
        awaitReady();
        long channel = textChannel(heard.events(EventType.GUILD_CREATE).getFirst());
        JsonNode body = JsonNodeFactory.instance.objectNode().put("content", "hello");
        long before = restCalls(discord);

        // Discord takes five in five seconds in one channel; the rest waits for its turn.
        List<CompletableFuture<JsonNode>> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            calls.add(connection.rest().send("POST", "/channels/" + channel + "/messages", body));
        }
        await().until(() -> calls.stream().filter(CompletableFuture::isDone).count() == 5);
        acting.set(false);

        await().atMost(Duration.ofSeconds(15)).until(() -> calls.stream().allMatch(CompletableFuture::isDone));
        assertThat(calls.stream().filter(CompletableFuture::isCompletedExceptionally))
                .hasSize(7)
                .allSatisfy(call -> assertThat(call.exceptionNow()).isInstanceOf(NotActing.class));
        assertThat(restCalls(discord) - before).isEqualTo(5);
    }

    @Test
    void everyHttpCallOfAShardPassesTheGateBeforeItWaitsAndBeforeItIsSent() throws IOException {
        Simulator discord = discord(config());
        GatewayConnection connection = connect(discord);

        OkHttpClient javacords = ((DiscordApiImpl) connection.javacord()).getHttpClient();

        assertThat(javacords.interceptors()).first().isInstanceOf(GatedCalls.class);
        assertThat(javacords.networkInterceptors()).last().isInstanceOf(GatedCalls.class);
    }

    @Test
    void javacordHearsWhatItAskedForWhileTheShardActs() throws IOException {
        Simulator discord = discord(config());
        GatewayConnection connection = connect(discord);
        awaitReady();
        awaitJavacordsGuilds(connection);
        long channel = textChannel(heard.events(EventType.GUILD_CREATE).getFirst());
        AtomicInteger javacords = new AtomicInteger();
        connection.javacord().addMessageCreateListener(_ -> javacords.incrementAndGet());

        discord.message(channel, null, "not asked for");
        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.MESSAGE_CREATE)).isEqualTo(1));
        connection.forward("MESSAGE_CREATE");
        discord.message(channel, null, "asked for");
        await().untilAsserted(() -> assertThat(javacords).hasValue(1));
        acting.set(false);
        discord.message(channel, null, "not ours");
        await().untilAsserted(
                        () -> assertThat(heard.count(EventType.MESSAGE_CREATE)).isEqualTo(3));
        await().during(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(javacords).hasValue(1));
    }

    @Test
    void javacordsMessageCacheStaysBounded() throws IOException {
        Simulator discord = discord(config());
        GatewayConnection connection = connect(discord);
        awaitReady();
        awaitJavacordsGuilds(connection);
        AtomicInteger javacords = new AtomicInteger();
        connection.javacord().addMessageCreateListener(_ -> javacords.incrementAndGet());
        connection.forward("MESSAGE_CREATE");

        long channel = discord.burst(0, 5_000, 1).join().channels().getFirst();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(javacords).hasValue(5_000));
        await().untilAsserted(() -> assertThat(cached(connection, channel)).isLessThanOrEqualTo(1));
    }

    @Test
    void javacordsChannelsPlanNothing() throws IOException {
        Simulator discord = discord(config());
        GatewayConnection connection = connect(discord);
        awaitReady();
        awaitJavacordsGuilds(connection);

        assertThat(connection.javacord().getTextChannels()).hasSizeGreaterThan(3);
        assertThat(connection.javacord().getThreadPool().getScheduler())
                .isInstanceOfSatisfying(
                        ScheduledThreadPoolExecutor.class,
                        scheduler -> assertThat(scheduler.getQueue().stream().map(Object::toString))
                                .anyMatch(task -> task.contains("org.javacord"))
                                .noneMatch(task -> task.contains("MessageCacheImpl")));
    }

    private static void awaitJavacordsGuilds(GatewayConnection connection) {
        await().untilAsserted(
                        () -> assertThat(connection.javacord().getServers()).hasSize(GUILDS));
    }

    private static int cached(GatewayConnection connection, long channel) throws ReflectiveOperationException {
        Object cache =
                connection.javacord().getTextChannelById(channel).orElseThrow().getMessageCache();
        Field messages = cache.getClass().getDeclaredField("messages");
        messages.setAccessible(true);
        return ((List<?>) messages.get(cache)).size();
    }

    @Test
    void aLimitedRouteIsWaitedFor() throws IOException {
        Simulator discord = discord(config());
        GatewayConnection connection = connect(discord);
        awaitReady();
        long channel = textChannel(heard.events(EventType.GUILD_CREATE).getFirst());
        JsonNode body = JsonNodeFactory.instance.objectNode().put("content", "hello");

        var sent = new ArrayList<CompletableFuture<JsonNode>>();
        for (int i = 0; i < 12; i++) {
            sent.add(connection.rest().send("POST", "/channels/" + channel + "/messages", body));
        }
        sent.forEach(CompletableFuture::join);

        assertThat(discord.referee().restCallsByStatus()).doesNotContainKey(429);
    }

    @Test
    void closingEndsTheSessionAndEveryThread() throws IOException {
        Simulator discord = discord(config());
        Set<Thread> before = connectionThreads();
        GatewayConnection connection = connect(discord);
        awaitReady();
        assertThat(connectionThreads().size()).isGreaterThan(before.size());

        connection.close();

        int told = heard.story().size();
        await().untilAsserted(() -> assertThat(connectionThreads()).isEqualTo(before));
        assertThat(heard.story()).hasSize(told).doesNotContain("lost 1000");
        await().untilAsserted(() -> assertThat(discord.referee().closesByCode()).containsEntry("client:1000", 1L));
    }

    @Test
    void closingWhileThePeerIsSilentTakesNoLongerThanFiveSeconds() throws IOException {
        Simulator discord = discord(config());
        Set<Thread> before = connectionThreads();
        GatewayConnection connection = connect(discord);
        awaitReady();
        discord.fault(new MomentaryFault.HalfOpen(0));

        long start = System.nanoTime();
        connection.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(connectionThreads()).isEqualTo(before));
    }

    @Test
    void closingWhileItWaitsAtTheGateInterruptsTheGate() throws Exception {
        Simulator discord = discord(config());
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        GatewayConnection connection = gateway(discord, new BotToken(TOKEN))
                .connect(
                        SHARD,
                        heard,
                        _ -> {
                            waiting.countDown();
                            try {
                                new CountDownLatch(1).await();
                            } catch (InterruptedException e) {
                                interrupted.countDown();
                                throw e;
                            }
                        },
                        _ -> acting.get());
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();

        connection.close();

        assertThat(interrupted.await(1, TimeUnit.SECONDS)).isTrue();
        assertThat(heard.story()).isEmpty();
        assertThat(discord.referee().identifies()).isZero();
    }

    @Test
    void twoSimulatorsInOneJvmDoNotMix() throws IOException {
        Simulator one = discord(config());
        Simulator other = discord(config().withSeed(2));
        Heard heardOfOther = new Heard();
        connect(one);
        opened.add(gateway(other, new BotToken(TOKEN)).connect(SHARD, heardOfOther, freely(), _ -> acting.get()));

        await().untilAsserted(() ->
                assertThat(heardOfOther.count(EventType.GUILD_CREATE)).isEqualTo(GUILDS));
        awaitReady();
        assertThat(one.referee().identifies()).isEqualTo(1);
        assertThat(other.referee().identifies()).isEqualTo(1);
    }

    @Test
    void anUnreachableGatewayIsTriedUntilItAnswers() throws IOException {
        Simulator discord = discord(config());
        Relay relay = Relay.to(discord.port());
        opened.add(relay);
        Path ca = folder.resolve("ca.pem");
        Files.writeString(ca, discord.caCertificatePem());
        JavacordGateway gateway = new JavacordGateway(new GatewaySettings(
                new BotToken(TOKEN),
                INTENTS,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), relay.port()),
                Trust.with(ca)));
        opened.add(gateway);
        opened.add(gateway.connect(SHARD, heard, freely(), _ -> acting.get()));
        await().until(() -> relay.refused() >= 2);
        assertThat(heard.story()).isEmpty();
        assertThat(permits).hasValue(0);

        relay.letThrough();

        awaitReady();
        assertThat(heard.story()).containsExactly("identified", "ready " + GUILDS);
        assertThat(permits).hasValue(1);
    }

    @Test
    void closingWhileNobodyAnswersTakesNoLongerThanFiveSeconds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            JavacordGateway gateway = new JavacordGateway(new GatewaySettings(
                    new BotToken(TOKEN),
                    INTENTS,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), silent.getLocalPort()),
                    Trust.ofJdk()));
            opened.add(gateway);
            GatewayConnection connection = gateway.connect(SHARD, heard, freely(), _ -> acting.get());
            silent.accept();

            long start = System.nanoTime();
            connection.close();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(heard.story()).isEmpty();
        }
    }

    @Test
    void theTokenIsInNoText() {
        GatewaySettings settings = new GatewaySettings(new BotToken(TOKEN), INTENTS, null, Trust.ofJdk());

        assertThat(settings.toString()).doesNotContain(TOKEN).contains("hidden");
    }

    private static void isNotFound(Throwable thrown) {
        assertThat(thrown.getCause())
                .isInstanceOfSatisfying(
                        RestRefused.class,
                        refused -> assertThat(refused.status()).isEqualTo(404));
    }

    private static long restCalls(Simulator discord) {
        return discord.log(0, 100_000, LogEntry.Kind.REST).size();
    }

    /** Platform threads that a connection brings; the shared clock and HTTP threads of a process stay. */
    private static Set<Thread> connectionThreads() {
        Set<Thread> threads = new HashSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (name.startsWith("ReadingThread")
                    || name.startsWith("WritingThread")
                    || name.startsWith("Finish")
                    || name.startsWith("Connect")
                    || name.startsWith("Javacord")) {
                threads.add(thread);
            }
        }
        return threads;
    }
}
