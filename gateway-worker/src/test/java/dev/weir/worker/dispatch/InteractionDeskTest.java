package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.click;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.worker.bot.Reply;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.ModalSubmit;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may answer an interaction, and how long, on a clock of its own. */
class InteractionDeskTest {
    private static final JsonNode FORM =
            JsonNodeFactory.instance.objectNode().put("custom_id", "ask").put("title", "?");

    private final Parts parts = new Parts();
    private final AtomicLong clock = new AtomicLong(1_000);
    private final InteractionDesk desk =
            new InteractionDesk(() -> parts.discord, parts.lane.collectors(), _ -> {}, clock::get);

    @AfterEach
    void close() {
        parts.close();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private Running<?> collector() {
        return (Running<?>) parts.lane.collectors().components().onMessage(5).start();
    }

    @Test
    void anInteractionCanBeAnsweredForFifteenMinutesFromItsReceipt() {
        Click click = click(1, clock.get(), 5, 100, "ok");
        Reply reply = desk.reply(click);
        assertThat(get(reply.message("first", false))).isTrue();

        clock.addAndGet(Duration.ofMinutes(15).toNanos() - 1);
        assertThat(get(reply.message("follow-up", false))).isTrue();
        assertThat(parts.discord.sent).hasSize(2);

        clock.incrementAndGet();
        assertThat(get(reply.message("too late", false))).isFalse();
        assertThat(get(desk.reply(click).message("too late", false))).isFalse();
        assertThat(get(desk.reply(click).deferUpdate())).isFalse();
        assertThat(desk.reply(click).modal(FORM, Duration.ofMinutes(1))).isCancelled();
        assertThat(parts.discord.sent).hasSize(2);
    }

    @Test
    void aClickOnAnEndedCollectorsMessageIsAnsweredForOneHour() {
        desk.expire(5, "over");
        clock.addAndGet(Duration.ofHours(1).toNanos() - 1);
        desk.unclaimed(click(1, clock.get(), 5, 100, "ok"));
        assertThat(parts.discord.sent)
                .containsExactly("POST /interactions/1/tok1/callback"
                        + " {\"type\":4,\"data\":{\"content\":\"over\",\"flags\":64}}");

        clock.incrementAndGet();
        desk.unclaimed(click(2, clock.get(), 5, 100, "ok"));
        assertThat(parts.discord.sent).hasSize(1);
    }

    @Test
    void aRefusalIsSaidAgainAfterFiveSeconds() {
        var how = new Answering.OnReject.Text("no");
        assertThat(get(desk.reject(click(1, clock.get(), 5, 100, "ok"), how))).isTrue();
        clock.addAndGet(Duration.ofSeconds(5).toNanos() - 1);
        assertThat(get(desk.reject(click(2, clock.get(), 5, 100, "ok"), how))).isFalse();
        clock.incrementAndGet();
        assertThat(get(desk.reject(click(3, clock.get(), 5, 100, "ok"), how))).isTrue();
    }

    @Test
    void whoDoesNotOwnAnInteractionSeesItAndCanSendNothing() {
        Click click = click(1, clock.get(), 5, 100, "ok");
        Running<?> owner = collector();
        Running<?> third = collector();
        desk.claim(click, owner);
        desk.claim(click, third);
        Reply view = desk.reply(click, third);

        assertThat(view.owned()).isFalse();
        assertThat(view.answered()).isFalse();
        assertThat(get(view.deferUpdate())).isFalse();
        assertThat(get(view.deferReply(true))).isFalse();
        assertThat(get(view.message("hi", true))).isFalse();
        assertThat(get(view.update(FORM))).isFalse();
        assertThat(view.modal(FORM, Duration.ofMinutes(1))).isCancelled();
        assertThat(parts.discord.sent).isEmpty();

        assertThat(desk.reply(click, owner).owned()).isTrue();
        assertThat(get(desk.reply(click, owner).message("mine", true))).isTrue();
        assertThat(view.answered()).isTrue();
        assertThat(get(view.message("and mine", true))).isFalse();
        assertThat(parts.discord.sent).hasSize(1);
    }

    @Test
    void aModalOfOneWhoMayNotAnswerSupersedesNobody() {
        Click click = click(1, clock.get(), 5, 100, "ok");
        Running<?> owner = collector();
        Running<?> third = collector();
        desk.claim(click, owner);
        CompletableFuture<ModalSubmit> submitted = desk.reply(click, owner).modal(FORM, Duration.ofMinutes(1));

        assertThat(desk.reply(click, third).modal(FORM, Duration.ofMinutes(1))).isCancelled();
        assertThat(desk.reply(click, owner).modal(FORM, Duration.ofMinutes(1))).isCancelled();

        get(parts.lane.timers());
        assertThat(submitted).isNotDone();
        assertThat(parts.lane.stats().ended()).isEmpty();
        assertThat(parts.lane.stats().active()).isEqualTo(3);
    }

    @Test
    void aModalWhoseWaitIsRefusedLeavesTheInteractionOpen() {
        Click click = click(1, clock.get(), 5, 100, "ok");
        Reply reply = desk.reply(click);
        assertThatThrownBy(() -> reply.modal(FORM, Duration.ZERO)).hasMessageContaining("time must be 1 ms to 30 days");

        assertThat(reply.answered()).isFalse();
        assertThat(get(reply.message("instead", true))).isTrue();
    }
}
