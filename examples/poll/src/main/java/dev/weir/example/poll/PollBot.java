package dev.weir.example.poll;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.model.EndReason.LimitReached;
import dev.weir.model.EndReason.TimedOut;
import dev.weir.worker.bot.Bot;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.bot.Collected;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Reaction;
import dev.weir.worker.event.EventType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes votes by reaction on {@code !poll [seconds] [question]}, one a person, and says what came out. */
public final class PollBot implements Bot {
    private static final Logger log = LoggerFactory.getLogger(PollBot.class);
    private static final int MOST_VOTES = 1_000;

    /** Only what can be voted for counts: the filter is data, so it is asked without a thread. */
    private static final String IS_A_CHOICE =
            Poll.CHOICES.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(", ", "emoji in [", "]"));

    @Override
    public void start(BotShard shard) {
        shard.events().on(EventType.MESSAGE_CREATE, event -> {
            Message message = new Message(event);
            Poll poll = message.byBot() ? null : Poll.read(message.content());
            if (poll != null) {
                long channel = message.channel();
                var begun = say(shard, channel, message.id(), poll.shown())
                        .thenAccept(shown ->
                                takeVotes(shard, channel, shown.path("id").asLong(), poll));
                tellOfFailure("no poll in channel " + channel, begun);
            }
        });
    }

    private static void takeVotes(BotShard shard, long channel, long message, Poll poll) {
        shard.collectors()
                .reactions()
                .onMessage(message)
                .inChannel(channel)
                .where(IS_A_CHOICE)
                .maxPerUser(1)
                .dispose() // A vote that is taken back is none, and its owner may vote anew.
                .include(false, false)
                .max(MOST_VOTES)
                .retain(new Options.Retain.Full(MOST_VOTES))
                .time(poll.time())
                .label("poll")
                .onEnd(votes -> tellWhatCameOut(shard, channel, message, poll, votes))
                .start();
        seed(shard, channel, message);
    }

    /** Shows what there is to press, one after the other so that the order stays. The bot's own reactions never count. */
    private static void seed(BotShard shard, long channel, long message) {
        CompletableFuture<JsonNode> seeded = CompletableFuture.completedFuture(JsonNodeFactory.instance.nullNode());
        for (String choice : Poll.CHOICES) {
            String path = "/channels/%d/messages/%d/reactions/%s/@me"
                    .formatted(channel, message, URLEncoder.encode(choice, StandardCharsets.UTF_8));
            seeded = seeded.thenCompose(_ -> shard.rest().send("PUT", path, null));
        }
        tellOfFailure("not all reactions on message " + message, seeded);
    }

    private static void tellWhatCameOut(
            BotShard shard, long channel, long message, Poll poll, Collected<Reaction> votes) {
        boolean complete = votes.reason() instanceof LimitReached || votes.reason() instanceof TimedOut;
        if (!complete) {
            return; // The message, the channel or the shard is gone.
        }
        String result = poll.tally(votes.items().stream().map(Reaction::emoji).toList());
        tellOfFailure("no result in channel " + channel, say(shard, channel, message, result));
    }

    private static CompletableFuture<JsonNode> say(BotShard shard, long channel, long answerTo, String text) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("content", text);
        body.putObject("message_reference").put("message_id", Long.toString(answerTo));
        body.putObject("allowed_mentions").putArray("parse"); // Names are shown, nobody is pinged.
        return shard.rest().send("POST", "/channels/%d/messages".formatted(channel), body);
    }

    private static void tellOfFailure(String what, CompletableFuture<?> done) {
        done.exceptionally(failure -> {
            log.info("{}: {}", what, failure.getMessage());
            return null;
        });
    }
}
