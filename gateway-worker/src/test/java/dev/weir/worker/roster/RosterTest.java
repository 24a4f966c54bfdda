package dev.weir.worker.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cluster.TableAnswer;
import dev.weir.model.EndReason;
import dev.weir.model.LimitName;
import dev.weir.model.LimitUse;
import dev.weir.model.Orders;
import dev.weir.model.ShardId;
import dev.weir.model.ShardPhase;
import dev.weir.model.ShardStatus;
import dev.weir.worker.admission.Admission;
import dev.weir.worker.admission.LocalLimits;
import dev.weir.worker.admission.PermitPool;
import dev.weir.worker.bot.Bot;
import dev.weir.worker.bot.BotShard;
import dev.weir.worker.bot.Collectors;
import dev.weir.worker.botjar.LoadedBot;
import dev.weir.worker.cluster.CollectorRegistry;
import dev.weir.worker.dispatch.LaneSettings;
import dev.weir.worker.event.EventType;
import dev.weir.worker.event.GatewayEvent;
import dev.weir.worker.event.Payload;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.CloseCode;
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
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.javacord.api.DiscordApi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RosterTest {
    private final WorkerLease lease = new WorkerLease(System::nanoTime);
    private final FakeGateway gateway = new FakeGateway();
    private final RecordingBot bot = new RecordingBot();
    private final AtomicInteger changes = new AtomicInteger();
    private Duration botStart = Duration.ofSeconds(30);
    private final ScheduledExecutorService timeouts = Executors.newSingleThreadScheduledExecutor();
    private final PermitPool permits = new PermitPool(
            "collectors",
            LocalLimits.queueOf(10),
            lease,
            Admission.UNBOUNDED,
            System::nanoTime,
            changes::incrementAndGet,
            timeouts);
    private final CollectorRegistry registry =
            new CollectorRegistry((shard, batch) -> CompletableFuture.completedFuture(
                    new TableAnswer(true, batch.token(), batch.changed().size(), List.of())));
    private final Roster roster = new Roster(this::hold, permits, List.of(), changes::incrementAndGet);

    @BeforeEach
    void leaseIsOpen() {
        lease.granted(lease.asked(System.nanoTime()), System.nanoTime());
    }

    @AfterEach
    void close() {
        roster.close();
        registry.close();
        timeouts.shutdownNow();
    }

    @Test
    void ordersThatNobodyDecidedChangeNothing() {
        roster.follow(Orders.UNDECIDED);
        assertThat(roster.report().ordersSeen()).isZero();
        assertThat(gateway.opened).isEmpty();
    }

    @Test
    void aShardInTheOrdersIsConnectedWithItsBots() {
        roster.follow(orders(1, Map.of(2, 7L)));
        await().until(() -> bot.started.contains(new ShardId(2, 4)));
        assertThat(gateway.opened.keySet()).containsExactly(2);
        assertThat(roster.report().ordersSeen()).isEqualTo(1);
        assertThat(status(2).token()).isEqualTo(7);
    }

    @Test
    void noShardIdentifiesBeforeItsBotsHaveStartedAndItsTurnHasCome() {
        bot.hold = new CountDownLatch(1);
        roster.follow(orders(1, Map.of(2, 7L)));
        await().until(() -> status(2).phase() == ShardPhase.WAITING_TO_IDENTIFY);
        roster.follow(new Orders(2, 4, Map.of(2, 7L), Map.of(), Map.of(2, 1L)));
        FakeConnection shard = gateway.connection(2);
        assertThat(shard.identified).isNotDone();
        bot.hold.countDown();
        await().until(shard.identified::isDone);
        await().until(() -> status(2).slotUsed() == 1);
    }

    @Test
    void theReportFollowsTheConnection() {
        FakeConnection shard = activeShard();
        assertThat(status(2).phase()).isEqualTo(ShardPhase.ACTIVE);
        shard.listener.event(guildCreate(99));
        shard.listener.heartbeat(Duration.ofMillis(42));
        assertThat(status(2).guilds()).isEqualTo(1);
        assertThat(status(2).latencyMillis()).isEqualTo(42);

        shard.listener.disconnected(new CloseCode(1006, false, ""));
        assertThat(status(2).phase()).isEqualTo(ShardPhase.RESUMING);
        shard.listener.resumed();
        assertThat(status(2).phase()).isEqualTo(ShardPhase.ACTIVE);
        assertThat(status(2).resumes()).isEqualTo(1);
    }

    @Test
    void aSessionThatCannotBeResumedIsLostBeforeTheNextOneBegins() {
        FakeConnection shard = activeShard();
        var collector = bot.shard(2).collectors().messages().inChannel(5).start();
        shard.listener.disconnected(new CloseCode(4900, false, "invalid session"));
        assertThat(collector.ended()).isNotDone();
        Thread.ofVirtual().start(() -> shard.identify(new ShardId(2, 4), shard.gate));
        await().until(() -> collector.ended().isDone());
        assertThat(collector.ended().join().reason()).isEqualTo(new EndReason.ShardLost(new ShardId(2, 4)));
    }

    @Test
    void aFatalCloseCodeIsReportedAsQuarantine() {
        FakeConnection shard = activeShard();
        shard.listener.disconnected(new CloseCode(4014, true, "Disallowed intent(s)."));
        assertThat(status(2).phase()).isEqualTo(ShardPhase.QUARANTINED);
        assertThat(status(2).closeCode()).isEqualTo(4014);
        assertThat(status(2).detail()).contains("privileged intent");
    }

    @Test
    void aShardThatIsNoLongerOrderedIsReportedUntilItIsClosed() {
        FakeConnection shard = activeShard();
        shard.closing = new CountDownLatch(1);
        roster.follow(orders(3, Map.of()));
        assertThat(status(2).phase()).isEqualTo(ShardPhase.STOPPING);
        assertThat(roster.report().ordersSeen()).isEqualTo(3);
        shard.closing.countDown();
        await().until(() -> roster.report().shards().isEmpty());
        assertThat(bot.stopped).containsExactly(new ShardId(2, 4));
    }

    @Test
    void aNewTokenKeepsTheConnection() {
        FakeConnection shard = activeShard();
        roster.follow(orders(3, Map.of(2, 8L)));
        assertThat(status(2).token()).isEqualTo(8);
        assertThat(gateway.opened.get(2)).isSameAs(shard);
        assertThat(gateway.connects).hasValue(1);
    }

    @Test
    void afterTheEpochIsOverAShardActsOnlyWhenNewOrdersNameIt() {
        FakeConnection shard = activeShard();
        roster.epochOver();
        assertThat(shard.acting.open(System.nanoTime())).isFalse();
        assertThat(status(2).phase()).isEqualTo(ShardPhase.FENCED);
        assertThat(roster.report().ordersSeen()).isZero();
        roster.follow(Orders.UNDECIDED);
        assertThat(shard.acting.open(System.nanoTime())).isFalse();
        roster.follow(orders(1, Map.of(2, 9L)));
        assertThat(shard.acting.open(System.nanoTime())).isTrue();
    }

    @Test
    void aBotThatFailsToStartDoesNotKeepTheShardFromRunning() {
        bot.failing = true;
        activeShard();
        assertThat(status(2).phase()).isEqualTo(ShardPhase.ACTIVE);
    }

    @Test
    void aBotThatHangsInItsStartKeepsTheShardOnlyUntilTheDeadline() {
        botStart = Duration.ofMillis(300);
        bot.hold = new CountDownLatch(1);
        roster.follow(new Orders(2, 4, Map.of(2, 7L), Map.of("collectors", 10L), Map.of(2, 1L)));
        await().until(() -> status(2).phase() == ShardPhase.WAITING_TO_IDENTIFY);
        assertThat(status(2).detail()).isEqualTo("waits for start() of bot test");

        await().until(gateway.connection(2).identified::isDone);
        assertThat(status(2).detail()).isEqualTo("runs without bot test: start() has not returned within 0 s");
        assertThat(bot.started).isEmpty();

        bot.hold.countDown();
        await().until(() -> bot.started.size() == 1);
        await().until(() -> status(2).detail() == null);
    }

    @Test
    void anErrorInABotsStartIsShownAndDoesNotKeepTheShard() {
        bot.fault = new NoClassDefFoundError("com/acme/Missing");
        activeShard();
        assertThat(status(2).detail())
                .isEqualTo(
                        "runs without bot test: start() threw java.lang.NoClassDefFoundError, the worker's log has it");
    }

    @Test
    void aBotThatHangsInItsStartOrStopDoesNotKeepTheWorkerFromClosing() {
        botStart = Duration.ofMillis(50);
        bot.deaf = true;
        bot.hold = new CountDownLatch(1);
        activeShard();
        long began = System.nanoTime();
        roster.follow(orders(3, Map.of()));
        await().until(() -> roster.report().shards().isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));

        // The shard is gone when start returns at last: then it may clean up.
        bot.hold.countDown();
        await().until(() -> bot.stopped.equals(List.of(new ShardId(2, 4))));
    }

    @Test
    void aShardThatIsGivenUpBeforeItHasStartedIsNotConnected() {
        HeldShard shard = hold(new ShardId(1, 4), 5);
        shard.close(new EndReason.Shutdown());
        shard.start();
        assertThat(gateway.opened).isEmpty();
        assertThat(bot.started).isEmpty();
    }

    @Test
    void totalsNeverShrinkWhenAShardLeaves() {
        FakeConnection shard = activeShard();
        shard.listener.event(guildCreate(99));
        long before = roster.totals().events();
        roster.follow(orders(3, Map.of()));
        await().until(() -> roster.report().shards().isEmpty());
        assertThat(roster.totals().events()).isEqualTo(before).isEqualTo(1);
    }

    @Test
    void aLoweredLimitEndsTheNewestOfTheLowestPriorityIfThatIsAskedAndElseNobody() {
        activeShard();
        Collectors collectors = bot.shard(2).collectors();
        var oldest = collectors.messages().inChannel(5).start();
        var urgent = collectors.messages().inChannel(5).priority(1).start();
        var newer = collectors.messages().inChannel(5).start();
        var newest = collectors.messages().inChannel(5).start();

        roster.follow(new Orders(3, 4, Map.of(2, 7L), Map.of("collectors", 3L), Map.of(2, 1L)));
        assertThat(permits.excess()).isEqualTo(1);
        assertThat(newer.stop().join().reason()).isEqualTo(new EndReason.User(""));
        await().until(() -> permits.excess() == 0);

        roster.follow(new Orders(
                4, 4, Map.of(2, 7L), Map.of("collectors", 1L, LimitName.evictionOf("collectors"), 1L), Map.of(2, 1L)));
        assertThat(newest.ended().orTimeout(10, TimeUnit.SECONDS).join().reason())
                .isEqualTo(new EndReason.Evicted());
        assertThat(oldest.ended().orTimeout(10, TimeUnit.SECONDS).join().reason())
                .isEqualTo(new EndReason.Evicted());
        await().until(() -> permits.use().equals(new LimitUse("collectors", 1, 1, 0)));
        assertThat(urgent.ended()).isNotDone();
        assertThat(roster.totals().collectorsEnded()).isEqualTo(Map.of("user", 1L, "evicted", 2L));
    }

    @Test
    void whoComesBackInANewEpochEndsWhatHasNoPermitsAnyMoreButNotForShardsThatLeave() {
        activeShard();
        roster.follow(new Orders(3, 4, Map.of(2, 7L, 3, 8L), Map.of("collectors", 10L), Map.of(2, 1L)));
        await().until(() -> bot.shards.containsKey(new ShardId(3, 4)));
        var leaves = bot.shard(3).collectors().messages().inChannel(6).start();
        var oldest = bot.shard(2).collectors().messages().inChannel(5).start();
        var newest = bot.shard(2).collectors().messages().inChannel(5).start();

        roster.epochOver();
        assertThat(permits.excess()).isEqualTo(3);
        roster.follow(new Orders(1, 4, Map.of(2, 9L), Map.of("collectors", 2L), Map.of()));
        assertThat(leaves.ended().orTimeout(10, TimeUnit.SECONDS).join().reason())
                .isEqualTo(new EndReason.ShardLost(new ShardId(3, 4)));
        await().until(() -> permits.excess() == 0 && roster.statuses().size() == 1);
        assertThat(newest.ended()).isNotDone();

        roster.epochOver();
        roster.follow(new Orders(1, 4, Map.of(2, 11L), Map.of("collectors", 1L), Map.of()));
        assertThat(newest.ended().orTimeout(10, TimeUnit.SECONDS).join().reason())
                .isEqualTo(new EndReason.Evicted());
        await().until(() -> permits.excess() == 0);
        assertThat(oldest.ended()).isNotDone();

        roster.follow(new Orders(2, 4, Map.of(2, 11L), Map.of("collectors", 1L), Map.of()));
        roster.follow(new Orders(3, 4, Map.of(2, 11L), Map.of("collectors", 0L), Map.of()));
        assertThat(permits.excess()).isEqualTo(1);
        assertThat(roster.totals().collectorsEnded()).isEqualTo(Map.of("shardLost", 1L, "evicted", 1L));
    }

    private FakeConnection activeShard() {
        roster.follow(new Orders(2, 4, Map.of(2, 7L), Map.of("collectors", 10L), Map.of(2, 1L)));
        await().until(() -> gateway.opened.containsKey(2));
        FakeConnection shard = gateway.connection(2);
        await().until(shard.identified::isDone);
        shard.listener.ready(1);
        return shard;
    }

    private ShardStatus status(int shard) {
        return roster.statuses().stream()
                .filter(status -> status.index() == shard)
                .findFirst()
                .orElseThrow();
    }

    private HeldShard hold(ShardId shard, long token) {
        return new HeldShard(
                shard,
                token,
                new ShardLease(lease),
                gateway,
                LaneSettings.DEFAULT,
                permits,
                registry,
                new Bots(List.of(new LoadedBot("test", "1", "test.jar", bot)), List.of(), botStart, System::nanoTime),
                (_, _, _) -> true,
                changes::incrementAndGet);
    }

    private static Orders orders(long sequence, Map<Integer, Long> shards) {
        return new Orders(sequence, 4, shards, Map.of(), Map.of());
    }

    private static GatewayEvent guildCreate(long guild) {
        return new GatewayEvent(
                EventType.GUILD_CREATE,
                "GUILD_CREATE",
                2,
                System.nanoTime(),
                guild,
                0,
                0,
                0,
                0,
                false,
                false,
                new Payload("{\"op\":0,\"t\":\"GUILD_CREATE\",\"s\":2,\"d\":{\"id\":\"99\"}}"));
    }

    private static final class FakeGateway implements Gateway {
        private final Map<Integer, FakeConnection> opened = new ConcurrentHashMap<>();
        private final AtomicInteger connects = new AtomicInteger();

        FakeConnection connection(int shard) {
            return Objects.requireNonNull(opened.get(shard));
        }

        @Override
        public GatewayConnection connect(
                ShardId shard, GatewayListener listener, IdentifyGate identify, ActingGate acting) {
            connects.incrementAndGet();
            FakeConnection connection = new FakeConnection(listener, identify, acting);
            opened.put(shard.index(), connection);
            Thread.ofVirtual().start(() -> connection.identify(shard, identify));
            return connection;
        }
    }

    private static final class FakeConnection implements GatewayConnection {
        private final GatewayListener listener;
        private final IdentifyGate gate;
        private final ActingGate acting;
        private final CompletableFuture<Void> identified = new CompletableFuture<>();
        private volatile CountDownLatch closing = new CountDownLatch(0);

        FakeConnection(GatewayListener listener, IdentifyGate gate, ActingGate acting) {
            this.listener = listener;
            this.gate = gate;
            this.acting = acting;
        }

        void identify(ShardId shard, IdentifyGate gate) {
            try {
                gate.await(shard);
                assertThat(gate.take(shard)).isTrue();
                listener.identified();
                identified.complete(null);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public DiscordApi javacord() {
            throw new UnsupportedOperationException("no bot of this test asks for it");
        }

        @Override
        public Rest rest() {
            return (method, path, body) -> CompletableFuture.failedFuture(new IllegalStateException("no Discord here"));
        }

        @Override
        public void forward(String packetType) {}

        @Override
        public void close() {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class RecordingBot implements Bot {
        private final Map<ShardId, BotShard> shards = new ConcurrentHashMap<>();
        private final List<ShardId> started = new CopyOnWriteArrayList<>();
        private final List<ShardId> stopped = new CopyOnWriteArrayList<>();
        private volatile CountDownLatch hold = new CountDownLatch(0);
        private volatile boolean failing;
        private volatile boolean deaf;
        private volatile @Nullable Error fault;

        @Override
        public void start(BotShard shard) throws Exception {
            for (boolean again = true; again; ) {
                try {
                    hold.await();
                    again = false;
                } catch (InterruptedException e) {
                    if (!deaf) {
                        throw e;
                    }
                }
            }
            Error thrown = fault;
            if (thrown != null) {
                throw thrown;
            }
            shards.put(shard.id(), shard);
            started.add(shard.id());
            if (failing) {
                throw new IllegalStateException("as the test asked");
            }
        }

        BotShard shard(int index) {
            return Objects.requireNonNull(shards.get(new ShardId(index, 4)));
        }

        @Override
        public void stop(ShardId shard) {
            stopped.add(shard);
        }
    }
}
