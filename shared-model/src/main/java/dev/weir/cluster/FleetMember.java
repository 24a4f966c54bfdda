package dev.weir.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IExecutorService;
import com.hazelcast.instance.impl.HazelcastInstanceFactory;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A coordinator's side of the fleet: a data member of the cluster. */
public final class FleetMember extends Fleet {
    static final String SHARDS = "weir.shards";
    private static final Logger log = LoggerFactory.getLogger(FleetMember.class);

    private final HazelcastInstance hazelcast;
    private final MemberSettings settings;
    private final PauseGuard guard;
    private final Admission admission;

    /**
     * A coordinator as the cluster sees it.
     *
     * @param oldest whether it is the one that leads
     * @param self whether it is this process
     * @param shards as in {@link MemberSettings}, or null when it does not say
     */
    public record Coordinator(
            String name,
            HostPort address,
            boolean oldest,
            boolean self,
            @Nullable Integer shards) {}

    private FleetMember(HazelcastInstance hazelcast, MemberSettings settings, PauseGuard guard, Admission admission) {
        this(hazelcast, settings, guard, admission, FleetThreads.virtual(settings.name() + "-fleet"));
    }

    private FleetMember(
            HazelcastInstance hazelcast,
            MemberSettings settings,
            PauseGuard guard,
            Admission admission,
            FleetThreads threads) {
        super(() -> hazelcast, () -> "coordinators " + settings.coordinators(), threads, threads);
        this.hazelcast = hazelcast;
        this.settings = settings;
        this.guard = guard;
        this.admission = admission;
    }

    /**
     * Starts a member; with three coordinators it waits for nobody: until a majority is there, every call is refused.
     *
     * @throws UncheckedIOException caused by a {@link BindException} when the port is taken, or the address is none of this
     *     machine's
     * @throws UnfitCoordinator when a majority that runs does not let it in
     */
    public static FleetMember start(MemberSettings settings) {
        return start(settings, new PauseGuard(System::nanoTime));
    }

    static FleetMember start(MemberSettings settings, PauseGuard guard) {
        requireFree(settings.bind());
        Admission admission = new Admission(settings, System::nanoTime);
        HazelcastInstance hazelcast;
        try {
            hazelcast = HazelcastInstanceFactory.newHazelcastInstance(
                    MemberRecipe.of(settings, guard, admission), null, new MemberNode(settings, admission));
        } catch (UnknownHostException unknown) {
            throw new UncheckedIOException("host " + settings.bind().host() + " is not known", unknown);
        }
        FleetMember member = new FleetMember(hazelcast, settings, guard, admission);
        String unfit = admission.unfit().getNow("");
        if (!unfit.isEmpty()) {
            member.close();
            throw new UnfitCoordinator(unfit);
        }
        guard.start(settings.name(), () -> member.majorityRoundTrip(Duration.ofSeconds(1)));
        return member;
    }

    /** Hazelcast's own complaint about a taken port is a page of stack trace; asked beforehand, it is one line. */
    private static void requireFree(HostPort bind) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(bind.host(), bind.port()));
        } catch (IOException taken) {
            throw new UncheckedIOException("cluster port " + bind + " cannot be bound: " + taken.getMessage(), taken);
        }
    }

    /** Where this member listens, with the port that it got. */
    public HostPort address() {
        return address(hazelcast.getCluster().getLocalMember());
    }

    /** Whether this is the oldest coordinator it knows of. That alone permits nothing: see {@link #majorityRoundTrip}. */
    public boolean isLeader() {
        return hazelcast.getLifecycleService().isRunning()
                && hazelcast.getCluster().getMembers().iterator().next().localMember();
    }

    /** The coordinators that this one counts as members now, oldest first. */
    public List<Coordinator> coordinators() {
        List<Coordinator> all = new ArrayList<>();
        for (Member member : hazelcast.getCluster().getMembers()) {
            String name = member.getAttribute(Admission.NAME);
            all.add(new Coordinator(
                    name == null ? "" : name, address(member), all.isEmpty(), member.localMember(), shards(member)));
        }
        return List.copyOf(all);
    }

    private static @Nullable Integer shards(Member member) {
        String said = member.getAttribute(SHARDS);
        return said == null || !said.matches("\\d{1,6}") ? null : Integer.valueOf(said);
    }

    /** How many clients, which are workers, are connected to this member. */
    public int connectedClients() {
        return hazelcast.getClientService().getConnectedClients().size();
    }

    /** This member's pause guard, for its meters. */
    public PauseGuard pauseGuard() {
        return guard;
    }

    /** Coordinators, and other members of Hazelcast, that were not let in lately, or did not let this one in. */
    public List<String> refused() {
        return admission.refused();
    }

    /** Why coordinators of the list are not there, as far as this one has just looked for them. */
    public List<String> missing() {
        return admission.missing();
    }

    /** Completes, with the reason for people, when a majority that runs does not let this one in: it is to end. */
    public CompletionStage<String> unfit() {
        return admission.unfit().minimalCompletionStage();
    }

    /**
     * Asks the other members now whether they count this one among them.
     *
     * @return whether a majority of the configured coordinators, this one included, said yes within the time
     */
    public boolean majorityRoundTrip(Duration within) {
        int needed = settings.majority() - 1;
        if (needed == 0) {
            return hazelcast.getLifecycleService().isRunning();
        }
        CountDownLatch yes = new CountDownLatch(needed);
        try {
            // Even to ask may wait, as in FleetMap: so not on the caller's thread.
            own.execute(() -> ask(yes));
            return yes.await(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    private void ask(CountDownLatch yes) {
        try {
            IExecutorService echo = hazelcast.getExecutorService(MemberRecipe.ECHO);
            Callable<Boolean> question =
                    new Echo(hazelcast.getCluster().getLocalMember().getUuid().toString());
            for (Member other : hazelcast.getCluster().getMembers()) {
                if (!other.localMember() && admission.listed(other)) {
                    echo.submitToMember(question, other, new EchoAnswer(yes));
                }
            }
        } catch (IllegalStateException | HazelcastException notNow) {
            log.debug("the other coordinators could not be asked: {}", notNow.toString());
        }
    }

    /**
     * Tells that a worker, or a shard, changed; several changes may be told as one, and any may be missed: hints to look.
     *
     * @return ends it
     */
    public AutoCloseable onChange(Runnable worker, Runnable shard) {
        IMap<String, WorkerRow> workers = hazelcast.getMap(FleetMaps.WORKERS);
        IMap<Integer, ShardRecord> shards = hazelcast.getMap(FleetMaps.SHARDS);
        UUID onWorkers = workers.addEntryListener(new AnyChange<>(together(worker)), false);
        UUID onShards = shards.addEntryListener(new AnyChange<>(together(shard)), false);
        return () -> {
            workers.removeEntryListener(onWorkers);
            shards.removeEntryListener(onShards);
        };
    }

    /** Tells once of what comes while it has not been told yet. */
    private Runnable together(Runnable hint) {
        AtomicBoolean pending = new AtomicBoolean();
        return () -> {
            if (pending.compareAndSet(false, true)) {
                own.execute(() -> {
                    pending.set(false);
                    hint.run();
                });
            }
        };
    }

    private record AnyChange<K, V>(Runnable told)
            implements EntryAddedListener<K, V>, EntryUpdatedListener<K, V>, EntryRemovedListener<K, V> {
        @Override
        public void entryAdded(EntryEvent<K, V> event) {
            told.run();
        }

        @Override
        public void entryUpdated(EntryEvent<K, V> event) {
            told.run();
        }

        @Override
        public void entryRemoved(EntryEvent<K, V> event) {
            told.run();
        }
    }

    private static HostPort address(Member member) {
        return HostPort.of(member.getAddress());
    }

    /** Leaves the cluster in order: with other members there, backups are whole before this returns. */
    @Override
    public void close() {
        guard.close();
        hazelcast.shutdown();
        own.close();
    }

    /** Drops out as a killed process does, for tests. */
    void kill() {
        guard.close();
        hazelcast.getLifecycleService().terminate();
        own.shutdownNow();
    }

    HazelcastInstance hazelcast() {
        return hazelcast;
    }
}
