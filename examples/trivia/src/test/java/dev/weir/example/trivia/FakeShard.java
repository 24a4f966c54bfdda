package dev.weir.example.trivia;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.weir.model.CollectorId;
import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.model.ShardId;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.bot.Collected;
import dev.weir.worker.bot.CollectorHandle;
import dev.weir.worker.bot.CollectorPlan;
import dev.weir.worker.bot.Collectors;
import dev.weir.worker.bot.Events;
import dev.weir.worker.bot.Progress;
import dev.weir.worker.bot.Reply;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Message;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import dev.weir.worker.shard.Rest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.javacord.api.DiscordApi;
import org.jspecify.annotations.Nullable;

/** A shard in one thread: events are delivered and collectors ended when the test says so; REST answers at once. */
final class FakeShard implements BotShard {

    /** An answer the bot posted. */
    record Answer(String path, String to, String text) {}

    final List<Answer> answers = new ArrayList<>();
    final List<Running<?>> running = new ArrayList<>();
    private final List<Consumer<GatewayEvent>> handlers = new ArrayList<>();

    void message(long id, long channel, long user, String content, boolean bot) {
        handlers.forEach(handler -> handler.accept(event(id, channel, user, content, bot)));
    }

    static GatewayEvent event(long id, long channel, long user, String content, boolean bot) {
        Payload payload = new Payload(
                "{\"op\":0,\"t\":\"MESSAGE_CREATE\",\"s\":1,\"d\":{\"content\":\"%s\"}}".formatted(content));
        return new GatewayEvent(
                EventType.MESSAGE_CREATE, "MESSAGE_CREATE", 1, 0, 9, channel, 0, id, user, bot, false, payload);
    }

    @Override
    public ShardId id() {
        return new ShardId(0, 1);
    }

    @Override
    public Collectors collectors() {
        return new Collectors() {
            @Override
            public <T extends Item> CollectorHandle<T> start(CollectorPlan<T> plan) {
                Running<T> started = new Running<>(plan);
                running.add(started);
                return started;
            }
        };
    }

    @Override
    public Events events() {
        return new Events() {
            @Override
            public AutoCloseable on(EventType type, Consumer<GatewayEvent> handler) {
                handlers.add(handler);
                return () -> handlers.remove(handler);
            }

            @Override
            public AutoCloseable on(String name, Consumer<GatewayEvent> handler) {
                throw new UnsupportedOperationException(name);
            }
        };
    }

    @Override
    public Reply reply(Item interaction) {
        throw new UnsupportedOperationException("a quiz has no interactions");
    }

    @Override
    public Rest rest() {
        return (_, path, body) -> {
            JsonNode sent = body == null ? JsonNodeFactory.instance.objectNode() : body;
            answers.add(new Answer(
                    path,
                    sent.path("message_reference").path("message_id").asText(),
                    sent.path("content").asText()));
            return CompletableFuture.completedFuture(
                    JsonNodeFactory.instance.objectNode().put("id", Integer.toString(1_000 + answers.size())));
        };
    }

    @Override
    public DiscordApi javacord() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void forward(String packetType) {
        throw new UnsupportedOperationException(packetType);
    }

    /** A collector that ends when the test says so. */
    static final class Running<T extends Item> implements CollectorHandle<T> {
        final CollectorPlan<T> plan;
        private final CompletableFuture<Collected<T>> ended = new CompletableFuture<>();

        Running(CollectorPlan<T> plan) {
            this.plan = plan;
        }

        boolean takes(Message message) {
            return plan.code().predicate() == null
                    || plan.code().predicate().test(plan.code().items().cast(message));
        }

        void end(EndReason reason, List<Message> items) throws Exception {
            EndReport report = new EndReport(
                    id(),
                    "trivia",
                    reason,
                    new EndReport.Counts(
                            items.size(),
                            items.size(),
                            Map.of(),
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            0,
                            new EndReport.Processing(0, Duration.ZERO, Duration.ZERO)),
                    Duration.ZERO,
                    Duration.ZERO);
            Collected<T> collected = new Collected<>(
                    items.stream().map(plan.code().items()::cast).toList(), List.of(), report);
            ended.complete(collected);
            if (plan.code().onEnd() != null) {
                plan.code().onEnd().handle(collected);
            }
        }

        @Override
        public CollectorId id() {
            return new CollectorId(0, 1, 1);
        }

        @Override
        public CompletableFuture<Collected<T>> stop(String text) {
            throw new UnsupportedOperationException(text);
        }

        @Override
        public CompletableFuture<Collected<T>> consumerGone() {
            return cancel();
        }

        @Override
        public CompletableFuture<Collected<T>> cancel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean resetTimer(@Nullable Duration time, @Nullable Duration idle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean extend(Duration by) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Progress<T> progress() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int placeInQueue() {
            return -1;
        }

        @Override
        public CompletableFuture<Collected<T>> ended() {
            return ended;
        }
    }
}
