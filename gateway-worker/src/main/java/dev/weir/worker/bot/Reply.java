package dev.weir.worker.bot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.worker.collector.ModalSubmit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The answer to one interaction. Thread-safe. Discord takes one first answer within 3 s: only one call wins, whoever calls,
 * so "already acknowledged" cannot happen.
 *
 * <p>Futures complete with whether something was sent: false when this collector may not answer, or the interaction was
 * answered before, or it is 15 min old, which is how long its token lives. They fail with {@link dev.weir.worker.shard.RestRefused} or {@link dev.weir.worker.shard.NotActing}.
 */
public interface Reply {

    /** Whether this collector may answer: with {@code exclusive} the first that accepted the interaction. */
    boolean owned();

    /** Whether a first answer was given, by whomever. */
    boolean answered();

    /** Says that the message stays, or is edited later. */
    CompletableFuture<Boolean> deferUpdate();

    /** Says that a message follows; until then people see "thinking". */
    CompletableFuture<Boolean> deferReply(boolean ephemeral);

    /** Answers with a message; after a deferral it fills what was promised, after an answer it follows up. */
    CompletableFuture<Boolean> message(String text, boolean ephemeral);

    /** The same with Discord's JSON of a message: components, embeds, {@code flags} 64 for one that only its reader sees. */
    CompletableFuture<Boolean> message(JsonNode message);

    /** Answers by editing the message that carries the component; Discord's JSON of a message. */
    CompletableFuture<Boolean> update(JsonNode message);

    /**
     * Opens a modal and waits for it in one call. A newer one of the same user and custom id supersedes it.
     *
     * @param modal Discord's JSON: {@code custom_id}, {@code title}, {@code components}
     * @param time how long to wait, 1 ms to 30 days
     * @return completes with what was submitted, which wants an answer of its own: {@link BotShard#reply}; fails with {@link CollectorTimeout} when the time is over, with
     *     {@link CollectorEnded} when it was superseded; is cancelled when the modal could not be shown, as this collector may
     *     not answer or the interaction was answered before
     * @throws IllegalArgumentException when the modal has no custom id
     */
    CompletableFuture<ModalSubmit> modal(JsonNode modal, Duration time);
}
