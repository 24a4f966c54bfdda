package dev.weir.worker.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.discord.BotToken;
import dev.weir.model.ShardId;
import dev.weir.worker.shard.ActingGate;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import org.javacord.api.entity.ApplicationInfo;
import org.javacord.api.entity.intent.Intent;
import org.javacord.api.entity.message.Message;
import org.javacord.api.util.concurrent.ThreadPool;
import org.javacord.api.util.ratelimit.Ratelimiter;
import org.javacord.core.DiscordApiImpl;
import org.javacord.core.entity.activity.ApplicationInfoImpl;
import org.javacord.core.util.cache.MessageCacheImpl;
import org.javacord.core.util.gateway.DiscordWebSocketAdapter;
import org.javacord.core.util.ratelimit.RatelimitManager;
import org.jspecify.annotations.Nullable;

/**
 * Javacord's view of one shard, on our threads and our HTTP client. It opens no socket of its own; its events reach listeners
 * only while this worker may act for the shard.
 */
final class ShardApi extends DiscordApiImpl {
    private static final String ADAPTER_FIELD = "websocketAdapter";
    private static final Duration APPLICATION_WAIT = Duration.ofSeconds(10);
    private static final Ratelimiter UNLIMITED = () -> {};

    private final JavacordThreads threads;
    private final OkHttpClient http;
    private final ActingGate gate;
    private final CompletableFuture<JsonNode> application;
    private volatile boolean offline = true;
    /** The one message that Javacord's caches hold; guarded by {@link #getMessageCacheLock}. */
    private @Nullable Message cached;

    ShardApi(
            ShardId shard,
            BotToken token,
            int intents,
            JavacordThreads threads,
            OkHttpClient http,
            ActingGate gate,
            CompletableFuture<JsonNode> application) {
        this.threads = threads;
        this.http = http;
        this.gate = gate;
        this.application = application;
        super(
                token.reveal(),
                shard.index(),
                shard.count(),
                known(intents),
                false,
                false,
                false,
                UNLIMITED,
                UNLIMITED,
                null,
                null,
                null,
                false,
                null,
                null,
                Map.of(),
                List.of(),
                false,
                true);
        setMessageCacheSize(0, 1);
        setAutomaticMessageCacheCleanupEnabled(false);
    }

    /**
     * Fails when Javacord is not the one whose insides we know.
     *
     * @throws IllegalStateException saying what is different
     */
    static void check() {
        if (!"3.8.0".equals(org.javacord.api.Javacord.VERSION)) {
            throw new IllegalStateException(
                    "the gateway is written for Javacord 3.8.0, found " + org.javacord.api.Javacord.VERSION);
        }
        var _ = adapterField();
    }

    /** Puts the adapter in its place and lets Javacord's parts speak to it. */
    void adopt(DiscordWebSocketAdapter adapter) {
        try {
            adapterField().set(this, adapter);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("cannot set DiscordApiImpl." + ADAPTER_FIELD, e);
        }
        offline = false;
    }

    private static Field adapterField() {
        try {
            Field field = DiscordApiImpl.class.getDeclaredField(ADAPTER_FIELD);
            if (field.getType() != DiscordWebSocketAdapter.class) {
                throw new IllegalStateException("DiscordApiImpl." + ADAPTER_FIELD + " is a " + field.getType());
            }
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("DiscordApiImpl has no field " + ADAPTER_FIELD, e);
        }
    }

    private static Set<Intent> known(int intents) {
        return Arrays.stream(Intent.values())
                .filter(intent -> (intents >>> intent.getId() & 1) == 1)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public ThreadPool getThreadPool() {
        return threads;
    }

    @Override
    public OkHttpClient getHttpClient() {
        return http;
    }

    /** Called by the adapter's constructor, which wants to connect: that ends here. */
    @Override
    public RatelimitManager getRatelimitManager() {
        if (offline) {
            throw new NoSocketOfItsOwn();
        }
        return super.getRatelimitManager();
    }

    /** As {@link #getRatelimitManager}: the second thing which connecting asks for. */
    @Override
    public Optional<java.net.Proxy> getProxy() {
        if (offline) {
            throw new NoSocketOfItsOwn();
        }
        return super.getProxy();
    }

    /** The adapter must not try again: our connection does. */
    @Override
    public int getReconnectDelay(int attempt) {
        return Integer.MAX_VALUE;
    }

    /**
     * Called when a message enters its channel's cache: the one before it leaves again. Javacord searches that cache for every
     * message, trims it once a minute, and never forgets what it knows of all channels together.
     */
    @Override
    public void addMessageToCache(Message message) {
        getMessageCacheLock().lock();
        try {
            Message before = cached;
            cached = message;
            if (before != null
                    && !before.isCachedForever()
                    && before.getChannel().getMessageCache() instanceof MessageCacheImpl cache) {
                cache.removeMessage(before);
            }
        } finally {
            getMessageCacheLock().unlock();
        }
    }

    @Override
    public boolean canDispatchEvents() {
        return gate.open(System.nanoTime()) && super.canDispatchEvents();
    }

    @Override
    public ApplicationInfo getCachedApplicationInfo() {
        try {
            return new ApplicationInfoImpl(this, application.get(APPLICATION_WAIT.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the application's information", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Discord has not told the application's information yet", e);
        }
    }

    /** Refuses: Weir decides when a shard disconnects. */
    @Override
    public CompletableFuture<Void> disconnect() {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("Weir owns the connection of this shard; drain or stop the worker"));
    }

    /** Ends the adapter's own attempt to connect; without a stack, because it is part of every start. */
    private static final class NoSocketOfItsOwn extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NoSocketOfItsOwn() {
            super("Javacord opens no socket here", null, false, false);
        }
    }
}
