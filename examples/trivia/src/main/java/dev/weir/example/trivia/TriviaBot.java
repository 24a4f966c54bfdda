package dev.weir.example.trivia;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.model.EndReason.LimitReached;
import dev.weir.model.EndReason.TimedOut;
import dev.weir.worker.bot.Bot;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.collector.Message;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a question on {@code !trivia}, collects three answers or waits eight seconds, and says who was right. */
public final class TriviaBot implements Bot {
    private static final Logger log = LoggerFactory.getLogger(TriviaBot.class);

    /** Channels with a quiz: one at a time in each. */
    private final Set<Long> busy = ConcurrentHashMap.newKeySet();

    @Override
    public void start(BotShard shard) {
        shard.events().on(EventType.MESSAGE_CREATE, event -> {
            Message message = new Message(event);
            if (message.content().equals("!trivia") && !message.byBot() && busy.add(event.channel())) {
                quiz(shard, event);
            }
        });
    }

    private void quiz(BotShard shard, GatewayEvent trigger) {
        Question question = Question.pick(trigger.message());
        CompletableFuture<Long> asked = new CompletableFuture<>();
        try {
            // The collector first, then the question: nobody can answer faster than we listen.
            CollectorHandle<Message> started = shard.collectors()
                    .messages()
                    .inChannel(trigger.channel())
                    .filter(message -> !message.byBot() && Question.isAnswer(message.content()))
                    .max(3)
                    .time(Duration.ofSeconds(8))
                    .label("trivia")
                    .onEnd(collected -> tellWhoWasRight(shard, trigger.channel(), question, asked.join(), collected))
                    .start();
            var _ = started.ended().whenComplete((_, _) -> busy.remove(trigger.channel()));
        } catch (RuntimeException e) {
            busy.remove(trigger.channel());
            throw e;
        }
        answer(shard, trigger.channel(), trigger.message(), question.shown())
                .thenAccept(sent -> asked.complete(sent.path("id").asLong()))
                .exceptionally(failure -> {
                    log.info("no question in channel {}: {}", trigger.channel(), failure.getMessage());
                    asked.complete(0L);
                    return null;
                });
    }

    private static void tellWhoWasRight(
            BotShard shard, long channel, Question question, long asked, Collected<Message> collected) {
        boolean complete = collected.reason() instanceof LimitReached || collected.reason() instanceof TimedOut;
        if (!complete || asked == 0) {
            return; // The shard or the channel is gone, or nobody has seen the question.
        }
        String winners = collected.items().stream()
                .filter(message -> question.isRight(message.content()))
                .map(message -> "<@" + message.user() + ">")
                .distinct()
                .collect(Collectors.joining(", "));
        long last = collected.items().isEmpty()
                ? asked
                : collected.items().getLast().id();
        String text = "The answer is %c. %s"
                .formatted(question.right(), winners.isEmpty() ? "Nobody knew." : "Right: " + winners);
        answer(shard, channel, last, text).exceptionally(failure -> {
            log.info("no result in channel {}: {}", channel, failure.getMessage());
            return null;
        });
    }

    private static CompletableFuture<JsonNode> answer(BotShard shard, long channel, long message, String text) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("content", text);
        body.putObject("message_reference").put("message_id", Long.toString(message));
        body.putObject("allowed_mentions").putArray("parse"); // Names are shown, nobody is pinged.
        return shard.rest().send("POST", "/channels/%d/messages".formatted(channel), body);
    }
}
