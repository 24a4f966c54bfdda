package dev.weir.worker.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.weir.worker.bot.Collectors;
import dev.weir.worker.bot.Reply;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.ModalSubmit;
import dev.weir.worker.collector.Scope;
import dev.weir.worker.shard.Rest;
import dev.weir.worker.shard.RestRefused;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers interactions: once each, in time, by whoever owns them. Thread-safe. */
final class InteractionDesk {
    private static final Logger LOG = LoggerFactory.getLogger(InteractionDesk.class);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST = 100_000;
    private static final int MESSAGE = 4;
    private static final int DEFER_REPLY = 5;
    private static final int DEFER_UPDATE = 6;
    private static final int UPDATE = 7;
    private static final int MODAL = 9;
    private static final CompletableFuture<Boolean> NOT_SENT = CompletableFuture.completedFuture(false);
    private static final int EPHEMERAL = 1 << 6;
    private static final int COMPONENTS_V2 = 1 << 15;

    /** From receipt on; Discord refuses later answers, and counts them against the bot. */
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(15);

    private static final Duration EXPIRED_FOR = Duration.ofHours(1);
    private static final Duration REJECTED_FOR = Duration.ofSeconds(5);

    private final Supplier<@Nullable Rest> rest;
    private final Collectors collectors;
    private final LongConsumer answered;
    private final LongSupplier clock;
    private final Cache<Long, Interaction> open;
    private final Cache<Long, String> expired;
    private final Cache<Clicker, Boolean> rejected;

    private record Clicker(long user, long message) {}

    private enum First {
        OPEN,
        DEFERRED_UPDATE,
        DEFERRED_REPLY,
        ANSWERED
    }

    /** One interaction: who may answer it, and whether somebody has. */
    private static final class Interaction {
        final long id;
        final String token;
        final String application;
        final long receivedNanos;
        final AtomicLong owner = new AtomicLong();
        final AtomicReference<First> first = new AtomicReference<>(First.OPEN);

        Interaction(Item item) {
            id = item.key();
            token = item.data().path("token").asText();
            application = item.data().path("application_id").asText();
            receivedNanos = item.event().receivedNanos();
        }

        String webhook() {
            return "/webhooks/" + application + "/" + token;
        }
    }

    /**
     * Makes one that has answered nothing.
     *
     * @param answered told the id of each interaction whose first answer was taken; any thread
     * @param clock monotonic, that which events are stamped with
     */
    InteractionDesk(Supplier<@Nullable Rest> rest, Collectors collectors, LongConsumer answered, LongSupplier clock) {
        this.answered = answered;
        this.rest = rest;
        this.collectors = collectors;
        this.clock = clock;
        this.open = kept(TOKEN_LIFE, clock);
        this.expired = kept(EXPIRED_FOR, clock);
        this.rejected = kept(REJECTED_FOR, clock);
    }

    private static <K, V> Cache<K, V> kept(Duration time, LongSupplier clock) {
        return Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfterWrite(time)
                .ticker(clock::getAsLong)
                .build();
    }

    /** Whether nothing can be sent for an interaction any more. */
    private boolean dead(Interaction interaction) {
        return clock.getAsLong() - interaction.receivedNanos >= TOKEN_LIFE.toNanos();
    }

    private Interaction of(Item item) {
        return open.get(item.key(), _ -> new Interaction(item));
    }

    /** A collector accepted an interaction: the first that wants it for itself owns it. */
    void claim(Item item, Running<?> by) {
        if (by.spec().answering().exclusive()) {
            of(item).owner.compareAndSet(0, by.number());
        }
    }

    Reply reply(Item item, Running<?> by) {
        return new Answer(of(item), item, by.number());
    }

    /** The answer for whoever took it; nobody did when that is 0. */
    Reply reply(Item item) {
        return switch (item.kind()) {
            case COMPONENT, MODAL, COMMAND -> {
                Interaction interaction = of(item);
                yield new Answer(interaction, item, interaction.owner.get());
            }
            case MESSAGE, REACTION, RAW ->
                throw new IllegalArgumentException(
                        "interaction must be a click, a submitted modal or a command, was " + item);
        };
    }

    /** The handler took long: the collector answers for it. Completes with whether it had to. */
    CompletableFuture<Boolean> acknowledge(Item item, Answering.Ack ack) {
        Interaction interaction = of(item);
        return switch (ack) {
            case NONE -> NOT_SENT;
            case DEFER_UPDATE -> first(interaction, First.DEFERRED_UPDATE, DEFER_UPDATE, null);
            case DEFER_REPLY -> first(interaction, First.DEFERRED_REPLY, DEFER_REPLY, null);
        };
    }

    /** Answers somebody whose click nobody took, at most once per user and message in 5 s. */
    CompletableFuture<Boolean> reject(Item item, Answering.OnReject how) {
        Interaction interaction = of(item);
        if (interaction.owner.get() != 0 || interaction.first.get() != First.OPEN) {
            return NOT_SENT;
        }
        Clicker clicker = new Clicker(item.user(), item.event().message());
        if (rejected.asMap().putIfAbsent(clicker, true) != null) {
            return NOT_SENT;
        }
        return switch (how) {
            case Answering.OnReject.Ignore _ -> NOT_SENT;
            case Answering.OnReject.Defer _ ->
                item.kind() == Kind.COMMAND // A command has no message that could stay as it is.
                        ? first(interaction, First.DEFERRED_REPLY, DEFER_REPLY, ephemeral())
                        : first(interaction, First.DEFERRED_UPDATE, DEFER_UPDATE, null);
            case Answering.OnReject.Text text ->
                first(interaction, First.ANSWERED, MESSAGE, content(text.text(), true));
        };
    }

    /**
     * From now on, for an hour, clicks on a message that nobody waits for are answered.
     *
     * @param id of the message, or of the interaction whose answer it is
     */
    void expire(long id, String text) {
        expired.put(id, text);
    }

    boolean anyExpired() {
        return expired.estimatedSize() != 0;
    }

    /** Nobody waits for a click: says so when its collector has ended. */
    void unclaimed(Item item) {
        String ofMessage = expired.getIfPresent(item.event().message());
        String text = ofMessage == null ? expired.getIfPresent(Scope.originOf(item)) : ofMessage;
        if (text != null) {
            var _ = first(of(item), First.ANSWERED, MESSAGE, content(text, true));
        }
    }

    /**
     * Where the components of an ended collector are.
     *
     * @param last what it accepted last, which carries their message; null when it accepted nothing
     */
    record Place(Scope scope, @Nullable Item last) {
        long message() {
            return scope.message() != 0 || last == null
                    ? scope.message()
                    : last.event().message();
        }

        long channel() {
            return last == null ? scope.channel() : last.channel();
        }
    }

    /** Disables or removes the components of a message. */
    CompletableFuture<Boolean> close(Answering.OnEnd how, Place place) {
        Rest sender = rest.get();
        if (sender == null || how == Answering.OnEnd.KEEP) {
            return NOT_SENT;
        }
        String path = pathOf(place);
        if (path == null) {
            LOG.warn(
                    "components of {} stay: their channel is unknown; give it with inChannel",
                    place.scope().message() == 0
                            ? "an answer"
                            : "message " + place.scope().message());
            return NOT_SENT;
        }
        // Fetched anew: what the last click carried is from before its handler changed the message.
        return sender.send("GET", path, null)
                .thenCompose(now -> sender.send("PATCH", path, closed(how, now)))
                .whenComplete((_, failure) -> warn("the components of an ended collector stay", failure))
                .thenApply(_ -> true);
    }

    /** The answer to an interaction goes by that one's token: it may be one that only its reader sees. */
    private @Nullable String pathOf(Place place) {
        Interaction origin = place.scope().origin() == 0
                ? null
                : open.getIfPresent(place.scope().origin());
        if (origin != null && !dead(origin)) {
            return origin.webhook() + "/messages/@original";
        }
        return place.channel() == 0 || place.message() == 0
                ? null
                : "/channels/" + Long.toUnsignedString(place.channel()) + "/messages/"
                        + Long.toUnsignedString(place.message());
    }

    static ObjectNode closed(Answering.OnEnd how, JsonNode message) {
        ArrayNode components = JSON.arrayNode();
        boolean newer = (message.path("flags").asInt() & COMPONENTS_V2) != 0;
        for (JsonNode component : message.path("components")) {
            if (how == Answering.OnEnd.DISABLE) {
                components.add(disabled(component));
            } else if (newer && component.path("type").asInt() != 1) {
                components.add(component);
            }
        }
        return JSON.objectNode().set("components", components);
    }

    private static JsonNode disabled(JsonNode component) {
        if (!(component instanceof ObjectNode before)) {
            return component;
        }
        ObjectNode after = before.deepCopy();
        int type = after.path("type").asInt();
        if (type == 2 || type == 3 || (type >= 5 && type <= 8)) {
            after.put("disabled", true);
        }
        if (after.get("components") instanceof ArrayNode inner) {
            ArrayNode all = JSON.arrayNode();
            inner.forEach(each -> all.add(disabled(each)));
            after.set("components", all);
        }
        if (after.get("accessory") instanceof ObjectNode accessory) {
            after.set("accessory", disabled(accessory));
        }
        return after;
    }

    private static ObjectNode ephemeral() {
        return JSON.objectNode().put("flags", EPHEMERAL);
    }

    private static ObjectNode content(String text, boolean ephemeral) {
        ObjectNode data = JSON.objectNode().put("content", text);
        return ephemeral ? data.put("flags", EPHEMERAL) : data;
    }

    /** Gives the first answer, unless somebody has. A refused one was not given: another may try. */
    private CompletableFuture<Boolean> first(
            Interaction interaction, First becomes, int type, @Nullable JsonNode data) {
        return take(interaction, becomes) ? callback(interaction, type, data) : NOT_SENT;
    }

    /** Takes the first answer for whoever gives it now; false when there is none to give any more. */
    private boolean take(Interaction interaction, First becomes) {
        return rest.get() != null && !dead(interaction) && interaction.first.compareAndSet(First.OPEN, becomes);
    }

    private CompletableFuture<Boolean> callback(Interaction interaction, int type, @Nullable JsonNode data) {
        Rest sender = rest.get();
        if (sender == null) {
            interaction.first.set(First.OPEN);
            return NOT_SENT;
        }
        ObjectNode body = JSON.objectNode().put("type", type);
        if (data != null) {
            body.set("data", data);
        }
        return sender.send(
                        "POST",
                        "/interactions/" + Long.toUnsignedString(interaction.id) + "/" + interaction.token
                                + "/callback",
                        body)
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        interaction.first.set(First.OPEN);
                        warn("an answer to an interaction was not taken", failure);
                    } else {
                        answered.accept(interaction.id);
                    }
                })
                .thenApply(_ -> true);
    }

    /** The class and Discord's number only: a message may carry the path, and with it the interaction's token. */
    private static void warn(String what, @Nullable Throwable failure) {
        if (failure != null) {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            String number = cause instanceof RestRefused refused ? " " + refused.status() : "";
            LOG.warn("{}: {}{}", what, cause.getClass().getSimpleName(), number);
        }
    }

    /** The answer as one collector sees it. */
    private final class Answer implements Reply {
        private final Interaction interaction;
        private final Item item;
        private final long number;

        Answer(Interaction interaction, Item item, long number) {
            this.interaction = interaction;
            this.item = item;
            this.number = number;
        }

        @Override
        public boolean owned() {
            long owner = interaction.owner.get();
            return owner == 0 || owner == number;
        }

        @Override
        public boolean answered() {
            return interaction.first.get() != First.OPEN;
        }

        private CompletableFuture<Boolean> give(First becomes, int type, @Nullable JsonNode data) {
            return owned() ? first(interaction, becomes, type, data) : NOT_SENT;
        }

        @Override
        public CompletableFuture<Boolean> deferUpdate() {
            return give(First.DEFERRED_UPDATE, DEFER_UPDATE, null);
        }

        @Override
        public CompletableFuture<Boolean> deferReply(boolean ephemeral) {
            return give(First.DEFERRED_REPLY, DEFER_REPLY, ephemeral ? ephemeral() : null);
        }

        @Override
        public CompletableFuture<Boolean> message(String text, boolean ephemeral) {
            return message(content(text, ephemeral));
        }

        @Override
        public CompletableFuture<Boolean> message(JsonNode data) {
            if (!owned()) {
                return NOT_SENT;
            }
            return first(interaction, First.ANSWERED, MESSAGE, data)
                    .thenCompose(sent -> sent ? CompletableFuture.completedFuture(true) : later(data));
        }

        private CompletableFuture<Boolean> later(JsonNode data) {
            Rest sender = rest.get();
            if (sender == null || dead(interaction)) {
                return NOT_SENT;
            }
            String webhook = interaction.webhook();
            CompletableFuture<JsonNode> sent = interaction.first.compareAndSet(First.DEFERRED_REPLY, First.ANSWERED)
                    ? sender.send("PATCH", webhook + "/messages/@original", data)
                    : sender.send("POST", webhook, data);
            return sent.thenApply(_ -> true);
        }

        @Override
        public CompletableFuture<Boolean> update(JsonNode message) {
            return give(First.ANSWERED, UPDATE, message);
        }

        @Override
        public CompletableFuture<ModalSubmit> modal(JsonNode modal, Duration time) {
            String customId = modal.path("custom_id").asText("");
            if (customId.isEmpty()) {
                throw new IllegalArgumentException("modal needs a custom_id, had " + modal.path("custom_id"));
            }
            if (!owned() || !take(interaction, First.ANSWERED)) {
                CompletableFuture<ModalSubmit> notShown = new CompletableFuture<>();
                notShown.cancel(false);
                return notShown;
            }
            CompletableFuture<ModalSubmit> submitted;
            try {
                submitted = submissionOf(customId, time);
            } catch (RuntimeException refused) {
                interaction.first.set(First.OPEN);
                throw refused;
            }
            var _ = callback(interaction, MODAL, modal).whenComplete((sent, failure) -> {
                if (failure != null) {
                    submitted.completeExceptionally(failure);
                    submitted.cancel(false);
                } else if (!sent) {
                    submitted.cancel(false);
                }
            });
            return submitted;
        }

        /** Waited for before the modal is shown, so that it cannot come too early. */
        private CompletableFuture<ModalSubmit> submissionOf(String customId, Duration time) {
            return collectors
                    .modals()
                    .customId(customId)
                    .from(item.user())
                    .flow(customId)
                    .time(time)
                    .awaitOne();
        }
    }
}
