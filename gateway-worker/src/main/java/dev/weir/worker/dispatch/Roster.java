package dev.weir.worker.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.Collector;
import dev.weir.worker.collector.Command;
import dev.weir.worker.collector.Effect;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Message;
import dev.weir.worker.collector.ModalSubmit;
import dev.weir.worker.collector.RawEvent;
import dev.weir.worker.collector.Reaction;
import dev.weir.worker.event.GatewayEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The collectors of one lane: brings events to those who wait for them, and does what they want done.
 *
 * <p>Not thread-safe: owned by one shard lane.
 */
final class Roster {
    private static final int PARENTS = 100_000;
    private static final long ACK_AFTER_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long REJECT_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

    private final TimerWheel wheel;
    private final UserCode userCode;
    private final Counters counters;
    private final InteractionDesk desk;
    private final Watch watch;
    private final Map<Flow, Running<?>> flows = new HashMap<>();
    private final CollectorIndex index = new CollectorIndex();
    private final Long2ObjectHashMap<Running<?>> all = new Long2ObjectHashMap<>();
    private final Long2ObjectHashMap<Set<Running<?>>> holders = new Long2ObjectHashMap<>();
    private final Long2LongHashMap parents = new Long2LongHashMap(0);
    private final List<Running<?>> dirty = new ArrayList<>();
    private final List<Running<?>> found = new ArrayList<>();
    private final List<Running<?>> foundRaw = new ArrayList<>();
    private Registry registry;
    private long self;
    private long turn;
    private int active;

    /** What a user goes through, and only once at a time. */
    private record Flow(long user, String name) {}

    /** Something done to a collector in its lane's turn. */
    @FunctionalInterface
    interface Change {
        boolean on(long now);
    }

    Roster(
            TimerWheel wheel,
            UserCode userCode,
            Counters counters,
            InteractionDesk desk,
            Watch watch,
            Registry registry) {
        this.watch = watch;
        this.desk = desk;
        this.wheel = wheel;
        this.userCode = userCode;
        this.counters = counters;
        this.registry = registry;
    }

    int size() {
        return all.size();
    }

    /** From now on another registry is told, and first of all everything that is there. */
    void tell(Registry other) {
        registry = other;
        for (Running<?> each : all.values()) {
            registry.changed(each.describe());
        }
    }

    List<CollectorRecord> describe() {
        List<CollectorRecord> records = new ArrayList<>(all.size());
        for (Running<?> each : all.values()) {
            records.add(each.describe());
        }
        return records;
    }

    @Nullable
    Running<?> find(long number) {
        return all.get(number);
    }

    /** Enters one that waits for its permit. */
    void queue(Running<?> running) {
        all.put(running.number(), running);
        running.startedAtMillis = System.currentTimeMillis();
        registry.changed(running.describe());
    }

    /** Makes one active: its permit is there. */
    void activate(Running<?> running, long since, long now) {
        if (running.collector.state() != Collector.State.QUEUED) {
            return;
        }
        all.put(running.number(), running);
        running.collector.activate(since);
        running.startedAtMillis = System.currentTimeMillis();
        running.slots = index.add(running);
        Flow flow = flowOf(running);
        Running<?> former = flow == null ? null : flows.put(flow, running);
        if (former != null) {
            stop(former, new EndReason.Superseded(), now);
        }
        counters.started.increment();
        counters.active = ++active;
        rearm(running, now);
        registry.changed(running.describe());
    }

    /** Takes out one that never got its permit. */
    void refused(Running<?> running, Throwable why) {
        if (running.collector.state() == Collector.State.QUEUED && all.remove(running.number()) != null) {
            registry.ended(running.number());
            userCode.neverBegan(running, why);
        }
    }

    void stop(Running<?> running, EndReason reason, long now) {
        apply(running, running.collector.stop(reason, now), now);
    }

    void stopAll(EndReason reason, long now) {
        for (Running<?> each : List.copyOf(all.values())) {
            stop(each, reason, now);
        }
    }

    /** Ends the newest of the lowest priority. */
    void evict(int howMany, long now) {
        List<Running<?>> those = new ArrayList<>(all.values());
        those.sort(Comparator.<Running<?>>comparingInt(
                        each -> each.spec().options().priority())
                .thenComparing(
                        Comparator.<Running<?>>comparingLong(Running::number).reversed()));
        for (Running<?> each : those.subList(0, Math.min(howMany, those.size()))) {
            stop(each, new EndReason.Evicted(), now);
        }
    }

    /** Those that hold permits. */
    List<Evictable> evictable() {
        List<Evictable> those = new ArrayList<>(all.size());
        for (Running<?> each : all.values()) {
            if (each.permit != null) {
                those.add(each.evictable());
            }
        }
        return those;
    }

    /** Ends at once whoever still waits for handlers. */
    void forceEnd(long now) {
        for (Running<?> each : List.copyOf(all.values())) {
            apply(each, each.collector.tick(Math.max(now, each.collector.nextTick())), now);
        }
    }

    void tick(Running<?> running, long now) {
        apply(running, running.collector.tick(now), now);
    }

    boolean change(Running<?> running, Change change, long now) {
        boolean done = change.on(now);
        if (done) {
            tick(running, now);
        }
        return done;
    }

    /** Tells the registry what went on since the last time. */
    void tellProgress() {
        for (Running<?> each : dirty) {
            each.dirty = false;
            if (each.collector.state() == Collector.State.ACTIVE) {
                registry.changed(each.describe());
            }
        }
        dirty.clear();
    }

    boolean hasProgress() {
        return !dirty.isEmpty();
    }

    /** Does what a collector wants done. */
    void apply(Running<?> running, List<Effect> effects, long now) {
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Judge judge -> userCode.judge(running, judge);
                case Effect.Abandon abandon -> running.abandon(abandon.seq());
                case Effect.Deliver delivery -> userCode.deliver(running, delivery);
                case Effect.Accepted accepted -> hold(running, accepted.item());
                case Effect.Rejected rejected -> reject(running, rejected.item());
                case Effect.Draining _ -> leaveIndex(running);
                case Effect.Ended ended -> end(running, ended);
            }
        }
        rearm(running, now);
    }

    private void leaveIndex(Running<?> running) {
        if (!running.slots.isEmpty()) {
            index.remove(running, running.slots);
            running.slots = List.of();
            counters.active = --active;
        }
        if (running.holds != null) {
            running.holds.forEach(message -> {
                Set<Running<?>> those = holders.get(message);
                if (those != null && those.remove(running) && those.isEmpty()) {
                    holders.remove(message);
                }
            });
            running.holds = null;
        }
    }

    private static @Nullable Flow flowOf(Running<?> running) {
        String name = running.spec().answering().flow();
        return name == null
                ? null
                : new Flow(running.spec().sources().getFirst().scope().user(), name);
    }

    /** Tidies up behind a collector of components: they are disabled or removed, later clicks are answered. */
    private void closeComponents(Running<?> running, EndReason reason) {
        boolean gone = reason instanceof EndReason.MessageDeleted
                || reason instanceof EndReason.ChannelDeleted
                || reason instanceof EndReason.ThreadDeleted
                || reason instanceof EndReason.GuildDeleted;
        Answering answering = running.spec().answering();
        for (var source : running.spec().sources()) {
            long message = source.scope().message();
            if (source.kind() != Kind.COMPONENT || message == 0 || gone) {
                continue;
            }
            if (answering.exclusive() && answering.expired() != null) {
                desk.expire(message, answering.expired());
            }
            if (answering.onEnd() != Answering.OnEnd.KEEP) {
                Item last = running.lastAccepted;
                long channel = last != null ? last.channel() : source.scope().channel();
                JsonNode known = last != null && last.data().path("message").has("components")
                        ? last.data().path("message")
                        : null;
                userCode.later(running, () -> desk.close(answering.onEnd(), channel, message, known));
            }
        }
    }

    private void end(Running<?> running, Effect.Ended ended) {
        all.remove(running.number());
        Flow flow = flowOf(running);
        if (flow != null) {
            flows.remove(flow, running);
        }
        closeComponents(running, ended.report().reason());
        wheel.cancel(running);
        registry.ended(running.number());
        if (running.permit != null) {
            running.permit.release();
            running.permit = null;
        }
        if (running.queued != null) {
            running.queued.cancel(false);
            running.queued = null;
        }
        EndReport report = ended.report();
        counters.ended(report.reason().code());
        watch.ended(report, ended.items());
        counters.dropped.add(report.counts().dropped()
                + report.counts().late()
                + report.counts().duplicates()
                + report.counts().overflowed());
        counters.filterErrors.add(report.counts().filterErrors());
        counters.handlerErrors.add(report.counts().handlerErrors());
        userCode.end(running, ended);
    }

    /** One timer a collector, moved only when it would be too late: an idle time that starts anew costs nothing here. */
    private void rearm(Running<?> running, long now) {
        long next = running.collector.nextTick();
        if (next == Collector.NEVER) {
            wheel.cancel(running);
        } else if (!running.armed() || running.at() > next) {
            wheel.set(running, next);
        }
        long deadline = running.collector.deadline();
        running.endsAtMillis =
                deadline == Collector.NEVER ? 0 : System.currentTimeMillis() + (deadline - now) / 1_000_000;
    }

    // Events.

    /** Brings one event to everybody who waits for it. */
    void route(GatewayEvent event, long now) {
        counters.events.increment();
        learn(event);
        switch (event.type()) {
            case MESSAGE_CREATE -> offer(event, Kind.MESSAGE, null, now);
            case MESSAGE_REACTION_ADD -> offer(event, Kind.REACTION, null, now);
            case INTERACTION_CREATE -> interaction(event, now);
            case MESSAGE_REACTION_REMOVE, MESSAGE_REACTION_REMOVE_ALL, MESSAGE_REACTION_REMOVE_EMOJI -> {
                reactionsLeft(event, now);
                offer(event, null, null, now);
            }
            case MESSAGE_DELETE -> {
                messageDeleted(event, event.message(), now);
                offer(event, null, null, now);
            }
            case MESSAGE_DELETE_BULK -> {
                for (var id : event.payload().data().path("ids")) {
                    messageDeleted(event, id.asLong(), now);
                }
                offer(event, null, null, now);
            }
            case CHANNEL_DELETE -> {
                offer(event, null, null, now);
                EndReason deleted = new EndReason.ChannelDeleted(event.channel());
                index.inChannel(event.channel()).forEach(each -> stop(each, deleted, now));
                stopThose(each -> each.parent == event.channel() || inThreadOf(each, event.channel()), deleted, now);
            }
            case THREAD_DELETE -> {
                offer(event, null, null, now);
                EndReason deleted = new EndReason.ThreadDeleted(event.channel());
                index.inChannel(event.channel()).forEach(each -> stop(each, deleted, now));
            }
            case GUILD_DELETE -> {
                offer(event, null, null, now);
                if (!event.unavailable()) {
                    EndReason deleted = new EndReason.GuildDeleted(event.guild());
                    index.inGuild(event.guild()).forEach(each -> stop(each, deleted, now));
                    stopThose(each -> each.guild == event.guild(), deleted, now);
                }
            }
            case MESSAGE_UPDATE, GUILD_CREATE -> offer(event, null, null, now);
            case OTHER -> {
                if (event.name().equals("READY")) {
                    self = event.payload().data().path("user").path("id").asLong();
                }
                offer(event, null, null, now);
            }
        }
    }

    /** Remembers which channel a thread belongs to, so that it ends with it. */
    private void learn(GatewayEvent event) {
        if (event.parent() != 0 && event.channel() != 0) {
            if (parents.size() >= PARENTS) {
                parents.clear();
            }
            parents.put(event.channel(), event.parent());
        }
    }

    private boolean inThreadOf(Running<?> running, long channel) {
        for (var source : running.spec().sources()) {
            if (source.scope().channel() != 0 && parents.get(source.scope().channel()) == channel) {
                return true;
            }
        }
        return false;
    }

    private void stopThose(Predicate<Running<?>> which, EndReason reason, long now) {
        for (Running<?> each : List.copyOf(all.values())) {
            if (which.test(each)) {
                stop(each, reason, now);
            }
        }
    }

    private void offer(GatewayEvent event, @Nullable Kind kind, @Nullable Item item, long now) {
        if (!lookUp(event, kind)) {
            return;
        }
        if (!found.isEmpty() && kind != null) {
            offerFound(item == null ? itemOf(kind, event) : item, now);
        }
        offerRaw(event, now);
    }

    private boolean lookUp(GatewayEvent event, @Nullable Kind kind) {
        found.clear();
        foundRaw.clear();
        index.find(event, kind, found, foundRaw);
        return !found.isEmpty() || !foundRaw.isEmpty();
    }

    private static Item itemOf(Kind kind, GatewayEvent event) {
        return switch (kind) {
            case MESSAGE -> new Message(event);
            case REACTION -> new Reaction(event);
            case COMPONENT -> new Click(event);
            case MODAL -> new ModalSubmit(event);
            case COMMAND -> new Command(event);
            case RAW -> new RawEvent(event);
        };
    }

    private void interaction(GatewayEvent event, long now) {
        if (!index.any(Kind.COMPONENT) && !index.any(Kind.MODAL) && !index.any(Kind.COMMAND) && !desk.anyExpired()) {
            offer(event, null, null, now);
            return;
        }
        Kind kind = switch (event.payload().data().path("type").asInt()) {
            case 2 -> Kind.COMMAND;
            case 3 -> Kind.COMPONENT;
            case 5 -> Kind.MODAL;
            default -> null;
        };
        if (kind == null) {
            offer(event, null, null, now);
            return;
        }
        Item item = itemOf(kind, event);
        lookUp(event, kind);
        switch (item) {
            case Click click -> index.find(kind, item, click.customId(), found);
            case ModalSubmit modal -> index.find(kind, item, modal.customId(), found);
            case Command command -> index.findNamed(command.name(), found);
            case Message _, Reaction _, RawEvent _ -> {}
        }
        if (found.isEmpty() && kind == Kind.COMPONENT) {
            desk.unclaimed(item);
        }
        offerFound(item, now);
        offerRaw(event, now);
    }

    private void offerRaw(GatewayEvent event, long now) {
        if (foundRaw.isEmpty()) {
            return;
        }
        Item raw = new RawEvent(event);
        found.clear();
        found.addAll(foundRaw);
        offerFound(raw, now);
    }

    private void offerFound(Item item, long now) {
        turn++;
        for (int i = 0; i < found.size(); i++) {
            Running<?> each = found.get(i);
            if (each.lastTurn != turn) {
                each.lastTurn = turn;
                offer(each, item, now);
            }
        }
    }

    private void offer(Running<?> running, Item item, long now) {
        GatewayEvent event = item.event();
        boolean own = self != 0 && event.user() == self;
        if ((own && !running.spec().options().includeSelf())
                || (event.bot() && !own && !running.spec().options().includeBots())) {
            return;
        }
        if (event.guild() != 0 && running.guild == 0) {
            learnPlace(running, event);
        }
        Collector collector = running.collector;
        long received = collector.received();
        List<Effect> effects = collector.offer(item, now);
        counters.matched.increment();
        if (collector.received() != received || !effects.isEmpty()) {
            follow(running, effects, now);
        }
    }

    private static void learnPlace(Running<?> running, GatewayEvent event) {
        for (var source : running.spec().sources()) {
            if (source.scope().channel() == event.channel() || source.scope().message() == event.message()) {
                running.guild = event.guild();
                running.parent = event.parent();
            }
        }
    }

    private void follow(Running<?> running, List<Effect> effects, long now) {
        if (!running.dirty) {
            running.dirty = true;
            dirty.add(running);
        }
        apply(running, effects, now);
    }

    void judged(Running<?> running, long seq, Effect.Verdict verdict, long now) {
        running.done(seq);
        follow(running, running.collector.judged(seq, verdict, now), now);
    }

    void handled(Running<?> running, long seq, long nanos, @Nullable String error, long now) {
        running.done(seq);
        apply(running, running.collector.handled(seq, nanos, error, now), now);
    }

    /** The only one asked answers at once; among several it waits whether another one takes the click. */
    private void reject(Running<?> running, Item item) {
        Answering.OnReject how = running.spec().answering().onReject();
        if (found.size() <= 1) {
            userCode.later(running, () -> desk.reject(item, how));
        } else {
            wheel.set(
                    new LaneTimer(() -> userCode.later(running, () -> desk.reject(item, how))),
                    item.event().receivedNanos() + REJECT_AFTER_NANOS);
        }
    }

    private void interactionAccepted(Running<?> running, Item item) {
        desk.claim(item, running);
        running.lastAccepted = item;
        Answering.Ack ack = running.spec().answering().ack();
        if (ack != Answering.Ack.NONE) {
            wheel.set(
                    new LaneTimer(() -> userCode.later(running, () -> desk.acknowledge(item, ack))),
                    item.event().receivedNanos() + ACK_AFTER_NANOS);
        }
    }

    private void hold(Running<?> running, Item item) {
        counters.accepted.increment();
        running.acceptedBytes += item.event().payload().size();
        if (item.kind() == Kind.COMPONENT || item.kind() == Kind.MODAL || item.kind() == Kind.COMMAND) {
            interactionAccepted(running, item);
        }
        boolean leaves = item.kind() == Kind.REACTION
                || (item.kind() == Kind.MESSAGE && running.spec().options().dispose());
        if (leaves && running.spec().sources().stream().anyMatch(s -> s.scope().user() != 0)) {
            long message = item.event().message();
            holders.computeIfAbsent(message, _ -> new HashSet<>(2)).add(running);
            if (running.holds == null) {
                running.holds = new HashSet<>(4);
            }
            running.holds.add(message);
        }
    }

    private Set<Running<?>> holdersOf(GatewayEvent event, long message, Kind kind) {
        lookUp(event, kind);
        Set<Running<?>> those = new HashSet<>(found);
        Set<Running<?>> byItem = holders.get(message);
        if (byItem != null) {
            those.addAll(byItem);
        }
        return those;
    }

    private void reactionsLeft(GatewayEvent event, long now) {
        if (!index.any(Kind.REACTION)) {
            return;
        }
        Set<Running<?>> those = holdersOf(event, event.message(), Kind.REACTION);
        if (those.isEmpty()) {
            return;
        }
        Reaction reaction = new Reaction(event);
        for (Running<?> each : those) {
            Collector collector = each.collector;
            List<Effect> effects = switch (event.type()) {
                case MESSAGE_REACTION_REMOVE -> collector.reactionRemoved(reaction, now);
                case MESSAGE_REACTION_REMOVE_ALL -> collector.reactionsCleared(event.message(), null, now);
                default -> collector.reactionsCleared(event.message(), reaction.emoji(), now);
            };
            follow(each, effects, now);
        }
    }

    private void messageDeleted(GatewayEvent event, long message, long now) {
        if (index.any(Kind.MESSAGE)) {
            for (Running<?> each : holdersOf(event, message, Kind.MESSAGE)) {
                if (each.spec().options().dispose()) {
                    follow(each, each.collector.messageDeleted(message, now), now);
                }
            }
        }
        EndReason deleted = new EndReason.MessageDeleted(message);
        index.onMessage(message).forEach(each -> stop(each, deleted, now));
    }
}
