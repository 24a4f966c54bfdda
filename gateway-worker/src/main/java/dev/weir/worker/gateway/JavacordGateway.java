package dev.weir.worker.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.discord.BotToken;
import dev.weir.discord.Trust;
import dev.weir.model.ShardId;
import dev.weir.worker.shard.ActingGate;
import dev.weir.worker.shard.FleetShare;
import dev.weir.worker.shard.Gateway;
import dev.weir.worker.shard.GatewayConnection;
import dev.weir.worker.shard.GatewayListener;
import dev.weir.worker.shard.IdentifyGate;
import dev.weir.worker.shard.RestRefused;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Discord's gateway, with Javacord behind the packet tap. Thread-safe.
 *
 * <p>Its shards share one HTTP client with one set of limits, one clock for heartbeats, and what it learnt once: where the
 * gateway is and which application the token belongs to.
 */
public final class JavacordGateway implements Gateway, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JavacordGateway.class);

    private final GatewaySettings settings;
    private final Patience patience;
    private final OkHttpClient http;
    private final ScheduledExecutorService clock;
    private final CompletableFuture<JsonNode> application = new CompletableFuture<>();
    private final RestLimits limits = new RestLimits();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final Thread asker = Thread.ofVirtual().name("gateway-application").unstarted(this::askUntilAnswered);
    private final Set<ShardConnection> connections = ConcurrentHashMap.newKeySet();
    private final ReentrantLock finding = new ReentrantLock();
    /** What Discord named last; kept when it is of no use, until Discord names another. */
    private volatile @Nullable String address;

    private final AtomicBoolean askingAddress = new AtomicBoolean();

    /**
     * Prepares; nothing is sent before the first {@link #connect}.
     *
     * @throws IllegalStateException when Javacord is not the one this was written for
     */
    public JavacordGateway(GatewaySettings settings) {
        this(settings, Patience.USUAL);
    }

    JavacordGateway(GatewaySettings settings, Patience patience) {
        ShardApi.check();
        BoundedFrames.check();
        JavacordLog.hushUnusedSocket();
        this.settings = settings;
        this.patience = patience;
        this.http = Discord.client(settings, limits);
        this.clock = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("gateway-clock").factory());
    }

    @Override
    public GatewayConnection connect(
            ShardId shard, GatewayListener listener, IdentifyGate identify, ActingGate acting) {
        if (!application.isDone() && asking.compareAndSet(false, true)) {
            asker.start();
        }
        ShardConnection connection = new ShardConnection(shard, this, listener, identify, acting);
        connections.add(connection);
        connection.start();
        return connection;
    }

    /** Tries the bot without a shard. */
    public BotTrial trial() {
        return new BotTrial(this, BotTrial.HELLO);
    }

    /**
     * This worker's parts of what Discord allows the bot over REST; from now on they wait for a fleet to give them.
     *
     * @param report called when the fleet should hear of them soon: a request has to wait for a larger part, or much of one
     *     was used; must not block
     */
    public List<FleetShare> shares(Runnable report) {
        limits.requests.joins(report);
        limits.invalid.joins(report);
        return List.of(limits.requests, limits.invalid);
    }

    /** Closes what is still open. */
    @Override
    public void close() {
        List<Thread> closing = connections.stream()
                .map(connection -> Thread.ofVirtual().start(connection::close))
                .toList();
        try {
            for (Thread one : closing) {
                one.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        asker.interrupt();
        clock.shutdownNow();
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }

    void closed(ShardConnection connection) {
        connections.remove(connection);
    }

    BotToken token() {
        return settings.token();
    }

    Patience patience() {
        return patience;
    }

    int intents() {
        return settings.intents();
    }

    Trust trust() {
        return settings.trust();
    }

    ScheduledExecutorService clock() {
        return clock;
    }

    CompletableFuture<JsonNode> application() {
        return application;
    }

    /** The HTTP client for one shard's calls: the common one, with the shard's gate. */
    OkHttpClient clientOf(ShardId shard, ActingGate gate) {
        GatedCalls gated = new GatedCalls(shard, gate);
        OkHttpClient.Builder client = http.newBuilder().addNetworkInterceptor(gated);
        client.interceptors().addFirst(gated);
        return client.build();
    }

    /**
     * Where the gateway is; asks Discord the first time. Who has an address never waits for REST, whose limits may hold for an hour.
     *
     * @throws IOException when Discord does not answer
     * @throws RestRefused when it answers with an error
     */
    String address() throws IOException {
        String known = address;
        if (known != null) {
            return known;
        }
        finding.lock();
        try {
            known = address;
            return known == null ? findAddress() : known;
        } finally {
            finding.unlock();
        }
    }

    /** Asks Discord where the gateway is. */
    String findAddress() throws IOException {
        String found = Discord.call(http, Discord.request("/gateway").build())
                .path("url")
                .asText("");
        if (!found.startsWith("wss://") && !found.startsWith("ws://127.0.0.1:")) {
            throw new IOException("Discord named no gateway, but '" + found + "'");
        }
        address = found;
        return found;
    }

    /** It was of no use: Discord is asked again, in the background, and it goes on to be tried meanwhile. */
    void doubtAddress() {
        if (address != null && askingAddress.compareAndSet(false, true)) {
            Thread.ofVirtual().name("gateway-address").start(() -> {
                try {
                    var _ = findAddress();
                } catch (IOException | RestRefused e) {
                    LOG.debug("Discord does not say where the gateway is: {}", e.getMessage());
                } finally {
                    askingAddress.set(false);
                }
            });
        }
    }

    /** Asks Discord once whose token this is. */
    JsonNode askApplication() throws IOException {
        JsonNode answer = Discord.call(
                http,
                Discord.authorized(Discord.request("/oauth2/applications/@me"), token())
                        .build());
        application.complete(answer);
        return answer;
    }

    private void askUntilAnswered() {
        Backoff backoff = new Backoff(ThreadLocalRandom.current());
        try {
            while (true) {
                try {
                    askApplication();
                    return;
                } catch (IOException | RestRefused e) {
                    if (e instanceof RestRefused refused && refused.status() == 401) {
                        application.completeExceptionally(e);
                        return;
                    }
                    if (backoff.failures() == 0 && !Thread.currentThread().isInterrupted()) {
                        LOG.warn("cannot learn about the application yet, trying on: {}", e.getMessage());
                    }
                }
                Thread.sleep(backoff.next());
            }
        } catch (InterruptedException e) {
            application.completeExceptionally(new IllegalStateException("the gateway is closed", e));
        }
    }
}
