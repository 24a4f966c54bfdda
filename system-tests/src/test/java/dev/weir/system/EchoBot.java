package dev.weir.system;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.worker.bot.Bot;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;

/** Answers every message that a person writes, once: what a referee can tell apart. Runs in a worker, from a jar that a test packs. */
public final class EchoBot implements Bot {

    @Override
    public void start(BotShard shard) {
        shard.events().on(EventType.MESSAGE_CREATE, event -> {
            if (!event.bot()) {
                answer(shard, event);
            }
        });
    }

    private static void answer(BotShard shard, GatewayEvent event) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("content", "heard");
        body.putObject("message_reference").put("message_id", Long.toString(event.message()));
        shard.rest()
                .send("POST", "/channels/%d/messages".formatted(event.channel()), body)
                .exceptionally(refused -> null); // Not acting any more: exactly what these tests are about.
    }
}
