package dev.weir.worker.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.discord.BotToken;
import dev.weir.discord.Trust;
import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import dev.weir.simulator.Simulator;
import dev.weir.simulator.SimulatorConfig;
import dev.weir.worker.bot.CollectorBuilder;
import dev.weir.worker.bot.CollectorEnded;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.Reply;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.ModalSubmit;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.gateway.GatewaySettings;
import dev.weir.worker.gateway.JavacordGateway;
import dev.weir.worker.shard.CloseCode;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.GatewayListener;
import dev.weir.worker.shard.Rest;
import dev.weir.worker.shard.RestRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Interactions through the real tap and REST, against the simulated Discord: it keeps the rule of 3 s, its referee counts. */
@Timeout(60)
class InteractionsAgainstSimulatorTest {
    private static final String TOKEN = "a.secret.token-of-the-test";
    private static final ShardId SHARD = new ShardId(0, 1);
    private static final int INTENTS = 1 | 1 << 9 | 1 << 15;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private final Parts.Permits permits = new Parts.Permits();
    private final AtomicReference<Rest> rest = new AtomicReference<>();
    private final Lane lane = new Lane(SHARD, 7, LaneSettings.DEFAULT, _ -> true, permits, new Parts.Told(), rest::get);
    private final Queue<GatewayEvent> heard = new ConcurrentLinkedQueue<>();
    private Simulator discord;
    private JavacordGateway gateway;
    private GatewayConnection connection;
    private long channel;
    private long message;

    @BeforeEach
    void connect() throws IOException {
        discord = Simulator.start(SimulatorConfig.defaults(TOKEN)
                .withShards(1)
                .withGuilds(1)
                .withChannels(3)
                .withUsers(10)
                .withIdentifyInterval(Duration.ZERO));
        Path ca = folder.resolve("ca.pem");
        Files.writeString(ca, discord.caCertificatePem());
        gateway = new JavacordGateway(new GatewaySettings(
                new BotToken(TOKEN),
                INTENTS,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), discord.port()),
                Trust.with(ca)));
        connection = gateway.connect(SHARD, new ToLane(), _ -> {}, _ -> true);
        rest.set(connection.rest());
        await().until(() -> heard.stream().anyMatch(e -> e.type() == EventType.GUILD_CREATE));
        channel = textChannel();
        message = get(rest.get()
                        .send(
                                "POST",
                                "/channels/" + channel + "/messages",
                                json("{\"content\":\"press\",\"components\":[{\"type\":1,\"components\":["
                                        + "{\"type\":2,\"style\":1,\"label\":\"Go\",\"custom_id\":\"go\"}]}]}")))
                .path("id")
                .asLong();
    }

    @AfterEach
    void close() {
        lane.close(new EndReason.Shutdown());
        connection.close();
        gateway.close();
        assertThat(discord.referee().secondEffects()).isZero();
        assertThat(permits.out).hasValue(0);
        discord.close();
    }

    /** What the worker does: every dispatch goes to the lane. */
    private final class ToLane implements GatewayListener {
        @Override
        public void event(GatewayEvent event) {
            heard.add(event);
            lane.offer(event);
        }

        @Override
        public void identified() {}

        @Override
        public void ready(int guilds) {}

        @Override
        public void resumed() {
            lane.sessionResumed();
        }

        @Override
        public void disconnected(CloseCode code) {
            lane.sessionInterrupted();
        }

        @Override
        public void heartbeat(Duration roundTrip) {}
    }

    private long textChannel() {
        for (GatewayEvent event : heard) {
            for (JsonNode each : event.payload().data().path("channels")) {
                if (each.path("type").asInt() == 0) {
                    return each.path("id").asLong();
                }
            }
        }
        throw new AssertionError("no text channel");
    }

    private static JsonNode json(String text) throws IOException {
        return JSON.readTree(text);
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private CollectorBuilder<Click> clicks() {
        return lane.collectors().components().onMessage(message).inChannel(channel);
    }

    /** What Discord shows in the channel, by its gateway: created or updated messages with this text. */
    private boolean shown(EventType type, String content) {
        return heard.stream()
                .filter(e -> e.type() == type)
                .anyMatch(e -> e.payload().data().path("content").asText().equals(content));
    }

    private Map<Integer, Long> answers() {
        return discord.referee().restCallsByStatus();
    }

    @Test
    void ofThreeCollectorsOneAnswersAndDiscordHearsOneAnswer() {
        Queue<Boolean> sent = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 3; i++) {
            clicks().onInteraction(
                            (_, reply) -> sent.add(reply.message("hi", true).join()))
                    .start();
        }
        discord.click(channel, null);
        await().until(() -> sent.size() == 3);

        assertThat(sent).containsExactlyInAnyOrder(true, false, false);
        assertThat(discord.referee().effects()).isEqualTo(1);
    }

    @Test
    void aHandlerThatNeverAnswersIsAnsweredForInTime() {
        clicks().ack(Answering.Ack.DEFER_UPDATE)
                .onInteraction((_, _) -> new CompletableFuture<Void>().get(30, TimeUnit.SECONDS))
                .onError(_ -> {})
                .start();
        discord.click(channel, null);

        await().until(() -> discord.referee().effects() == 1);
        assertThat(answers()).doesNotContainKeys(400, 404);
    }

    @Test
    void withoutAnAckNobodyAnswersForTheHandler() {
        CollectorHandle<Click> handle = clicks().max(1).start();
        discord.click(channel, null);

        assertThat(get(handle.ended()).items()).hasSize(1);
        assertThat(discord.referee().effects()).isZero();
    }

    @Test
    void anAnswerAfterThreeSecondsIsRefusedAndTheHandlersCollectorIsTold() {
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        CollectorHandle<Click> handle = clicks().onInteraction((_, reply) -> {
                    new CompletableFuture<Void>()
                            .completeOnTimeout(null, 3_200, TimeUnit.MILLISECONDS)
                            .join();
                    reply.message("late", true).join();
                })
                .onError(told::complete)
                .start();
        discord.click(channel, null);

        assertThat(get(told)).hasRootCauseInstanceOf(RestRefused.class).hasMessageContaining("404");
        assertThat(get(handle.stop()).report().counts().handlerErrors()).isEqualTo(1);
        assertThat(discord.referee().effects()).isZero();
        assertThat(answers()).containsEntry(404, 1L);
    }

    @Test
    void afterAnAutomaticDeferralTheHandlersMessageFillsWhatWasPromised() {
        CompletableFuture<Reply> asked = new CompletableFuture<>();
        clicks().ack(Answering.Ack.DEFER_REPLY)
                .onInteraction((_, reply) -> asked.complete(reply))
                .start();
        discord.click(channel, null);
        Reply reply = get(asked);
        await().until(() -> discord.referee().effects() == 1);
        await().until(reply::answered);

        assertThat(get(reply.message("at last", false))).isTrue();
        await().until(() -> shown(EventType.MESSAGE_UPDATE, "at last"));
        assertThat(get(reply.message("and more", false))).isTrue();
        await().until(() -> shown(EventType.MESSAGE_CREATE, "and more"));
    }

    @Test
    void aDeferralByHandIsFilledToo() {
        CompletableFuture<Boolean> filled = new CompletableFuture<>();
        clicks().ack(Answering.Ack.DEFER_UPDATE)
                .onInteraction((_, reply) -> {
                    reply.deferReply(false).join();
                    filled.complete(reply.message("done", false).join());
                })
                .start();
        discord.click(channel, null);

        assertThat(get(filled)).isTrue();
        await().until(() -> shown(EventType.MESSAGE_UPDATE, "done"));
        assertThat(discord.referee().effects()).isEqualTo(1);
    }

    @Test
    void aRefusedClickIsToldWhyAndOnlyOnce() {
        CompletableFuture<Long> clicker = new CompletableFuture<>();
        CollectorHandle<Click> handle = clicks().where("customId == \"other\"")
                .onReject(new Answering.OnReject.Text("not this one"))
                .onIgnore((click, _) -> clicker.complete(click.user()))
                .start();
        discord.click(channel, null);
        await().until(() -> shown(EventType.MESSAGE_CREATE, "not this one"));
        discord.click(channel, get(clicker));
        await().until(() -> lane.stats().ignored() == 2);

        assertThat(discord.referee().effects()).isEqualTo(1);
        assertThat(get(handle.stop()).report().counts().ignored()).containsEntry("filter", 2L);
    }

    @Test
    void theComponentsAreDisabledAtTheEndAndALaterClickIsToldSo() {
        CollectorHandle<Click> handle = clicks().componentsAtEnd(Answering.OnEnd.DISABLE)
                .expired("too late")
                .start();
        get(handle.stop());

        await().until(() -> button().path("disabled").asBoolean());
        discord.click(channel, null);
        await().until(() -> shown(EventType.MESSAGE_CREATE, "too late"));
    }

    @Test
    void theComponentsAreRemovedAtTheEnd() {
        get(clicks().componentsAtEnd(Answering.OnEnd.REMOVE).start().stop());

        await().until(() -> button().isMissingNode());
    }

    private JsonNode button() {
        return get(rest.get().send("GET", "/channels/" + channel + "/messages/" + message, null))
                .path("components")
                .path(0)
                .path("components")
                .path(0);
    }

    @Test
    void aModalIsShownAndWaitedForInOneCallAndANewOneSupersedesIt() throws IOException {
        JsonNode form = json("{\"custom_id\":\"form\",\"title\":\"Form\",\"components\":[]}");
        Queue<CompletableFuture<ModalSubmit>> waits = new ConcurrentLinkedQueue<>();
        Queue<Long> users = new ConcurrentLinkedQueue<>();
        clicks().onInteraction((click, reply) -> {
                    users.add(click.user());
                    waits.add(reply.modal(form, Duration.ofMinutes(1)));
                })
                .start();
        discord.click(channel, null);
        await().until(() -> waits.size() == 1 && discord.referee().effects() == 1);
        long user = users.remove();
        CompletableFuture<ModalSubmit> first = waits.remove();
        discord.click(channel, user);
        await().until(() -> waits.size() == 1 && discord.referee().effects() == 2);

        assertThatThrownBy(() -> get(first))
                .hasRootCauseInstanceOf(CollectorEnded.class)
                .hasMessageContaining("superseded");
        discord.dispatch(
                0,
                "INTERACTION_CREATE",
                json(("{\"id\":\"99\",\"application_id\":\"1\",\"type\":5,\"token\":\"t\",\"guild_id\":\"%d\","
                                + "\"channel_id\":\"%d\",\"member\":{\"user\":{\"id\":\"%d\"}},"
                                + "\"data\":{\"custom_id\":\"form\",\"components\":[{\"type\":18,\"component\":"
                                + "{\"type\":4,\"custom_id\":\"name\",\"value\":\"Ann\"}}]}}")
                        .formatted(guild(), channel, user)));
        assertThat(get(waits.remove()).fields()).containsEntry("name", "Ann");
    }

    private long guild() {
        return heard.stream()
                .filter(e -> e.type() == EventType.GUILD_CREATE)
                .findFirst()
                .orElseThrow()
                .guild();
    }
}
