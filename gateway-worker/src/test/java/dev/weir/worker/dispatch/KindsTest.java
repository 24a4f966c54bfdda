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
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.collector.Command;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.RawEvent;
import dev.weir.worker.collector.Reaction;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each kind of item in its scopes, through the index. */
class KindsTest {
    private final Parts parts = new Parts();
    private final Lane lane = parts.lane;

    @AfterEach
    void close() {
        parts.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private static GatewayEvent other(String name, long guild, String data) {
        return new GatewayEvent(
                EventType.OTHER,
                name,
                9,
                System.nanoTime(),
                guild,
                0,
                0,
                0,
                0,
                false,
                false,
                new Payload("{\"d\":" + data + "}"));
    }

    @Test
    void rawEventsComeByNameAndPlace() {
        CollectorHandle<RawEvent> handle = lane.collectors()
                .raw()
                .named("GUILD_MEMBER_ADD")
                .inGuild(GUILD)
                .max(1)
                .start();
        lane.offer(other("GUILD_MEMBER_REMOVE", GUILD, "{}"));
        lane.offer(other("GUILD_MEMBER_ADD", 4, "{}"));
        lane.offer(other("GUILD_MEMBER_ADD", GUILD, "{}"));

        assertThat(get(handle.ended()).report().counts().received()).isEqualTo(1);
    }

    @Test
    void rawEventsFromEverywhereHaveToBeSaid() {
        assertThatThrownBy(
                        () -> lane.collectors().raw().named("GUILD_MEMBER_ADD").start())
                .hasMessageContaining("everywhere()");

        CollectorHandle<RawEvent> handle = lane.collectors()
                .raw()
                .named("GUILD_MEMBER_ADD")
                .everywhere()
                .max(1)
                .start();
        lane.offer(other("GUILD_MEMBER_ADD", 4, "{}"));
        assertThat(get(handle.ended()).items()).hasSize(1);
    }

    @Test
    void commandsComeByName() {
        CollectorHandle<Command> handle =
                lane.collectors().commands().named("play").max(1).start();
        for (String name : new String[] {"stop", "play"}) {
            lane.offer(event(
                    EventType.INTERACTION_CREATE,
                    System.nanoTime(),
                    CHANNEL,
                    0,
                    100,
                    "{\"id\":\"" + name.hashCode() + "\",\"type\":2,\"data\":{\"name\":\"" + name + "\"}}"));
        }

        assertThat(get(handle.ended()).items()).extracting(Command::name).containsExactly("play");
    }

    @Test
    void directMessagesAreAScope() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().inDirectMessages().max(1).start();
        lane.offer(messageEvent(1, System.nanoTime(), CHANNEL, 100, "in the guild"));
        lane.offer(new GatewayEvent(
                EventType.MESSAGE_CREATE,
                "MESSAGE_CREATE",
                1,
                System.nanoTime(),
                0,
                70,
                0,
                2,
                100,
                false,
                false,
                new Payload("{\"d\":{\"content\":\"direct\"}}")));

        assertThat(get(handle.ended()).items()).extracting(Item::key).containsExactly(2L);
    }

    @Test
    void theBotsOwnSeedReactionsNeverCount() {
        lane.offer(other("READY", 0, "{\"user\":{\"id\":\"42\"}}"));
        CollectorHandle<Reaction> handle =
                lane.collectors().reactions().onMessage(5).max(1).start();
        lane.offer(reactionEvent(EventType.MESSAGE_REACTION_ADD, 5, System.nanoTime(), 42, "a"));
        lane.offer(reactionEvent(EventType.MESSAGE_REACTION_ADD, 5, System.nanoTime(), 100, "a"));

        assertThat(get(handle.ended()).items()).extracting(Item::user).containsExactly(100L);
    }

    @Test
    void itemsOfTheBotItselfCountWhenTheyAreIncludedAlthoughOtherBotsAreNot() {
        lane.offer(other("READY", 0, "{\"user\":{\"id\":\"42\"}}"));
        CollectorHandle<Message> own = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .include(false, true)
                .start();
        CollectorHandle<Message> others =
                lane.collectors().messages().inChannel(CHANNEL).start();
        lane.offer(fromBot(1, 42));
        lane.offer(fromBot(2, 43));
        await().until(() -> lane.stats().events() == 3);

        assertThat(get(own.stop()).items()).extracting(Item::user).containsExactly(42L);
        assertThat(get(others.stop()).items()).extracting(Item::user).containsExactly(43L);
    }

    private static GatewayEvent fromBot(long id, long user) {
        return new GatewayEvent(
                EventType.MESSAGE_CREATE,
                "MESSAGE_CREATE",
                1,
                System.nanoTime(),
                GUILD,
                CHANNEL,
                0,
                id,
                user,
                true,
                false,
                new Payload("{\"d\":{\"content\":\"beep\"}}"));
    }

    @Test
    void aDeletedMessageLeavesACollectorThatKnowsOnlyItsAuthor() {
        CollectorHandle<Message> handle =
                lane.collectors().messages().from(100).dispose().start();
        lane.offer(messageEvent(1, System.nanoTime(), CHANNEL, 100, "a"));
        lane.offer(event(EventType.MESSAGE_DELETE, System.nanoTime(), CHANNEL, 1, 0, "{}"));
        await().until(() -> lane.stats().events() == 2);

        assertThat(get(handle.stop()).items()).isEmpty();
    }

    @Test
    void deletingTheMessageEndsThoseWhoWaitOnIt() {
        CollectorHandle<Reaction> handle =
                lane.collectors().reactions().onMessage(5).start();
        lane.offer(event(EventType.MESSAGE_DELETE_BULK, System.nanoTime(), CHANNEL, 0, 0, "{\"ids\":[\"4\",\"5\"]}"));

        assertThat(get(handle.ended()).reason()).isEqualTo(new EndReason.MessageDeleted(5));
    }

    @Test
    void aDataFilterDecidesOnTheLane() {
        CollectorHandle<Message> handle = lane.collectors()
                .messages()
                .inChannel(CHANNEL)
                .where("content startsWith \"!\"")
                .where("author == 100")
                .max(1)
                .start();
        lane.offer(messageEvent(1, System.nanoTime(), CHANNEL, 100, "no"));
        lane.offer(messageEvent(2, System.nanoTime(), CHANNEL, 101, "!no"));
        lane.offer(messageEvent(3, System.nanoTime(), CHANNEL, 100, "!yes"));

        assertThat(get(handle.ended()).report().counts().ignored()).containsEntry("filter", 2L);
    }
}
