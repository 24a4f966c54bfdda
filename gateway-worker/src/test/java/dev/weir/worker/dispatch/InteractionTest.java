package dev.weir.worker.dispatch;

import static dev.weir.worker.collector.Samples.CHANNEL;
import static dev.weir.worker.collector.Samples.clickEvent;
import static dev.weir.worker.collector.Samples.event;
import static dev.weir.worker.collector.Samples.messageEvent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.model.EndReason;
import dev.weir.worker.admission.AdmissionRefused;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.bot.CollectorEnded;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.ModalSubmit;
import dev.weir.worker.event.EventType;
import dev.weir.worker.shard.RestRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Interactions: answered once, in time, by whoever owns them. */
class InteractionTest {
    private final Parts parts = new Parts();
    private final Lane lane = parts.lane;

    @AfterEach
    void close() {
        parts.close();
    }

    private void say(long id, String content) {
        assertThat(lane.offer(messageEvent(id, System.nanoTime(), CHANNEL, 100, content)))
                .isTrue();
    }

    private static <T> T get(CompletableFuture<T> future) {
        return future.orTimeout(10, TimeUnit.SECONDS).join();
    }

    private void click(long id, long message, long user, String customId) {
        assertThat(lane.offer(clickEvent(id, System.nanoTime(), message, user, customId)))
                .isTrue();
    }

    private void submit(long id, long user, String customId) {
        lane.offer(event(
                EventType.INTERACTION_CREATE,
                System.nanoTime(),
                CHANNEL,
                0,
                user,
                ("{\"id\":\"%d\",\"type\":5,\"token\":\"t\",\"application_id\":\"77\",\"data\":{\"custom_id\":\"%s\","
                                + "\"components\":[{\"type\":18,\"component\":{\"type\":4,\"custom_id\":\"name\",\"value\":\"Ann\"}}]}}")
                        .formatted(id, customId)));
    }

    @Test
    void onlyTheFirstCollectorAnswers() {
        List<Boolean> sent = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 3; i++) {
            lane.collectors()
                    .components()
                    .onMessage(5)
                    .onInteraction(
                            (_, reply) -> sent.add(reply.message("hi", true).join()))
                    .start();
        }
        click(1, 5, 100, "ok");
        await().until(() -> sent.size() == 3);

        assertThat(sent).containsExactlyInAnyOrder(true, false, false);
        assertThat(parts.discord.sent)
                .containsExactly("POST /interactions/1/tok1/callback"
                        + " {\"type\":4,\"data\":{\"content\":\"hi\",\"flags\":64}}");
    }

    @Test
    void aSlowHandlerIsAnsweredForAfterTwoSeconds() {
        CountDownLatch done = new CountDownLatch(1);
        lane.collectors()
                .components()
                .onMessage(5)
                .ack(Answering.Ack.DEFER_UPDATE)
                .onInteraction((_, _) -> done.await())
                .start();
        lane.offer(clickEvent(1, System.nanoTime() - 1_900_000_000L, 5, 100, "early"));
        assertThat(parts.discord.sent).isEmpty();
        lane.collectors()
                .components()
                .onMessage(6)
                .ack(Answering.Ack.DEFER_UPDATE)
                .start();
        click(2, 6, 100, "ok");

        await().atMost(Duration.ofSeconds(3))
                .until(() -> parts.discord.sent.contains("POST /interactions/2/tok2/callback {\"type\":6}"));
        done.countDown();
    }

    @Test
    void aRefusedClickIsAnsweredAtMostOnceInFiveSeconds() {
        lane.collectors()
                .components()
                .onMessage(5)
                .where("author == 1")
                .onReject(new Answering.OnReject.Text("not yours"))
                .start();
        click(1, 5, 100, "ok");
        click(2, 5, 100, "ok");
        click(3, 5, 101, "ok");
        await().until(() -> parts.discord.sent.size() == 2);

        assertThat(parts.discord.sent).allMatch(s -> s.contains("not yours"));
    }

    @Test
    void aClickAfterTheEndIsToldSo() {
        CollectorHandle<Click> handle =
                lane.collectors().components().onMessage(5).expired("over").start();
        get(handle.stop());
        click(1, 5, 100, "ok");

        await().until(() -> parts.discord.sent.size() == 1);
        assertThat(parts.discord.sent.peek()).contains("\"content\":\"over\"");
    }

    @Test
    void componentsAreDisabledAtTheEnd() throws Exception {
        var message = new ObjectMapper()
                .readTree("{\"components\":[{\"type\":1,\"components\":[{\"type\":2,\"custom_id\":\"ok\"}]}]}");

        assertThat(InteractionDesk.closed(Answering.OnEnd.DISABLE, message))
                .hasToString("{\"components\":[{\"type\":1,\"components\":["
                        + "{\"type\":2,\"custom_id\":\"ok\",\"disabled\":true}]}]}");
        assertThat(InteractionDesk.closed(Answering.OnEnd.REMOVE, message)).hasToString("{\"components\":[]}");
    }

    @Test
    void theComponentsOfAnEndedCollectorAreFetchedAndEdited() {
        CollectorHandle<Click> handle = lane.collectors()
                .components()
                .onMessage(5)
                .inChannel(CHANNEL)
                .componentsAtEnd(Answering.OnEnd.REMOVE)
                .start();
        get(handle.stop());

        await().until(() -> parts.discord.sent.size() == 2);
        assertThat(parts.discord.sent)
                .containsExactly("GET /channels/10/messages/5", "PATCH /channels/10/messages/5 {\"components\":[]}");
    }

    @Test
    void openingAModalAndWaitingForItIsOneCall() {
        CompletableFuture<ModalSubmit> submitted = new CompletableFuture<>();
        var modal =
                JsonNodeFactory.instance.objectNode().put("custom_id", "ask").put("title", "?");
        lane.collectors()
                .components()
                .onMessage(5)
                .onInteraction((_, reply) -> submitted.complete(
                        reply.modal(modal, Duration.ofMinutes(1)).join()))
                .start();
        click(1, 5, 100, "ok");
        await().until(() -> parts.discord.sent.size() == 1);
        submit(2, 999, "ask");
        submit(3, 100, "other");
        submit(4, 100, "ask");

        assertThat(get(submitted).fields()).containsExactly(Map.entry("name", "Ann"));
    }

    @Test
    void aNewerModalOfTheSameUserSupersedesTheFormer() {
        CompletableFuture<ModalSubmit> former =
                lane.collectors().modals().customId("ask").from(100).flow("ask").awaitOne();
        lane.collectors().modals().customId("ask").from(100).flow("ask").start();

        assertThatThrownBy(() -> get(former)).hasRootCauseInstanceOf(CollectorEnded.class);
        assertThat(lane.stats().ended()).containsEntry("superseded", 1L);
    }

    private CollectorHandle<ModalSubmit> queuedModal(CompletableFuture<Permit> permit) {
        parts.permits.answer(new Answer.Queued(1, permit));
        return lane.collectors()
                .modals()
                .customId("ask")
                .from(100)
                .flow("ask")
                .max(1)
                .start();
    }

    @Test
    void aModalThatStillWaitsForItsPermitIsSupersededToo() {
        CompletableFuture<Permit> formerPermit = new CompletableFuture<>();
        CompletableFuture<Permit> newerPermit = new CompletableFuture<>();
        CollectorHandle<ModalSubmit> former = queuedModal(formerPermit);
        CollectorHandle<ModalSubmit> newer = queuedModal(newerPermit);

        assertThat(get(former.ended()).reason()).isEqualTo(new EndReason.Superseded());
        assertThat(formerPermit).isCancelled();
        newerPermit.complete(parts.permits.permit());
        await().until(() -> lane.stats().active() == 1);
        submit(4, 100, "ask");
        assertThat(get(newer.ended()).items()).hasSize(1);
        assertThat(parts.permits.out).hasValue(0);
    }

    @Test
    void aFormerModalWhosePermitComesLaterDoesNotSupersedeTheNewer() {
        CompletableFuture<Permit> formerPermit = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                return false; // It is on its way already.
            }
        };
        CollectorHandle<ModalSubmit> former = queuedModal(formerPermit);
        parts.permits.answer(new Answer.Admitted(parts.permits.permit()));
        CollectorHandle<ModalSubmit> newer = lane.collectors()
                .modals()
                .customId("ask")
                .from(100)
                .flow("ask")
                .max(1)
                .start();
        get(lane.timers());
        formerPermit.complete(parts.permits.permit());

        assertThat(get(former.ended()).reason()).isEqualTo(new EndReason.Superseded());
        submit(4, 100, "ask");
        assertThat(get(newer.ended()).reason()).isEqualTo(new EndReason.LimitReached(1));
        await().untilAsserted(() -> assertThat(parts.permits.out).hasValue(0));
    }

    @Test
    void aModalThatNeverGotItsPermitIsForgotten() {
        CompletableFuture<Permit> permit = new CompletableFuture<>();
        CollectorHandle<ModalSubmit> refused = queuedModal(permit);
        permit.completeExceptionally(new AdmissionRefused("waited 30 s"));
        assertThatThrownBy(() -> get(refused.ended())).hasRootCauseInstanceOf(AdmissionRefused.class);

        CompletableFuture<Permit> next = new CompletableFuture<>();
        CollectorHandle<ModalSubmit> newer = queuedModal(next);
        next.complete(parts.permits.permit());
        submit(4, 100, "ask");
        await().until(() -> lane.stats().active() == 1 || newer.ended().isDone());

        assertThat(lane.stats().ended()).doesNotContainKey("superseded");
    }

    @Test
    void whetherOthersAreAskedTooIsAMatterOfTheClickNotOfTheNextOne() {
        CompletableFuture<Boolean> refuses = new CompletableFuture<>();
        CompletableFuture<Boolean> accepts = new CompletableFuture<>();
        lane.collectors()
                .components()
                .onMessage(5)
                .asyncFilter(_ -> refuses)
                .onReject(new Answering.OnReject.Text("not yours"))
                .start();
        lane.collectors().components().onMessage(5).asyncFilter(_ -> accepts).start();
        lane.collectors().components().onMessage(6).start();
        click(1, 5, 100, "ok");
        click(2, 6, 100, "ok");
        await().until(() -> lane.stats().accepted() == 1);

        refuses.complete(false);
        await().until(() -> lane.stats().ignored() == 1);
        await().during(Duration.ofMillis(100)).until(parts.discord.sent::isEmpty);
        accepts.complete(true);
        await().until(() -> lane.stats().accepted() == 2);

        await().during(Duration.ofSeconds(2)).until(parts.discord.sent::isEmpty);
    }

    @Test
    void customIdsMatchExactlyOrByPrefix() {
        CollectorHandle<Click> exact =
                lane.collectors().components().customId("page:1").max(1).start();
        CollectorHandle<Click> prefix =
                lane.collectors().components().customIdPrefix("page:").max(2).start();
        click(1, 5, 100, "page:2");
        click(2, 5, 100, "pag");
        click(3, 5, 100, "page:1");

        assertThat(get(exact.ended()).items()).extracting(Item::key).containsExactly(3L);
        assertThat(get(prefix.ended()).items()).extracting(Item::key).containsExactly(1L, 3L);
    }

    @Test
    void aRefusedModalIsToldWhy() {
        CollectorHandle<ModalSubmit> handle = lane.collectors()
                .modals()
                .customId("ask")
                .from(100)
                .max(1)
                .filter(modal -> modal.fields().getOrDefault("name", "").length() > 5)
                .onReject(new Answering.OnReject.Text("a longer name, please"))
                .start();
        submit(4, 100, "ask");
        await().until(() -> parts.discord.sent.size() == 1);

        assertThat(parts.discord.sent.peek())
                .startsWith("POST /interactions/4/")
                .contains("a longer name, please");
        assertThat(get(handle.stop()).report().counts().ignored()).isEqualTo(Map.of("filter", 1L));
    }

    @Test
    void aRefusedClickMayBeDeferred() {
        lane.collectors()
                .components()
                .onMessage(5)
                .where("author == 1")
                .onReject(new Answering.OnReject.Defer())
                .start();
        click(1, 5, 100, "ok");
        await().until(() -> parts.discord.sent.size() == 1);

        assertThat(parts.discord.sent).containsExactly("POST /interactions/1/tok1/callback {\"type\":6}");
    }

    @Test
    void anAwaitedClickIsAnsweredThroughItsShard() {
        CompletableFuture<Click> wait =
                lane.collectors().components().onMessage(5).awaitOne();
        click(1, 5, 100, "ok");
        Click click = get(wait);

        assertThat(get(lane.reply(click).message("hi", false))).isTrue();
        assertThat(parts.discord.sent)
                .containsExactly("POST /interactions/1/tok1/callback {\"type\":4,\"data\":{\"content\":\"hi\"}}");
        assertThatThrownBy(() -> lane.reply(new Message(messageEvent(1, 1, CHANNEL, 100, "x"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("interaction must be a click");
    }

    @Test
    void anAutomaticAnswerThatDiscordRefusesIsToldToTheErrorEvent() {
        parts.discord.refuses = true;
        CompletableFuture<Throwable> told = new CompletableFuture<>();
        CountDownLatch never = new CountDownLatch(1);
        lane.collectors()
                .components()
                .onMessage(5)
                .ack(Answering.Ack.DEFER_UPDATE)
                .onInteraction((_, _) -> never.await())
                .onError(told::complete)
                .start();
        click(1, 5, 100, "ok");

        assertThat(get(told)).isInstanceOf(RestRefused.class).hasMessage("404 Unknown interaction");
        never.countDown();
    }

    @Test
    void aCancelledWaitCancelsItsCollector() {
        CompletableFuture<List<Click>> wait =
                lane.collectors().components().onMessage(5).await();
        wait.cancel(false);

        await().until(() -> lane.stats().ended().getOrDefault("cancelled", 0L) == 1);
    }

    @Test
    void aRaceEndsWithTheFirstOfAnyKind() {
        CompletableFuture<Item> first = lane.collectors()
                .race(
                        lane.collectors().messages().inChannel(CHANNEL),
                        lane.collectors().components().onMessage(5))
                .awaitOne();
        click(1, 5, 100, "ok");

        assertThat(get(first)).isInstanceOf(Click.class);
    }

    @Test
    void aSubscriberGetsWhatItAskedForAndTheEnd() {
        ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
        lane.collectors().messages().inChannel(CHANNEL).max(2).publisher().subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(10);
            }

            @Override
            public void onNext(Message item) {
                heard.add("m" + item.id());
            }

            @Override
            public void onError(Throwable failure) {
                heard.add("error " + failure);
            }

            @Override
            public void onComplete() {
                heard.add("complete");
            }
        });
        say(1, "a");
        say(2, "b");
        await().until(() -> heard.size() == 3);

        assertThat(heard).containsExactly("m1", "m2", "complete");
    }
}
