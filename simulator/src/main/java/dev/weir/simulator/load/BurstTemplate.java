package dev.weir.simulator.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.world.Channel;
import dev.weir.simulator.world.Guild;
import java.nio.charset.StandardCharsets;

/**
 * One channel's burst message, serialised once: only its id and its number are written anew.
 *
 * <p>Not thread-safe.
 */
final class BurstTemplate {

    private static final String NO_ID = "0".repeat(19);
    private static final String NO_NUMBER = "0".repeat(10);

    private final Channel channel;
    private final byte[] bytes;
    private final int idAt;
    private final int numberAt;
    private long number;

    /** Made from {@code sample}, an event of a message in this channel. */
    BurstTemplate(Channel channel, Guild guild, ObjectNode sample) {
        this.channel = channel;
        sample.put("id", NO_ID).put("content", "burst " + NO_NUMBER).put("guild_id", Long.toString(guild.id()));
        String text = new String(Json.bytes(sample), StandardCharsets.UTF_8);
        this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        this.idAt = text.indexOf("\"" + NO_ID) + 1;
        this.numberAt = text.indexOf("burst " + NO_NUMBER) + "burst ".length();
    }

    Channel channel() {
        return channel;
    }

    byte[] next(long id) {
        byte[] message = bytes.clone();
        digits(message, idAt, NO_ID.length(), id);
        digits(message, numberAt, NO_NUMBER.length(), ++number);
        return message;
    }

    private static void digits(byte[] into, int at, int length, long value) {
        long left = value;
        for (int i = at + length - 1; i >= at; i--) {
            into[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }
}
