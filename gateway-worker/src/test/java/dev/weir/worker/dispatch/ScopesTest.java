package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.GUILD;
import static dev.weir.worker.collector.Samples.event;
import static dev.weir.worker.collector.Samples.messageEvent;
import static dev.weir.worker.collector.Samples.reactionEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.model.EndReason;
import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.CollectorBuilder;
import dev.weir.worker.bot.CollectorEnded;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.CollectorTimeout;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.Command;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Reaction;
import dev.weir.worker.collector.Summary;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The scopes and options of the specification that no other test names. */
class ScopesTest {
    private final Parts parts = new Parts();
    private final Lane lane = parts.lane;

    @AfterEach
    void close() {
        parts.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void say(long id, long user) {
        assertThat(lane.offer(messageEvent(id, System.nanoTime(), CHANNEL, user, "x")))
                .isTrue();
    }

    @Test
    void aMessageIsOfferedToNoneThatWaitForItsAuthorInAnotherChannel() {
        var here =
                lane.collectors().messages().inChannel(CHANNEL).from(7).max(1).start();
        for (int i = 1; i <= 10; i++) {
            lane.collectors().messages().inChannel(CHANNEL + i).from(7).start();
        }
        var anywhere = lane.collectors().messages().from(7).max(1).start();

        say(1, 7);

        assertThat(get(here.ended()).items()).hasSize(1);
        assertThat(get(anywhere.ended()).items()).hasSize(1);
        assertThat(lane.stats().matched()).isEqualTo(2);
    }

    /** An event as the tap would make it: where and from whom, and what it says. */
    private static GatewayEvent from(
            EventType type, long guild, long channel, long message, long user, boolean bot, String data) {
        return new GatewayEvent(
                type,
                type.name(),
                1,
                System.nanoTime(),
                guild,
                channel,
                0,
                message,
                user,
                bot,
                false,
                new Payload("{\"d\":" + data + "}"));
    }

    private static GatewayEvent reaction(long guild, long channel, long user) {
        return from(
                EventType.MESSAGE_REACTION_ADD,
                guild,
                channel,
                5,
                user,
                false,
                "{\"emoji\":{\"id\":null,\"name\":\"a\"}}");
    }

    private static GatewayEvent click(long id, long guild, long channel, long user, long origin) {
        return from(
                EventType.INTERACTION_CREATE,
                guild,
                channel,
                5,
                user,
                false,
                ("{\"id\":\"%d\",\"type\":3,\"token\":\"t\",\"application_id\":\"7\",\"message\":{\"id\":\"5\","
                                + "\"interaction_metadata\":{\"id\":\"%d\"}},\"data\":{\"custom_id\":\"c%d\","
                                + "\"component_type\":2}}")
                        .formatted(id, origin, id));
    }

    private static GatewayEvent command(long id, long guild, long channel, long user) {
        return from(
                EventType.INTERACTION_CREATE,
                guild,
                channel,
                0,
                user,
                false,
                "{\"id\":\"%d\",\"type\":2,\"token\":\"t\",\"data\":{\"name\":\"play\"}}".formatted(id));
    }

    /** The same event, received now. */
    private static GatewayEvent now(GatewayEvent event) {
        return new GatewayEvent(
                event.type(),
                event.name(),
                event.sequence(),
                System.nanoTime(),
                event.guild(),
                event.channel(),
                event.parent(),
                event.message(),
                event.user(),
                event.bot(),
                event.unavailable(),
                event.payload());
    }

    private void onlyTheUsers(CollectorBuilder<? extends Item> builder, long[] users, GatewayEvent... events) {
        CollectorHandle<? extends Item> handle = builder.max(users.length).start();
        for (GatewayEvent each : events) {
            lane.offer(now(each));
        }
        assertThat(get(handle.ended()).items().stream().mapToLong(Item::user).toArray())
                .containsExactly(users);
        assertThat(get(handle.ended()).report().counts().received()).isEqualTo(users.length);
    }

    @Test
    void reactionsComeByGuild() {
        onlyTheUsers(
                lane.collectors().reactions().inGuild(GUILD), new long[] {2}, reaction(9, 1, 1), reaction(GUILD, 1, 2));
    }

    @Test
    void reactionsComeByChannel() {
        onlyTheUsers(
                lane.collectors().reactions().inChannel(CHANNEL),
                new long[] {2},
                reaction(GUILD, 1, 1),
                reaction(GUILD, CHANNEL, 2));
    }

    @Test
    void reactionsComeByUser() {
        onlyTheUsers(lane.collectors().reactions().from(2), new long[] {2}, reaction(GUILD, 1, 1), reaction(9, 3, 2));
    }

    @Test
    void componentsComeByChannelGuildUserAndOriginalInteraction() {
        GatewayEvent[] events = {
            click(1, 9, 8, 1, 30), click(2, GUILD, 8, 2, 31), click(3, GUILD, CHANNEL, 3, 32), click(4, 9, 8, 4, 33)
        };
        onlyTheUsers(lane.collectors().components().inChannel(CHANNEL), new long[] {3}, events);
        onlyTheUsers(lane.collectors().components().inGuild(GUILD), new long[] {2, 3}, events);
        onlyTheUsers(lane.collectors().components().from(4), new long[] {4}, events);
        onlyTheUsers(lane.collectors().components().onAnswerTo(31), new long[] {2}, events);
    }

    @Test
    void commandsComeByGuildChannelAndUser() {
        GatewayEvent[] events = {command(1, 9, 8, 1), command(2, GUILD, 8, 2), command(3, GUILD, CHANNEL, 3)};
        onlyTheUsers(lane.collectors().commands().inGuild(GUILD), new long[] {2, 3}, events);
        onlyTheUsers(lane.collectors().commands().inChannel(CHANNEL), new long[] {3}, events);
        onlyTheUsers(lane.collectors().commands().from(1), new long[] {1}, events);
    }

    @Test
    void maxComponentsCountsDifferentComponentsNotClicks() {
        CollectorHandle<Click> handle =
                lane.collectors().components().onMessage(5).maxComponents(2).start();
        String sameComponent = "{\"id\":\"%d\",\"type\":3,\"token\":\"t\",\"data\":{\"custom_id\":\"c1\"}}";
        lane.offer(event(EventType.INTERACTION_CREATE, System.nanoTime(), CHANNEL, 5, 1, sameComponent.formatted(11)));
        lane.offer(event(EventType.INTERACTION_CREATE, System.nanoTime(), CHANNEL, 5, 1, sameComponent.formatted(12)));
        lane.offer(click(2, GUILD, CHANNEL, 1, 0));

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.ComponentLimit(2));
        assertThat(get(handle.ended()).items()).hasSize(3);
    }

    @Test
    void botsCountUnlessTheyAreLeftOut() {
        CollectorHandle<Message> all =
                lane.collectors().messages().inChannel(CHANNEL).start();
        CollectorHandle<Message> people = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .include(false, false)
                .start();
        lane.offer(from(EventType.MESSAGE_CREATE, GUILD, CHANNEL, 1, 7, true, "{\"content\":\"beep\"}"));
        say(2, 8);
        await().until(() -> lane.stats().events() == 2);

        assertThat(get(all.stop()).items()).extracting(Item::user).containsExactly(7L, 8L);
        assertThat(get(people.stop()).items()).extracting(Item::user).containsExactly(8L);
    }

    private Collected<Message> threeMessages(UnaryOperator<CollectorBuilder<Message>> options) {
        CollectorHandle<Message> handle = options.apply(
                        lane.collectors().messages().inChannel(CHANNEL).max(3))
                .start();
        say(1, 4);
        say(2, 4);
        say(3, 4);
        return get(handle.ended());
    }

    @Test
    void retainingIdsKeepsKeysAndNothingElse() {
        Collected<Message> end = threeMessages(b -> b.retain(new Options.Retain.Ids(2)));

        assertThat(end.items()).isEmpty();
        assertThat(end.summaries()).containsExactly(new Summary(2, 0, 0), new Summary(3, 0, 0));
        assertThat(end.report().counts().notRetained()).isEqualTo(1);
    }

    @Test
    void retainingNothingStillCountsEverything() {
        Collected<Message> end = threeMessages(b -> b.retain(new Options.Retain.None()));

        assertThat(end.items()).isEmpty();
        assertThat(end.summaries()).isEmpty();
        assertThat(end.report().counts().accepted()).isEqualTo(3);
        assertThat(end.report().counts().notRetained()).isEqualTo(3);
    }

    @Test
    void parallelHandlersRunTogether() {
        CountDownLatch together = new CountDownLatch(3);
        Collected<Message> end = threeMessages(b -> b.parallel(3).onCollect(_ -> {
            together.countDown();
            together.await();
        }));

        assertThat(end.report().counts().processing().count()).isEqualTo(3);
    }

    @Test
    void whoKeepsThousandsOfItemsWholeTakesAPermitForEachThousand() {
        lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .retain(new Options.Retain.Full(1_999))
                .start();
        assertThat(parts.permits.last.weight()).isEqualTo(1);

        lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .retain(new Options.Retain.Full(5_000))
                .start();
        assertThat(parts.permits.last.weight()).isEqualTo(5);

        lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .retain(new Options.Retain.Full(100_000))
                .start();
        assertThat(parts.permits.last.weight()).isEqualTo(64);

        lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .retain(new Options.Retain.None())
                .start();
        assertThat(parts.permits.last.weight()).isEqualTo(1);
    }

    @Test
    void theTenantIsWhoeverWasNamedElseTheGuildOfTheScope() {
        lane.collectors().messages().inGuild(GUILD).start();
        assertThat(parts.permits.last.tenant()).isEqualTo(GUILD);

        lane.collectors().messages().inGuild(GUILD).tenant(77).start();
        assertThat(parts.permits.last.tenant()).isEqualTo(77);
    }

    @Test
    void aFilterThatIsSlowerThanItsTimeoutRefusesTheItem() {
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .asyncFilter(_ -> new CompletableFuture<>())
                .filterTimeout(Duration.ofMillis(20))
                .maxProcessed(1)
                .start();
        say(1, 4);

        Collected<Message> end = get(handle.ended());
        assertThat(end.report().counts().ignored()).containsEntry("filterTimeout", 1L);
        assertThat(end.reason()).isEqualTo(new EndReason.ProcessedLimit(1));
    }

    @Test
    void refusedCommandsAreAnsweredToo() {
        lane.collectors()
                .commands()
                .inGuild(GUILD)
                .where("author == 1")
                .onReject(new Answering.OnReject.Text("not you"))
                .start();
        lane.offer(command(1, GUILD, CHANNEL, 2));

        await().until(() -> parts.discord.sent.size() == 1);
        assertThat(parts.discord.sent.peek()).contains("not you");
    }

    @Test
    void aCollectorOfAChannelEndsWithItsGuild() {
        say(1, 4);
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();
        lane.offer(event(EventType.GUILD_DELETE, System.nanoTime(), 0, 0, 0, "{}"));

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.GuildDeleted(GUILD));
    }

    /** Channel 20, and in it the thread 21. */
    private static GatewayEvent guildCreate() {
        return event(
                EventType.GUILD_CREATE,
                System.nanoTime(),
                0,
                0,
                0,
                "{\"id\":\"1\",\"channels\":[{\"id\":\"20\"}],\"threads\":[{\"id\":\"21\",\"parent_id\":\"20\"}]}");
    }

    @Test
    void aCollectorOfAChannelThatNobodySpokeInEndsWithItsGuildWhichNamedIt() {
        lane.offer(guildCreate());
        CollectorHandle<Message> channel =
                lane.collectors().messages().inChannel(20).start();
        CollectorHandle<Message> thread =
                lane.collectors().messages().inThread(21).start();
        lane.offer(event(EventType.GUILD_DELETE, System.nanoTime(), 0, 0, 0, "{}"));

        assertThat(get(channel.ended()).reason()).isEqualTo(new EndReason.GuildDeleted(GUILD));
        assertThat(get(thread.ended()).reason()).isEqualTo(new EndReason.GuildDeleted(GUILD));
    }

    @Test
    void aCollectorOfAThreadThatNobodySpokeInEndsWithItsChannel() {
        lane.offer(guildCreate());
        CollectorHandle<Message> thread =
                lane.collectors().messages().inThread(21).start();
        lane.offer(event(EventType.CHANNEL_DELETE, System.nanoTime(), 20, 0, 0, "{}"));

        assertThat(get(thread.ended()).reason()).isEqualTo(new EndReason.ChannelDeleted(20));
    }

    @Test
    void ofAChannelThatNoEventHasNamedNobodyKnowsTheGuildUnlessItsCollectorSaysIt() {
        CollectorHandle<Message> unknown =
                lane.collectors().messages().inChannel(99).start();
        CollectorHandle<Message> said =
                lane.collectors().messages().inGuild(GUILD).inChannel(99).start();
        lane.offer(event(EventType.GUILD_DELETE, System.nanoTime(), 0, 0, 0, "{}"));

        assertThat(get(said.ended()).reason()).isEqualTo(new EndReason.GuildDeleted(GUILD));
        assertThat(unknown.ended()).isNotDone();
        assertThat(lane.stats().active()).isEqualTo(1);
    }

    @Test
    void aConsumerThatIsGoneEndsItWithThatReason() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();

        assertThat(get(handle.consumerGone()).reason()).isEqualTo(new EndReason.ConsumerGone());
    }

    @Test
    void theReportTellsHowLongTheShardHeardNothing() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inChannel(CHANNEL).start();
        lane.sessionInterrupted();
        get(lane.timers());
        lane.sessionResumed();
        get(lane.timers());
        CollectorHandle<Message> later =
                lane.collectors().messages().inChannel(CHANNEL).start();

        assertThat(get(handle.stop()).report().suspended()).isPositive();
        assertThat(get(later.stop()).report().suspended()).isZero();
    }

    @Test
    void aWaitThatEndsForAnotherReasonThanTimeFailsWithThatReason() {
        CompletableFuture<Message> wait =
                lane.collectors().messages().inChannel(CHANNEL).awaitOne();
        get(lane.timers());
        lane.sessionLost();

        assertThatThrownBy(() -> get(wait))
                .cause()
                .isInstanceOf(CollectorEnded.class)
                .isNotInstanceOf(CollectorTimeout.class)
                .hasMessageContaining("shardLost");
        CompletableFuture<Message> tooShort = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .time(Duration.ofMillis(1))
                .awaitOne();
        assertThatThrownBy(() -> get(tooShort)).hasCauseInstanceOf(CollectorTimeout.class);
    }

    @Test
    void whatIsRefusedOrFailsIsCountedWhenItHappensNotAtTheEnd() {
        lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .where("author == 4")
                .onCollect(_ -> {
                    throw new IllegalStateException("boom");
                })
                .onError(_ -> {})
                .start();
        lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .filter(_ -> {
                    throw new IllegalStateException("bang");
                })
                .onError(_ -> {})
                .start();
        say(1, 4);
        say(1, 4);
        say(2, 5);

        await().untilAsserted(() -> {
            LaneStats stats = lane.stats();
            assertThat(stats.active()).isEqualTo(2);
            assertThat(stats.handlerErrors()).isEqualTo(1);
            assertThat(stats.filterErrors()).isEqualTo(2);
            assertThat(stats.ignored()).isEqualTo(3);
            assertThat(stats.dropped()).isEqualTo(2);
            assertThat(stats.accepted()).isEqualTo(1);
        });
    }

    @Test
    void theTimerOfAnAnsweredInteractionIsGone() {
        CollectorHandle<Command> handle = lane.collectors()
                .commands()
                .inGuild(GUILD)
                .ack(Answering.Ack.DEFER_REPLY)
                .onInteraction((_, reply) -> reply.message("hi", true).join())
                .start();
        lane.offer(command(1, GUILD, CHANNEL, 2));
        await().until(() -> parts.discord.sent.size() == 1);

        await().atMost(Duration.ofSeconds(1)).until(() -> get(lane.timers()) == 1);
        get(handle.stop());
        assertThat(get(lane.timers())).isZero();
    }

    @Test
    void oneThatSleptAllItsLifeReportsLikeAnyOther() {
        CollectorHandle<Reaction> handle =
                lane.collectors().reactions().onMessage(5).label("poll").start();
        get(lane.timers());
        lane.sessionLost();
        get(lane.timers());

        Collected<Reaction> end = get(handle.ended());
        assertThat(end.reason()).isInstanceOf(EndReason.ShardLost.class);
        assertThat(end.report().label()).isEqualTo("poll");
        assertThat(end.report().counts().received()).isZero();
        assertThat(end.report().lasted()).isPositive();
        assertThat(handle.extend(Duration.ofSeconds(1))).isFalse();
        lane.offer(reactionEvent(EventType.MESSAGE_REACTION_ADD, 5, System.nanoTime(), 1, "a"));
        assertThat(get(handle.stop("late")).reason()).isInstanceOf(EndReason.ShardLost.class);
    }
}
