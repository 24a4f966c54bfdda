package dev.weir.cluster;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig;
import com.hazelcast.client.config.ClientConnectionStrategyConfig.ReconnectMode;
import com.hazelcast.client.config.RoutingMode;
import com.hazelcast.config.ListenerConfig;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.core.LifecycleEvent.LifecycleState;
import com.hazelcast.core.LifecycleListener;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.weir.model.Orders;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A worker's side of the fleet: a client that starts before any coordinator does, and reconnects for ever. */
public final class FleetClient extends Fleet {
    private static final Duration PLACE_EVERY = Duration.ofMillis(100);

    private final HazelcastInstance hazelcast;
    private final AtomicBoolean connected;

    private final Obstacles obstacles;

    private FleetClient(
            HazelcastInstance hazelcast, AtomicBoolean connected, Obstacles obstacles, ClientSettings settings) {
        super(
                () -> hazelcast,
                () -> "coordinators " + settings.coordinators() + obstacles.inBrackets(),
                FleetThreads.platform(settings.name() + "-fleet"),
                FleetThreads.platform(settings.name() + "-lease"));
        this.hazelcast = hazelcast;
        this.connected = connected;
        this.obstacles = obstacles;
        obstacles.start();
    }

    /** Starts at once and connects in the background; until then every call ends in {@link FleetUnavailable}. */
    public static FleetClient start(ClientSettings settings) {
        AtomicBoolean connected = new AtomicBoolean();
        ClientConfig config = recipe(settings);
        LifecycleListener follower = event -> follow(event, connected);
        config.addListenerConfig(new ListenerConfig(follower));
        return new FleetClient(
                HazelcastClient.newHazelcastClient(config),
                connected,
                new Obstacles(settings, connected::get),
                settings);
    }

    private static ClientConfig recipe(ClientSettings settings) {
        ClientConfig config = new ClientConfig();
        config.setClusterName(settings.cluster());
        config.getMetricsConfig().setEnabled(false);
        Wire.close(config.getSerializationConfig());
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.client.statistics.enabled", "false");
        config.setProperty("hazelcast.client.operation.fail.on.indeterminate.state", "true");
        config.setProperty("hazelcast.client.heartbeat.interval", "1000");
        // Long before coordinators remove one that stands still (10 s). A client that gave it up in the same second
        // was seen to connect to it once more, and to get no answer from anybody until that one woke.
        config.setProperty("hazelcast.client.heartbeat.timeout", "4000");
        // Ours give up after 2 s; what Hazelcast repeats after that is of no use to anybody.
        config.setProperty("hazelcast.client.invocation.timeout.seconds", "3");
        config.setProperty("hazelcast.client.invocation.retry.pause.millis", "100");
        config.getNetworkConfig().setRedoOperation(true).setConnectionTimeout(2_000);
        config.getNetworkConfig().getClusterRoutingConfig().setRoutingMode(RoutingMode.ALL_MEMBERS);
        settings.coordinators().forEach(one -> config.getNetworkConfig().addAddress(one.toString()));
        ClientConnectionStrategyConfig strategy = config.getConnectionStrategyConfig();
        strategy.setAsyncStart(true).setReconnectMode(ReconnectMode.ASYNC);
        strategy.getConnectionRetryConfig()
                .setInitialBackoffMillis(100)
                .setMaxBackoffMillis(2_000)
                .setMultiplier(1.5)
                .setJitter(0.2)
                .setClusterConnectTimeoutMillis(-1);
        return config;
    }

    private static void follow(LifecycleEvent event, AtomicBoolean connected) {
        if (event.getState() == LifecycleState.CLIENT_CONNECTED) {
            connected.set(true);
        } else if (event.getState() == LifecycleState.CLIENT_DISCONNECTED) {
            connected.set(false);
        }
    }

    /** Whether some coordinator is connected now; a hint, since the next call may find otherwise. */
    public boolean connected() {
        return connected.get();
    }

    /** Why no coordinator is connected: one text for each of them; empty while one is, and before the first look. */
    public List<String> obstacles() {
        return obstacles.all();
    }

    /**
     * Tells of new orders in this worker's row sooner than its next renewal would; any may be missed. Orders already told
     * are not told again.
     *
     * @return ends it
     */
    public AutoCloseable onOrders(String workerId, Consumer<Orders> hint) {
        AtomicLong newest = new AtomicLong();
        AtomicBoolean ended = new AtomicBoolean();
        EntryUpdatedListener<String, WorkerRow> listener = event -> {
            Orders orders = event.getValue().orders();
            if (isNew(event, newest) && !ended.get()) {
                ofLeases.execute(() -> hint.accept(orders));
            }
        };
        if (!connected.get() || !placed(listener, workerId)) {
            own.execute(() -> place(listener, workerId, ended));
        }
        return () -> ended.set(true);
    }

    /** Tries until there is a coordinator to listen to; from then on Hazelcast places it anew with each connection. */
    private void place(EntryUpdatedListener<String, WorkerRow> listener, String workerId, AtomicBoolean ended) {
        while (!ended.get() && hazelcast.getLifecycleService().isRunning()) {
            if (connected.get() && placed(listener, workerId)) {
                return;
            }
            LockSupport.parkNanos(PLACE_EVERY.toNanos());
        }
    }

    private boolean placed(EntryUpdatedListener<String, WorkerRow> listener, String workerId) {
        try {
            IMap<String, WorkerRow> workers = hazelcast.getMap(FleetMaps.WORKERS);
            workers.addEntryListener(listener, new UnseenOrders(workerId), workerId, true);
            return true;
        } catch (HazelcastException | IllegalStateException notNow) {
            return false;
        }
    }

    private static boolean isNew(EntryEvent<String, WorkerRow> event, AtomicLong newest) {
        long sequence = event.getValue().orders().sequence();
        long before =
                event.getOldValue() == null ? 0 : event.getOldValue().orders().sequence();
        return sequence != before && newest.getAndSet(sequence) != sequence;
    }

    /** Disconnects. A worker says {@link Leave} before. */
    @Override
    public void close() {
        obstacles.close();
        hazelcast.shutdown();
        own.close();
        ofLeases.close();
    }

    HazelcastInstance hazelcast() {
        return hazelcast;
    }
}
