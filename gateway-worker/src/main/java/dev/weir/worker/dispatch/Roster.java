package dev.weir.worker.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.model.CollectorRecord;
import dev.weir.model.EndReason;
import dev.weir.model.EndReport;
import dev.weir.worker.collector.Answering;
import dev.weir.worker.collector.Click;
import dev.weir.worker.collector.Collector;
import dev.weir.worker.collector.CollectorSpec;
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
import java.util.concurrent.atomic.LongAdder;
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

    private final Lane lane;
    private final TimerWheel wheel;
    private final UserCode userCode;
    private final Counters counters;
    private final InteractionDesk desk;
    private final Watch watch;
    private final Map<Flow, Running<?>> flows = new HashMap<>();
    private final CollectorIndex index = new CollectorIndex();
    private final Numbered all = new Numbered();
    private final Long2ObjectHashMap<Set<Running<?>>> holders = new Long2ObjectHashMap<>();
    private final Long2LongHashMap parents = new Long2LongHashMap(0);
    private final Long2LongHashMap guildOf = new Long2LongHashMap(0);
    private final Long2ObjectHashMap<LaneTimer> acks = new Long2ObjectHashMap<>();
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
            Lane lane,
            TimerWheel wheel,
            UserCode userCode,
            Counters counters,
            InteractionDesk desk,
            Watch watch,
            Registry registry) {
        this.lane = lane;
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
    void tell(Registry other, long now) {
        registry = other;
        for (Running<?> each : all.copy()) {
            registry.changed(each.describe(now));
        }
    }

    List<CollectorRecord> describe(long now) {
        List<CollectorRecord> records = new ArrayList<>(all.size());
        for (Running<?> each : all.copy()) {
            records.add(each.describe(now));
        }
        return records;
    }

    @Nullable
    Running<?> find(long number) {
        return all.get(number);
    }

    /** Enters one that waits for its permit. */
    void queue(Running<?> running, long now) {
        all.put(running);
        registry.changed(running.describe(now));
    }

    /** Makes one active: its permit is there. */
    void activate(Running<?> running, long since, long now) {
        if (running.state() != Collector.State.QUEUED) {
            return;
        }
        all.put(running);
        running.activate(since);
        index.add(running);
        Flow flow = flowOf(running);
        Running<?> former = flow == null ? null : flows.put(flow, running);
        if (former != null) {
            stop(former, new EndReason.Superseded(), now);
        }
        counters.started.increment();
        counters.active = ++active;
        rearm(running);
        registry.changed(running.describe(now));
    }

    /** Takes out one that never got its permit. */
    void refused(Running<?> running, Throwable why) {
        if (running.state() == Collector.State.QUEUED && all.remove(running.number())) {
            registry.ended(running.number());
            userCode.neverBegan(running, why);
        }
    }

    void stop(Running<?> running, EndReason reason, long now) {
        if (running.asleep() && tidy(running) && running.endQuietly(new Running.Quiet(reason, now))) {
            leaveIndex(running);
            wheel.cancel(running);
            all.remove(running.number());
            endedQuietly(running, reason, now);
            return;
        }
        apply(running, running.collector().stop(reason, now));
    }

    /** Ends everybody. They leave index and wheel together, which is most of the work. */
    void stopAll(EndReason reason, long now) {
        List<Running<?>> everybody = all.copy();
        Running.Quiet quiet = new Running.Quiet(reason, now);
        index.clear();
        all.clear();
        holders.clear();
        for (Running<?> each : everybody) {
            if (each.listed) {
                each.listed = false;
                each.slots = null;
                active--;
            }
            wheel.cancel(each);
            if (each.asleep() && tidy(each) && each.endQuietly(quiet)) {
                endedQuietly(each, reason, now);
            } else {
                all.put(each);
                apply(each, each.collector().stop(reason, now));
            }
        }
        counters.active = active;
    }

    /** Whether nothing has to be tidied up behind it: no flow, no components. */
    private static boolean tidy(Running<?> running) {
        CollectorSpec spec = running.spec();
        return spec.answering().flow() == null
                && spec.sources().size() == 1
                && spec.sources().getFirst().kind() != Kind.COMPONENT;
    }

    /** What the end of one that slept all its life means to everybody else. */
    private void endedQuietly(Running<?> running, EndReason reason, long now) {
        registry.ended(running.number());
        if (running.permit != null) {
            running.permit.release();
            running.permit = null;
        }
        counters.ended(reason.code());
        watch.slept(running, now);
    }

    /** Ends the newest of the lowest priority. */
    void evict(int howMany, long now) {
        List<Running<?>> those = all.copy();
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
        for (Running<?> each : all.copy()) {
            if (each.permit != null) {
                those.add(each.evictable());
            }
        }
        return those;
    }

    /** Ends at once whoever still waits for handlers. */
    void forceEnd(long now) {
        for (Running<?> each : all.copy()) {
            apply(each, each.collector().tick(Math.max(now, each.nextTick())));
        }
    }

    void tick(Running<?> running, long now) {
        apply(running, running.collector().tick(now));
    }

    boolean change(Running<?> running, Change change, long now) {
        boolean done = change.on(now);
        if (done) {
            tick(running, now);
        }
        return done;
    }

    /** Tells the registry what went on since the last time. */
    void tellProgress(long now) {
        for (Running<?> each : dirty) {
            each.dirty = false;
            if (each.state() == Collector.State.ACTIVE) {
                registry.changed(each.describe(now));
            }
        }
        dirty.clear();
    }

    boolean hasProgress() {
        return !dirty.isEmpty();
    }

    /** Does what a collector wants done. */
    void apply(Running<?> running, List<Effect> effects) {
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
        count(running);
        rearm(running);
    }

    private void count(Running<?> running) {
        Collector.Uncounted since = running.collector().uncounted();
        add(counters.ignored, since.ignored());
        add(counters.dropped, since.dropped());
        add(counters.filterErrors, since.filterErrors());
        add(counters.handlerErrors, since.handlerErrors());
    }

    private static void add(LongAdder counter, long some) {
        if (some != 0) {
            counter.add(some);
        }
    }

    private void leaveIndex(Running<?> running) {
        if (running.listed) {
            index.remove(running);
            counters.active = --active;
        }
        Running.Trail trail = running.trailIfAny();
        if (trail != null && trail.holds != null) {
            trail.holds.forEach(message -> {
                Set<Running<?>> those = holders.get(message);
                if (those != null && those.remove(running) && those.isEmpty()) {
                    holders.remove(message);
                }
            });
            trail.holds = null;
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
                Running.Trail trail = running.trailIfAny();
                Item last = trail == null ? null : trail.lastAccepted;
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
        Running.Trail trail = running.trailIfAny();
        if (trail != null && trail.queued != null) {
            trail.queued.cancel(false);
            trail.queued = null;
        }
        EndReport report = ended.report();
        counters.ended(report.reason().code());
        watch.ended(report, ended.items());
        long since = running.since();
        EndReport whole = lane.completed(report, since, since + report.lasted().toNanos());
        userCode.end(running, new Effect.Ended(whole, ended.items(), ended.summaries()));
    }

    /** One timer a collector, moved only when it would be too late: an idle time that starts anew costs nothing here. */
    private void rearm(Running<?> running) {
        long next = running.nextTick();
        if (next == Collector.NEVER) {
            wheel.cancel(running);
        } else if (!running.armed() || running.at() > next) {
            wheel.set(running, next);
        }
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
                stopThose(
                        each -> placeOf(each).parent == event.channel() || inThreadOf(each, event.channel()),
                        deleted,
                        now);
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
                    stopThose(
                            each -> placeOf(each).guild == event.guild() || inGuild(each, event.guild()), deleted, now);
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

    private static final Running.Trail NOWHERE = new Running.Trail();

    private static Running.Trail placeOf(Running<?> running) {
        Running.Trail trail = running.trailIfAny();
        return trail == null ? NOWHERE : trail;
    }

    /** Remembers which guild a channel and which channel a thread belongs to, so that collectors end with them. */
    private void learn(GatewayEvent event) {
        if (event.guild() != 0 && event.channel() != 0 && guildOf.get(event.channel()) != event.guild()) {
            if (guildOf.size() >= PARENTS) {
                guildOf.clear();
            }
            guildOf.put(event.channel(), event.guild());
        }
        if (event.parent() != 0 && event.channel() != 0) {
            if (parents.size() >= PARENTS) {
                parents.clear();
            }
            parents.put(event.channel(), event.parent());
        }
    }

    private boolean inGuild(Running<?> running, long guild) {
        for (var source : running.spec().sources()) {
            if (source.scope().channel() != 0 && guildOf.get(source.scope().channel()) == guild) {
                return true;
            }
        }
        return false;
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
        for (Running<?> each : all.copy()) {
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
            if (each.spec().sources().size() == 1) {
                offer(each, item, now);
            } else if (each.trail().lastTurn != turn) { // It may stand under several keys.
                each.trail().lastTurn = turn;
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
        if (event.guild() != 0 && placeOf(running).guild == 0) {
            learnPlace(running, event);
        }
        Collector collector = running.collector();
        long received = collector.received();
        List<Effect> effects = collector.offer(item, now);
        counters.matched.increment();
        if (collector.received() != received || !effects.isEmpty()) {
            follow(running, effects);
        } else {
            count(running);
        }
    }

    private static void learnPlace(Running<?> running, GatewayEvent event) {
        for (var source : running.spec().sources()) {
            if (source.scope().channel() == event.channel() || source.scope().message() == event.message()) {
                running.trail().guild = event.guild();
                running.trail().parent = event.parent();
            }
        }
    }

    private void follow(Running<?> running, List<Effect> effects) {
        if (!running.dirty) {
            running.dirty = true;
            dirty.add(running);
        }
        apply(running, effects);
    }

    void judged(Running<?> running, long seq, Effect.Verdict verdict, long now) {
        running.done(seq);
        follow(running, running.collector().judged(seq, verdict, now));
    }

    void handled(Running<?> running, long seq, long nanos, @Nullable String error, long now) {
        running.done(seq);
        apply(running, running.collector().handled(seq, nanos, error, now));
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

    /** Somebody has answered: nobody needs to do it for them. */
    void answered(long interaction) {
        LaneTimer timer = acks.remove(interaction);
        if (timer != null) {
            wheel.cancel(timer);
        }
    }

    private void interactionAccepted(Running<?> running, Item item) {
        desk.claim(item, running);
        running.trail().lastAccepted = item;
        Answering.Ack ack = running.spec().answering().ack();
        if (ack != Answering.Ack.NONE && !acks.containsKey(item.key())) {
            LaneTimer late = new LaneTimer(() -> {
                acks.remove(item.key());
                userCode.later(running, () -> desk.acknowledge(item, ack));
            });
            acks.put(item.key(), late);
            wheel.set(late, item.event().receivedNanos() + ACK_AFTER_NANOS);
        }
    }

    private void hold(Running<?> running, Item item) {
        counters.accepted.increment();
        running.trail().acceptedBytes += item.event().payload().size();
        if (item.kind() == Kind.COMPONENT || item.kind() == Kind.MODAL || item.kind() == Kind.COMMAND) {
            interactionAccepted(running, item);
        }
        boolean leaves = item.kind() == Kind.REACTION
                || (item.kind() == Kind.MESSAGE && running.spec().options().dispose());
        if (leaves && running.spec().sources().stream().anyMatch(s -> s.scope().user() != 0)) {
            long message = item.event().message();
            holders.computeIfAbsent(message, _ -> new HashSet<>(2)).add(running);
            Running.Trail trail = running.trail();
            if (trail.holds == null) {
                trail.holds = new HashSet<>(4);
            }
            trail.holds.add(message);
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
            Collector collector = each.collector();
            List<Effect> effects = switch (event.type()) {
                case MESSAGE_REACTION_REMOVE -> collector.reactionRemoved(reaction, now);
                case MESSAGE_REACTION_REMOVE_ALL -> collector.reactionsCleared(event.message(), null, now);
                default -> collector.reactionsCleared(event.message(), reaction.emoji(), now);
            };
            follow(each, effects);
        }
    }

    private void messageDeleted(GatewayEvent event, long message, long now) {
        if (index.any(Kind.MESSAGE)) {
            for (Running<?> each : holdersOf(event, message, Kind.MESSAGE)) {
                if (each.spec().options().dispose()) {
                    follow(each, each.collector().messageDeleted(message, now));
                }
            }
        }
        EndReason deleted = new EndReason.MessageDeleted(message);
        index.onMessage(message).forEach(each -> stop(each, deleted, now));
    }
}
