package dev.weir.benchmark.engine;

import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Messages as they come over the wire. Ids are random, like snowflakes, with a seed of their own. */
final class Sample {
    /** So many different channels, more than a cache of the first level has room for. */
    static final int DISTINCT = 4_096;

    private static final byte[] TEXT = "{\"op\":0,\"d\":{\"content\":\"hello\"}}".getBytes(StandardCharsets.UTF_8);
    private static final Payload PAYLOAD = Payload.utf8(TEXT);

    private Sample() {}

    /** Different ids, the same with every call of the same seed. */
    static long[] ids(long seed, int howMany) {
        return new SplittableRandom(seed).longs(howMany, 1L << 58, 1L << 60).toArray();
    }

    /** One message in each of these channels. */
    static GatewayEvent[] messages(long[] channels) {
        GatewayEvent[] events = new GatewayEvent[channels.length];
        for (int i = 0; i < channels.length; i++) {
            events[i] = message(i + 1L, channels[i], 8);
        }
        return events;
    }

    static GatewayEvent message(long id, long channel, long user) {
        return new GatewayEvent(
                EventType.MESSAGE_CREATE,
                "MESSAGE_CREATE",
                (int) id,
                System.nanoTime(),
                77,
                channel,
                0,
                id,
                user,
                false,
                false,
                PAYLOAD);
    }

    /** The same message as the others, with a payload of its own that nobody has parsed. */
    static GatewayEvent unparsed() {
        return new GatewayEvent(
                EventType.MESSAGE_CREATE, "MESSAGE_CREATE", 1, 0, 77, 10, 0, 1, 8, false, false, Payload.utf8(TEXT));
    }

    /** A frame as Discord sends it, of about 1,100 bytes. */
    static byte[] frame(long id, long channel) {
        return ("{\"t\":\"MESSAGE_CREATE\",\"s\":%d,\"op\":0,\"d\":{\"type\":0,\"tts\":false,\"timestamp\":\"2026-11-26T15:00:00.000000+00:00\","
                        + "\"pinned\":false,\"nonce\":\"%d\",\"mentions\":[],\"mention_roles\":[],\"mention_everyone\":false,"
                        + "\"member\":{\"roles\":[\"%d\",\"%d\"],\"premium_since\":null,\"pending\":false,\"nick\":null,\"mute\":false,"
                        + "\"joined_at\":\"2024-01-01T00:00:00.000000+00:00\",\"flags\":0,\"deaf\":false,\"avatar\":null},"
                        + "\"id\":\"%d\",\"flags\":0,\"embeds\":[],\"edited_timestamp\":null,\"content\":\"%s\",\"components\":[],"
                        + "\"channel_id\":\"%d\",\"author\":{\"username\":\"somebody\",\"public_flags\":0,\"id\":\"8\",\"global_name\":\"Somebody\","
                        + "\"discriminator\":\"0\",\"avatar\":\"0123456789abcdef0123456789abcdef\"},\"attachments\":[],\"guild_id\":\"77\"}}")
                .formatted(id % 1_000_000, id, id + 1, id + 2, id, "hello ".repeat(40), channel)
                .getBytes(StandardCharsets.UTF_8);
    }
}
