package dev.weir.worker.roster;

import dev.weir.cluster.TableAnswer;
import dev.weir.model.Orders;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.AdmissionRefused;
import dev.weir.worker.admission.Answer;
import dev.weir.worker.admission.Demand;
import dev.weir.worker.admission.HeapPressure;
import dev.weir.worker.admission.HeapShares;
import dev.weir.worker.admission.HeapThresholds;
import dev.weir.worker.admission.HeapWatch;
import dev.weir.worker.admission.LocalLimits;
import dev.weir.worker.admission.MemoryAccount;
import dev.weir.worker.admission.Permit;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.bot.Bot;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.bot.Collectors;
import dev.weir.worker.botjar.LoadedBot;
import dev.weir.worker.cluster.CollectorRegistry;
import dev.weir.worker.collector.Options;
import dev.weir.worker.collector.Samples;
import dev.weir.worker.dispatch.LaneSettings;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.Gateway;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.GatewayListener;
import dev.weir.worker.shard.IdentifyGate;
import dev.weir.worker.shard.Rest;
import dev.weir.worker.shard.ShardLease;
import dev.weir.worker.shard.WorkerLease;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.javacord.api.DiscordApi;
import org.jspecify.annotations.Nullable;

/**
 * A worker's shards in a small heap, and at least ten times the collectors and items that fit: collectors of many guilds that
 * keep a hundred items of 2 kB, some with slow handlers, events as fast as they are taken, now and then one of 256 kB, callers
 * that wait for permits. Two shards: one is flooded, the other is not. Prints what became of everybody, a {@code key=value} a line.
 *
 * <p>{@code java -Xmx128m -XX:+ExitOnOutOfMemoryError -cp TEST_CLASS_PATH dev.weir.worker.roster.Flood SECONDS PATIENCE_SECONDS}; without
 * the class path by hand: {@code mvn -pl gateway-worker -am test -Dtest=FloodTest -Dweir.flood.seconds=60
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class Flood {
    private static final int FLOODED = 0;
    private static final int CALM = 1;
    private static final long STEADY = 1;
    private static final int CHANNELS = 500;
    private static final long PERMITS = 3_000;
    private static final String TEXT = "x".repeat(2_000);
    private static final String HUGE = "x".repeat(256_000);

    private final WorkerLease lease = new WorkerLease(System::nanoTime);
    private final ScheduledExecutorService timeouts = Executors.newSingleThreadScheduledExecutor();
    private final MemoryAccount memory =
            HeapShares.DEFAULT.account(Runtime.getRuntime().maxMemory());
    private final PermitPool permits = new PermitPool(
            "collectors", LocalLimits.queueOf(1_000), lease, memory, System::nanoTime, () -> {}, timeouts);
    private final CollectorRegistry registry =
            new CollectorRegistry((shard, batch) -> CompletableFuture.completedFuture(
                    new TableAnswer(true, batch.token(), batch.changed().size(), List.of())));
    private final Roster roster = new Roster(this::hold, permits, List.of(), () -> {});
    private final Map<Integer, CompletableFuture<BotShard>> started = new ConcurrentHashMap<>();
    private final Map<Integer, CompletableFuture<GatewayListener>> opened = new ConcurrentHashMap<>();
    private final AtomicReference<HeapPressure> worst = new AtomicReference<>(HeapPressure.NONE);
    private final AtomicLong mostHeld = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();
    private final AtomicLong calmHeard = new AtomicLong();
    private final AtomicLong callers = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong slowestNanos = new AtomicLong();

    private final long seconds;
    private final Duration patience;
    private long sent;
    private long calmSent;
    private long asked;
    private long refused;
    private long items;
    private long id = 1;

    private Flood(long seconds, Duration patience) {
        this.seconds = seconds;
        this.patience = patience;
    }

    public static void main(String[] args) throws Exception {
        new Flood(Long.parseLong(args[0]), Duration.ofSeconds(Long.parseLong(args[1]))).run();
        System.exit(0);
    }

    private void run() throws Exception {
        renew();
        var _ = timeouts.scheduleAtFixedRate(this::renew, 1, 1, TimeUnit.SECONDS);
        HeapWatch watch = new HeapWatch(HeapThresholds.DEFAULT, memory, timeouts, (pressure, above) -> {
            worst.accumulateAndGet(pressure, (a, b) -> a.compareTo(b) >= 0 ? a : b);
            roster.heap(pressure, above);
        });
        roster.follow(new Orders(1, 2, Map.of(FLOODED, 1L, CALM, 1L), Map.of("collectors", PERMITS), Map.of()));
        Collectors flooded = shard(FLOODED).collectors();
        GatewayListener events = listener(FLOODED);
        GatewayListener calm = listener(CALM);
        steady(flooded, STEADY, heard);
        steady(shard(CALM).collectors(), STEADY, calmHeard);

        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() - until < 0) {
            for (int i = 0; i < 20; i++) {
                start(flooded);
            }
            call();
            for (int i = 0; i < 20; i++) {
                items++;
                String text = items % 2_000 == 0 ? HUGE : TEXT;
                events.event(Samples.messageEvent(id++, System.nanoTime(), 1_000 + id % CHANNELS, 7, text + id));
            }
            events.event(Samples.messageEvent(id++, System.nanoTime(), STEADY, 7, "steady"));
            sent++;
            if (sent % 50 == 0) {
                calm.event(Samples.messageEvent(id++, System.nanoTime(), STEADY, 7, "calm"));
                calmSent++;
            }
            mostHeld.accumulateAndGet(memory.heldBytes(), Math::max);
        }
        long give = System.nanoTime() + patience.plusSeconds(20).toNanos();
        while ((heard.get() < sent || calmHeard.get() < calmSent || answers.get() < callers.get())
                && System.nanoTime() - give < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        watch.close();
        report();
    }

    private static void steady(Collectors collectors, long channel, AtomicLong heard) {
        collectors
                .messages()
                .inChannel(channel)
                .time(Duration.ofHours(1))
                .retain(new Options.Retain.None())
                .buffer(65_536, Options.Overflow.END)
                .priority(9)
                .onCollect(_ -> heard.incrementAndGet())
                .onEnd(end -> System.out.println("a steady collector ended: " + end.report()))
                .start();
    }

    private void start(Collectors flooded) {
        asked++;
        try {
            var collector = flooded.messages()
                    .inChannel(1_000 + asked % CHANNELS)
                    .time(Duration.ofHours(1))
                    .tenant(asked % 97 + 1)
                    .patience(asked % 2 == 0 ? Duration.ZERO : patience);
            if (asked % 10 == 0) {
                collector.onCollect(_ -> LockSupport.parkNanos(20_000_000));
            }
            collector.start();
        } catch (AdmissionRefused _) {
            refused++;
        }
    }

    /** One that waits for a permit, has it for a moment, and gives it back. */
    private void call() {
        long since = System.nanoTime();
        callers.incrementAndGet();
        switch (permits.request(new Demand(callers.get() % 97 + 1, 0, 0, patience))) {
            case Answer.Admitted admitted -> answered(since, admitted.permit());
            case Answer.Queued queued -> {
                var _ = queued.permit().whenComplete((permit, _) -> answered(since, permit));
            }
            case Answer.Refused _ -> answered(since, null);
        }
    }

    private void answered(long since, @Nullable Permit permit) {
        answers.incrementAndGet();
        slowestNanos.accumulateAndGet(System.nanoTime() - since, Math::max);
        if (permit != null) {
            permit.release();
        }
    }

    private void report() {
        Totals totals = roster.totals();
        say("asked", asked);
        say("refused", refused);
        say("started", totals.collectorsStarted());
        say("evicted", totals.collectorsEnded().getOrDefault("evicted", 0L));
        say("items", items);
        say("eventsDropped", totals.eventsDropped());
        say("steadySent", sent);
        say("steadyHeard", heard.get());
        say("calmSent", calmSent);
        say("calmHeard", calmHeard.get());
        say("callers", callers.get());
        say("answers", answers.get());
        say("slowestAnswerMillis", slowestNanos.get() / 1_000_000);
        say("budgetBytes", memory.budgetBytes());
        say("mostHeldBytes", mostHeld.get());
        say("worstPressure", worst.get().level());
    }

    private static void say(String key, long value) {
        System.out.println(key + "=" + value);
    }

    private void renew() {
        lease.granted(lease.asked(System.nanoTime()), System.nanoTime());
    }

    private BotShard shard(int index) throws Exception {
        return started.computeIfAbsent(index, _ -> new CompletableFuture<>()).get(10, TimeUnit.SECONDS);
    }

    private GatewayListener listener(int index) throws Exception {
        return opened.computeIfAbsent(index, _ -> new CompletableFuture<>()).get(10, TimeUnit.SECONDS);
    }

    private HeldShard hold(ShardId shard, long token) {
        return new HeldShard(
                shard,
                token,
                new ShardLease(lease),
                new Silent(),
                LaneSettings.DEFAULT.withInboxBytes(
                        HeapShares.DEFAULT.inboxBytes(Runtime.getRuntime().maxMemory(), 2)),
                permits,
                registry,
                new Bots(
                        List.of(new LoadedBot("test", "1", "test.jar", new Keeper())),
                        List.of(),
                        java.time.Duration.ofSeconds(30),
                        System::nanoTime),
                (_, _, _) -> true,
                () -> {});
    }

    private final class Keeper implements Bot {
        @Override
        public void start(BotShard shard) {
            started.computeIfAbsent(shard.id().index(), _ -> new CompletableFuture<>())
                    .complete(shard);
        }
    }

    private final class Silent implements Gateway, GatewayConnection {
        @Override
        public GatewayConnection connect(
                ShardId shard, GatewayListener listener, IdentifyGate identify, ActingGate acting) {
            opened.computeIfAbsent(shard.index(), _ -> new CompletableFuture<>())
                    .complete(listener);
            return this;
        }

        @Override
        public DiscordApi javacord() {
            throw new UnsupportedOperationException("nobody asks for it here");
        }

        @Override
        public Rest rest() {
            return (_, _, _) -> CompletableFuture.failedFuture(new IllegalStateException("no Discord here"));
        }

        @Override
        public void forward(String packetType) {}

        @Override
        public void close() {}
    }
}
