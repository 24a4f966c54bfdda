package dev.weir.worker.collector;

import dev.weir.model.CollectorId;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import java.time.Duration;
import java.util.List;

/** Events and collectors for tests: guild 1, channel 10, and times in seconds from 0. */
public final class Samples {
    public static final long GUILD = 1;
    public static final long CHANNEL = 10;

    private Samples() {}

    public static long seconds(double s) {
        return (long) (s * 1_000_000_000L);
    }

    public static GatewayEvent event(EventType type, long at, long channel, long message, long user, String data) {
        return new GatewayEvent(
                type,
                type.name(),
                (int) message,
                at,
                GUILD,
                channel,
                0,
                message,
                user,
                false,
                false,
                new Payload("{\"op\":0,\"t\":\"" + type + "\",\"s\":1,\"d\":" + data + "}"));
    }

    public static GatewayEvent messageEvent(long id, long at, long channel, long user, String content) {
        return event(
                EventType.MESSAGE_CREATE,
                at,
                channel,
                id,
                user,
                "{\"id\":\"%d\",\"channel_id\":\"%d\",\"content\":\"%s\",\"author\":{\"id\":\"%d\",\"username\":\"u%d\"}}"
                        .formatted(id, channel, content, user, user));
    }

    public static Message message(long id, long at) {
        return message(id, at, 100, "hello");
    }

    public static Message message(long id, long at, long user, String content) {
        return new Message(messageEvent(id, at, CHANNEL, user, content));
    }

    public static GatewayEvent reactionEvent(EventType type, long message, long at, long user, String emoji) {
        return event(
                type,
                at,
                CHANNEL,
                message,
                user,
                "{\"user_id\":\"%d\",\"message_id\":\"%d\",\"emoji\":{\"id\":null,\"name\":\"%s\"}}"
                        .formatted(user, message, emoji));
    }

    public static Reaction reaction(long message, long at, long user, String emoji) {
        return new Reaction(reactionEvent(EventType.MESSAGE_REACTION_ADD, message, at, user, emoji));
    }

    public static Reaction removal(long message, long at, long user, String emoji) {
        return new Reaction(reactionEvent(EventType.MESSAGE_REACTION_REMOVE, message, at, user, emoji));
    }

    public static GatewayEvent clickEvent(long id, long at, long message, long user, String customId) {
        return event(
                EventType.INTERACTION_CREATE,
                at,
                CHANNEL,
                message,
                user,
                ("{\"id\":\"%d\",\"type\":3,\"token\":\"tok%d\",\"application_id\":\"77\",\"message\":{\"id\":\"%d\"},"
                                + "\"data\":{\"custom_id\":\"%s\",\"component_type\":2}}")
                        .formatted(id, id, message, customId));
    }

    public static Click click(long id, long at, long message, long user, String customId) {
        return new Click(clickEvent(id, at, message, user, customId));
    }

    /** An active collector that began at 0. */
    public static Collector active(CollectorSpec spec) {
        Collector collector = new Collector(new CollectorId(0, 1, 1), spec, Duration.ofSeconds(5));
        collector.activate(0);
        return collector;
    }

    public static SpecMaker messages() {
        return new SpecMaker(Kind.MESSAGE, Scope.ANYWHERE.withChannel(CHANNEL));
    }

    public static SpecMaker reactions() {
        return new SpecMaker(Kind.REACTION, Scope.ANYWHERE.withChannel(CHANNEL));
    }

    public static SpecMaker clicks() {
        return new SpecMaker(Kind.COMPONENT, Scope.ANYWHERE.withChannel(CHANNEL));
    }

    /** Puts a specification together. */
    public static final class SpecMaker {
        public List<CollectorSpec.Source> sources;
        public CollectorSpec.Mode mode = CollectorSpec.Mode.ANY;
        public long max;
        public long maxProcessed;
        public int maxUsers;
        public int maxEmojis;
        public int maxComponents;
        public int maxPerUser;
        public Times times = Times.DEFAULT;
        public Options options = Options.DEFAULT;
        public Answering answering = Answering.DEFAULT;
        public CollectorSpec.Calls calls = CollectorSpec.Calls.NONE;

        SpecMaker(Kind kind, Scope scope) {
            sources = List.of(new CollectorSpec.Source(kind, scope, null));
        }

        public SpecMaker sources(CollectorSpec.Mode how, CollectorSpec.Source... all) {
            sources = List.of(all);
            mode = how;
            return this;
        }

        public SpecMaker max(long n) {
            max = n;
            return this;
        }

        public SpecMaker maxProcessed(long n) {
            maxProcessed = n;
            return this;
        }

        public SpecMaker maxUsers(int n) {
            maxUsers = n;
            return this;
        }

        public SpecMaker maxEmojis(int n) {
            maxEmojis = n;
            return this;
        }

        public SpecMaker maxComponents(int n) {
            maxComponents = n;
            return this;
        }

        public SpecMaker maxPerUser(int n) {
            maxPerUser = n;
            return this;
        }

        public SpecMaker time(double s) {
            times = new Times(Duration.ofNanos(seconds(s)), times.idle(), times.idleOnReceived(), times.maxLifetime());
            return this;
        }

        public SpecMaker noTime() {
            times = times.withTime(null);
            return this;
        }

        public SpecMaker idle(Duration length) {
            times = times.withIdle(length);
            return this;
        }

        public SpecMaker idle(double s) {
            times = new Times(times.time(), Duration.ofNanos(seconds(s)), times.idleOnReceived(), times.maxLifetime());
            return this;
        }

        public SpecMaker idleOnReceived() {
            times = new Times(times.time(), times.idle(), true, times.maxLifetime());
            return this;
        }

        public SpecMaker maxLifetime(double s) {
            times = new Times(times.time(), times.idle(), times.idleOnReceived(), Duration.ofNanos(seconds(s)));
            return this;
        }

        public SpecMaker judged(int atOnce) {
            calls = new CollectorSpec.Calls(atOnce, calls.collect(), calls.create(), calls.remove(), calls.refuse());
            return this;
        }

        public SpecMaker told() {
            calls = new CollectorSpec.Calls(calls.judgeAtOnce(), true, true, true, true);
            return this;
        }

        public SpecMaker collected() {
            calls = new CollectorSpec.Calls(calls.judgeAtOnce(), true, false, false, false);
            return this;
        }

        public SpecMaker options(Options all) {
            options = all;
            return this;
        }

        public CollectorSpec spec() {
            return new CollectorSpec(
                    Sources.of(sources),
                    mode,
                    new Limits(max, maxProcessed, maxUsers, maxEmojis, maxComponents, maxPerUser),
                    times,
                    options,
                    answering,
                    calls,
                    null);
        }

        public Collector active() {
            return Samples.active(spec());
        }
    }
}
