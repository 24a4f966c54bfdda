package dev.weir.worker.roster;

import dev.weir.cluster.TableAnswer;
import dev.weir.model.Orders;
import dev.weir.model.ShardId;
import dev.weir.worker.admission.AdmissionRefused;
import dev.weir.worker.admission.HeapPressure;
import dev.weir.worker.admission.HeapThresholds;
import dev.weir.worker.admission.HeapWatch;
import dev.weir.worker.admission.LocalLimits;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.bot.Bot;
import dev.weir.worker.bot.BotShard;
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
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.javacord.api.DiscordApi;

/**
 * A trial, not a test: a process with a small heap, and far more collectors and items than fit.
 *
 * <p>{@code java -Xmx128m -XX:+ExitOnOutOfMemoryError -cp TEST_CLASS_PATH dev.weir.worker.roster.Flood SECONDS} prints what was
 * asked, heard, dropped and evicted. About one of two runs of 8 s still ends out of memory: {@code docs/limits.md} says so. It becomes
 * a test when none does.
 */
final class Flood {
    private static final ShardId SHARD = new ShardId(0, 1);
    private static final long STEADY = 1;
    private static final int CHANNELS = 500;

    private final WorkerLease lease = new WorkerLease(System::nanoTime);
    private final ScheduledExecutorService timeouts = Executors.newSingleThreadScheduledExecutor();
    private final PermitPool permits =
            new PermitPool("collectors", LocalLimits.queueOf(1_000), lease, System::nanoTime, () -> {}, timeouts);
    private final CollectorRegistry registry =
            new CollectorRegistry((shard, batch) -> CompletableFuture.completedFuture(
                    new TableAnswer(true, batch.token(), batch.changed().size(), List.of())));
    private final Roster roster = new Roster(this::hold, permits, List.of(), () -> {});
    private final CompletableFuture<BotShard> started = new CompletableFuture<>();
    private final CompletableFuture<GatewayListener> opened = new CompletableFuture<>();
    private final AtomicReference<HeapPressure> worst = new AtomicReference<>(HeapPressure.NONE);

    private Flood() {}

    public static void main(String[] args) throws Exception {
        String line = new Flood().run(Integer.parseInt(args[0]));
        System.out.println(line);
        System.exit(0);
    }

    private String run(int seconds) throws Exception {
        renew();
        var _ = timeouts.scheduleAtFixedRate(this::renew, 1, 1, TimeUnit.SECONDS);
        HeapWatch watch = new HeapWatch(HeapThresholds.DEFAULT, timeouts, (pressure, above) -> {
            worst.accumulateAndGet(pressure, (a, b) -> a.compareTo(b) >= 0 ? a : b);
            roster.heap(pressure, above);
        });
        roster.follow(new Orders(1, 1, Map.of(0, 1L), Map.of("collectors", 1_000_000L), Map.of()));
        BotShard shard = started.get(10, TimeUnit.SECONDS);
        GatewayListener events = opened.get(10, TimeUnit.SECONDS);

        AtomicLong heard = new AtomicLong();
        shard.collectors()
                .messages()
                .inChannel(STEADY)
                .time(Duration.ofHours(1))
                .retain(new Options.Retain.None())
                .buffer(65_536, Options.Overflow.END)
                .priority(9)
                .onCollect(_ -> heard.incrementAndGet())
                .start();
        long sent = 0;
        long asked = 0;
        long refused = 0;
        long id = 1;
        String text = "x".repeat(2_000);
        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() - until < 0) {
            for (int i = 0; i < 20; i++) {
                try {
                    asked++;
                    shard.collectors()
                            .messages()
                            .inChannel(1_000 + asked % CHANNELS)
                            .time(Duration.ofHours(1))
                            .patience(Duration.ZERO)
                            .start();
                } catch (AdmissionRefused _) {
                    refused++;
                }
            }
            for (int i = 0; i < 20; i++) {
                events.event(Samples.messageEvent(id++, System.nanoTime(), 1_000 + id % CHANNELS, 7, text + id));
            }
            events.event(Samples.messageEvent(id++, System.nanoTime(), STEADY, 7, "steady"));
            sent++;
        }
        long give = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (heard.get() < sent && System.nanoTime() - give < 0) {
            Thread.onSpinWait();
        }
        watch.close();
        long evicted = roster.totals().collectorsEnded().getOrDefault("evicted", 0L);
        return "asked=" + asked + " refused=" + refused + " evicted=" + evicted + " worst="
                + worst.get() + " dropped="
                + roster.totals().eventsDropped() + " steadySent="
                + sent + " steadyHeard=" + heard.get();
    }

    private void renew() {
        lease.granted(lease.asked(System.nanoTime()), System.nanoTime());
    }

    private HeldShard hold(ShardId shard, long token) {
        return new HeldShard(
                SHARD,
                token,
                new ShardLease(lease),
                new Silent(),
                LaneSettings.DEFAULT,
                permits,
                registry,
                List.of(new Keeper()),
                (_, _, _) -> true,
                () -> {});
    }

    private final class Keeper implements Bot {
        @Override
        public void start(BotShard shard) {
            started.complete(shard);
        }
    }

    private final class Silent implements Gateway, GatewayConnection {
        @Override
        public GatewayConnection connect(
                ShardId shard, GatewayListener listener, IdentifyGate identify, ActingGate acting) {
            opened.complete(listener);
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
