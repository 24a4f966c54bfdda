package dev.weir.worker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import dev.weir.worker.json.Scribe;
import dev.weir.worker.json.Trees;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static final long GUILD = 1111111111111111111L;
    private static final long CHANNEL = 1222222222222222222L;
    private static final long PARENT = 1333333333333333333L;
    private static final long MESSAGE = 1444444444444444444L;
    private static final long USER = 1555555555555555555L;

    private final FrameReader reader = new FrameReader();

    @Test
    void aMessageIsRoutedByItsAuthor() throws IOException {
        assertThat(event(EventType.MESSAGE_CREATE, """
                {"id":"$M","channel_id":"$C","guild_id":"$G","type":0,"content":"a \\"quoted\\" } word","nonce":null,
                 "author":{"id":"$U","username":"ann","avatar":null,"global_name":"Ann","primary_guild":{"identity_guild_id":"7"}},
                 "member":{"roles":["1","2"],"user":{"id":"9"},"nick":"x"},
                 "mentions":[{"id":"9","bot":true,"member":{"roles":[]}}],"mention_roles":[],"attachments":[],"embeds":[],
                 "components":[{"type":17,"id":1,"components":[{"type":10,"id":2,"content":"v2"}]}],
                 "poll":{"question":{"text":"?"},"answers":[{"answer_id":1,"poll_media":{"text":"a"}}]},
                 "message_snapshots":[{"message":{"id":"8","author":{"id":"8","bot":true}}}],
                 "referenced_message":{"id":"9","author":{"id":"9","bot":true},"guild_id":"9"}}"""))
                .isEqualTo(expected(EventType.MESSAGE_CREATE, GUILD, CHANNEL, 0, MESSAGE, USER, false));
    }

    @Test
    void aDirectMessageHasNoGuild() throws IOException {
        assertThat(event(EventType.MESSAGE_CREATE, """
                {"id":"$M","channel_id":"$C","author":{"id":"$U"}}"""))
                .isEqualTo(expected(EventType.MESSAGE_CREATE, 0, CHANNEL, 0, MESSAGE, USER, false));
    }

    @Test
    void botsAndWebhooksAreToldApart() throws IOException {
        assertThat(event(EventType.MESSAGE_CREATE, """
                {"id":"$M","channel_id":"$C","guild_id":"$G","author":{"id":"$U","bot":true}}""").bot()).isTrue();
        assertThat(event(EventType.MESSAGE_CREATE, """
                {"id":"$M","channel_id":"$C","guild_id":"$G","webhook_id":"$U","author":{"id":"$U"}}""").bot()).isTrue();
    }

    @Test
    void anEditOrADeleteMayLackItsAuthor() throws IOException {
        assertThat(event(EventType.MESSAGE_UPDATE, """
                {"id":"$M","channel_id":"$C","guild_id":"$G","embeds":[]}"""))
                .isEqualTo(expected(EventType.MESSAGE_UPDATE, GUILD, CHANNEL, 0, MESSAGE, 0, false));
        assertThat(event(EventType.MESSAGE_DELETE, """
                {"id":"$M","channel_id":"$C","guild_id":"$G"}"""))
                .isEqualTo(expected(EventType.MESSAGE_DELETE, GUILD, CHANNEL, 0, MESSAGE, 0, false));
        assertThat(event(EventType.MESSAGE_DELETE_BULK, """
                {"ids":["$M","1"],"channel_id":"$C","guild_id":"$G"}"""))
                .isEqualTo(expected(EventType.MESSAGE_DELETE_BULK, GUILD, CHANNEL, 0, 0, 0, false));
    }

    @Test
    void reactionsNameMessageAndReactor() throws IOException {
        assertThat(event(EventType.MESSAGE_REACTION_ADD, """
                {"user_id":"$U","type":0,"message_id":"$M","message_author_id":"9","burst":false,"channel_id":"$C","guild_id":"$G",
                 "member":{"user":{"id":"$U","bot":true},"roles":[]},"emoji":{"id":null,"name":"👍"}}"""))
                .isEqualTo(expected(EventType.MESSAGE_REACTION_ADD, GUILD, CHANNEL, 0, MESSAGE, USER, true));
        assertThat(event(EventType.MESSAGE_REACTION_REMOVE, """
                {"user_id":"$U","message_id":"$M","channel_id":"$C","guild_id":"$G","emoji":{"id":"1","name":"x"}}"""))
                .isEqualTo(expected(EventType.MESSAGE_REACTION_REMOVE, GUILD, CHANNEL, 0, MESSAGE, USER, false));
        assertThat(event(EventType.MESSAGE_REACTION_REMOVE_ALL, """
                {"message_id":"$M","channel_id":"$C","guild_id":"$G"}"""))
                .isEqualTo(expected(EventType.MESSAGE_REACTION_REMOVE_ALL, GUILD, CHANNEL, 0, MESSAGE, 0, false));
        assertThat(event(EventType.MESSAGE_REACTION_REMOVE_EMOJI, """
                {"emoji":{"id":"5","name":"x"},"message_id":"$M","channel_id":"$C","guild_id":"$G"}"""))
                .isEqualTo(expected(EventType.MESSAGE_REACTION_REMOVE_EMOJI, GUILD, CHANNEL, 0, MESSAGE, 0, false));
    }

    @Test
    void aClickIsRoutedByItsMessageAndItsMember() throws IOException {
        assertThat(event(EventType.INTERACTION_CREATE, """
                {"id":"5","application_id":"6","type":3,"token":"t","version":1,"guild_id":"$G","channel_id":"$C",
                 "guild":{"id":"$G","features":[]},"channel":{"id":"$C","type":11,"parent_id":"$P","thread_metadata":{}},
                 "member":{"user":{"id":"$U","username":"ann"},"permissions":"0"},
                 "data":{"custom_id":"go","component_type":2,"id":3},"entitlements":[],
                 "message":{"id":"$M","flags":32768,"author":{"id":"7","bot":true}},
                 "authorizing_integration_owners":{"0":"$G"},"context":0,"attachment_size_limit":1}"""))
                .isEqualTo(expected(EventType.INTERACTION_CREATE, GUILD, CHANNEL, PARENT, MESSAGE, USER, false));
    }

    @Test
    void aModalOfAUserInstalledAppIsRoutedByItsUser() throws IOException {
        assertThat(event(EventType.INTERACTION_CREATE, """
                {"id":"5","type":5,"token":"t","channel_id":"$C","user":{"id":"$U"},"context":2,
                 "data":{"custom_id":"m","components":[{"type":18,"id":1,"component":{"type":4,"id":2,"custom_id":"f","value":"v"}}]}}"""))
                .isEqualTo(expected(EventType.INTERACTION_CREATE, 0, CHANNEL, 0, 0, USER, false));
    }

    @Test
    void guildsChannelsAndThreadsThatGo() throws IOException {
        assertThat(event(EventType.GUILD_CREATE, """
                {"id":"$G","name":"g","members":[{"user":{"id":"1","bot":true}}],"channels":[{"id":"2","parent_id":"3"}]}"""))
                .isEqualTo(expected(EventType.GUILD_CREATE, GUILD, 0, 0, 0, 0, false));
        assertThat(event(EventType.CHANNEL_DELETE, """
                {"id":"$C","guild_id":"$G","type":0,"parent_id":"$P"}"""))
                .isEqualTo(expected(EventType.CHANNEL_DELETE, GUILD, CHANNEL, 0, 0, 0, false));
        assertThat(event(EventType.THREAD_DELETE, """
                {"id":"$C","guild_id":"$G","parent_id":"$P","type":11}"""))
                .isEqualTo(expected(EventType.THREAD_DELETE, GUILD, CHANNEL, PARENT, 0, 0, false));
    }

    @Test
    void anOutageIsNoLeave() throws IOException {
        assertThat(event(EventType.GUILD_DELETE, "{\"id\":\"$G\",\"unavailable\":true}")
                        .unavailable())
                .isTrue();
        assertThat(event(EventType.GUILD_DELETE, "{\"id\":\"$G\"}").unavailable())
                .isFalse();
    }

    @Test
    void aTypeOfTomorrowKeepsItsName() throws IOException {
        GatewayEvent event = read("""
                {"t":"SOUND_OF_SILENCE","s":3,"op":0,"d":{"guild_id":"$G","channel_id":"$C","user_id":"$U","x":[[{}]]}}""");

        assertThat(event.name()).isEqualTo("SOUND_OF_SILENCE");
        assertThat(event.type()).isEqualTo(EventType.OTHER);
        assertThat(event.guild()).isEqualTo(GUILD);
        assertThat(event.channel()).isEqualTo(CHANNEL);
        assertThat(event.user()).isEqualTo(USER);
    }

    @Test
    void theOrderOfKeysDoesNotMatter() throws IOException {
        assertThat(Compared.of(read("""
                {"d":{"author":{"id":"$U"},"guild_id":"$G","channel_id":"$C","id":"$M"},"op":0,"s":7,"t":"MESSAGE_CREATE"}""")))
                .isEqualTo(expected(EventType.MESSAGE_CREATE, GUILD, CHANNEL, 0, MESSAGE, USER, false));
    }

    @Test
    void strangeShapesLeaveZeroesAndLoseNothing() throws IOException {
        assertThat(event(EventType.MESSAGE_CREATE, """
                {"id":{"a":[1]},"channel_id":[["$C"]],"guild_id":12345678901234567890123,"author":"nobody","member":[],"webhook_id":null}"""))
                .isEqualTo(expected(EventType.MESSAGE_CREATE, 0, 0, 0, 0, 0, false));
        assertThat(event(EventType.MESSAGE_CREATE, """
                {"id":1444444444444444444,"channel_id":"12x","guild_id":"99999999999999999999","author":{"id":"-5"}}"""))
                .isEqualTo(expected(EventType.MESSAGE_CREATE, 0, 0, 0, MESSAGE, 0, false));
        assertThat(event(EventType.MESSAGE_CREATE, "[1,{\"id\":2}]"))
                .isEqualTo(expected(EventType.MESSAGE_CREATE, 0, 0, 0, 0, 0, false));
    }

    @Test
    void nothingIsLeftOfTheFrameBefore() throws IOException {
        var _ = event(EventType.MESSAGE_CREATE, """
                {"id":"$M","channel_id":"$C","guild_id":"$G","webhook_id":"1","author":{"id":"$U","bot":true}}""");

        assertThat(event(EventType.MESSAGE_CREATE, "{}"))
                .isEqualTo(expected(EventType.MESSAGE_CREATE, 0, 0, 0, 0, 0, false));
    }

    @Test
    void readyTellsSessionAndGuilds() throws IOException {
        var _ = read("""
                {"t":"READY","s":1,"op":0,"d":{"v":10,"user":{"id":"$U","bot":true},"session_id":"abc",
                 "resume_gateway_url":"wss://r","guilds":[{"id":"1","unavailable":true},{"id":"2"}],"shard":[0,1]}}""");

        assertThat(reader.sessionId()).isEqualTo("abc");
        assertThat(reader.resumeUrl()).isEqualTo("wss://r");
        assertThat(reader.guilds()).isEqualTo(2);
    }

    @Test
    void opcodesAreRead() throws IOException {
        var _ = read(
                "{\"t\":null,\"s\":null,\"op\":10,\"d\":{\"heartbeat_interval\":41250,\"_trace\":[\"[\\\"g\\\"]\"]}}");
        assertThat(reader.op()).isEqualTo(10);
        assertThat(reader.heartbeatInterval()).isEqualTo(41250);

        var _ = read("{\"op\":9,\"d\":true}");
        assertThat(reader.op()).isEqualTo(9);
        assertThat(reader.flag()).isTrue();
        var _ = read("{\"op\":9,\"d\":false}");
        assertThat(reader.flag()).isFalse();
    }

    @Test
    void whatIsNoJsonIsSaidSo() {
        assertThatThrownBy(() -> read("{\"op\":0,\"t\":\"MESSAGE_CREATE\",\"s\":1,\"d\":{\"id\":\"1"))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("[]")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> read("")).isInstanceOf(IOException.class);
    }

    @Test
    void readsWhatATreeOfTheFrameSays() throws IOException {
        Random random = new Random(21);
        Scribe scribe = new Scribe(random);
        JsonMapper jackson = new JsonMapper();
        List<String> keys = List.of(
                "id", "guild_id", "channel_id", "message_id", "user_id", "webhook_id", "author", "content", "other");
        for (int i = 0; i < 20_000; i++) {
            List<String> members = new ArrayList<>();
            for (String key : keys) {
                if (random.nextInt(4) != 0) {
                    members.add(scribe.member(key, value(key, random, scribe)));
                }
            }
            Collections.shuffle(members, random);
            byte[] frame = ("{\"op\":0,\"s\":5,\"d\":" + scribe.object(members) + ","
                            + scribe.member("t", "\"MESSAGE_CREATE\"") + "}")
                    .getBytes(StandardCharsets.UTF_8);
            JsonNode d = jackson.readTree(frame).get("d");
            reader.read(frame);
            GatewayEvent event = reader.event(42, reader.payload(frame));

            assertThat(List.of(event.guild(), event.channel(), event.message(), event.user()))
                    .as(d.toString())
                    .containsExactly(
                            Trees.snowflake(d.path("guild_id")),
                            Trees.snowflake(d.path("channel_id")),
                            Trees.snowflake(d.path("id")),
                            Trees.snowflake(d.path("author").path("id")));
            assertThat(event.bot()).isEqualTo(Trees.snowflake(d.path("webhook_id")) != 0);
            assertThat(event.payload().text("content"))
                    .isEqualTo(d.path("content").isTextual() ? d.path("content").asText() : "");
        }
    }

    private static String value(String key, Random random, Scribe scribe) {
        return switch (key) {
            case "author" ->
                scribe.object(List.of(scribe.member("x", scribe.value(3)), scribe.member("id", anId(random))));
            case "content" -> random.nextInt(8) == 0 ? "null" : scribe.string("it's \"so\" é👍" + random.nextInt());
            case "other" -> scribe.value(4);
            default -> random.nextInt(8) == 0 ? scribe.value(2) : anId(random);
        };
    }

    private static String anId(Random random) {
        String id = Long.toString(random.nextLong() >>> 1);
        return random.nextBoolean() ? "\"" + id + "\"" : id;
    }

    private Compared event(EventType type, String data) throws IOException {
        return Compared.of(read("{\"t\":\"" + type + "\",\"s\":7,\"op\":0,\"d\":" + data + "}"));
    }

    private GatewayEvent read(String frame) throws IOException {
        String filled = frame.replace("$G", "" + GUILD)
                .replace("$C", "" + CHANNEL)
                .replace("$P", "" + PARENT)
                .replace("$M", "" + MESSAGE)
                .replace("$U", "" + USER);
        byte[] bytes = filled.getBytes(StandardCharsets.UTF_8);
        reader.read(bytes);
        return reader.event(42, Payload.utf8(bytes));
    }

    private static Compared expected(
            EventType type, long guild, long channel, long parent, long message, long user, boolean bot) {
        return new Compared(type, type.name(), 7, 42, guild, channel, parent, message, user, bot, false);
    }

    /** An event without its payload, so that whole values can be compared. */
    private record Compared(
            EventType type,
            String name,
            int sequence,
            long receivedNanos,
            long guild,
            long channel,
            long parent,
            long message,
            long user,
            boolean bot,
            boolean unavailable) {
        static Compared of(GatewayEvent e) {
            return new Compared(
                    e.type(),
                    e.name(),
                    e.sequence(),
                    e.receivedNanos(),
                    e.guild(),
                    e.channel(),
                    e.parent(),
                    e.message(),
                    e.user(),
                    e.bot(),
                    e.unavailable());
        }
    }
}
