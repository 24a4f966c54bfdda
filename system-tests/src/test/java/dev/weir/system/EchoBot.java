package dev.weir.system;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.worker.admission.AdmissionRefused;
import dev.weir.worker.bot.Bot;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers every message that a person writes, once: what a referee can tell apart. With one message in ten it starts a collector of
 * ten seconds, so that timers run and handlers wait whatever fails. Runs in a worker, from a jar that a test packs.
 */
public class EchoBot implements Bot {
    private static final int A_COLLECTOR_EACH = 10;
    private static final Duration COLLECTS_FOR = Duration.ofSeconds(10);

    @Override
    public void start(BotShard shard) {
        AtomicInteger heard = new AtomicInteger();
        shard.events().on(EventType.MESSAGE_CREATE, event -> {
            if (!event.bot()) {
                answer(shard, event);
                if (heard.incrementAndGet() % A_COLLECTOR_EACH == 0) {
                    collect(shard, event.channel());
                }
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

    /** Filter, handler and end are code of the bot, each on a thread of its own; none of them has an effect. */
    private static void collect(BotShard shard, long channel) {
        AtomicInteger collected = new AtomicInteger();
        try {
            shard.collectors()
                    .messages()
                    .inChannel(channel)
                    .filter(message -> !message.content().isEmpty())
                    .time(COLLECTS_FOR)
                    .onCollect(_ -> collected.incrementAndGet())
                    .onEnd(ended -> collected.addAndGet(ended.items().size()))
                    .label("echo")
                    .start();
        } catch (AdmissionRefused notActing) {
            // As above.
        }
    }
}
