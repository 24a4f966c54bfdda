package dev.weir.coordinator;

import dev.weir.cluster.ClusterKeys;
import dev.weir.cluster.FleetMember;
import dev.weir.coordinator.cluster.HazelcastRecords;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.control.ControlMeters;
import dev.weir.coordinator.discord.BotTerms;
import dev.weir.coordinator.discord.DiscordTerms;
import dev.weir.coordinator.kept.Keeper;
import dev.weir.coordinator.rest.Answer;
import dev.weir.coordinator.rest.Api;
import dev.weir.coordinator.rest.FleetMeters;
import dev.weir.coordinator.rest.Route;
import dev.weir.discord.BotToken;
import dev.weir.process.HttpEdge;
import dev.weir.process.Meters;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of one coordinator, in start order. */
public final class Coordinator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Coordinator.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final FleetMember member;
    private final HttpEdge edge;
    private final Api api;
    private final CompletableFuture<Boolean> tokenRefused;
    private final ControlLoop loop;
    private final int coordinators;

    /** Starts one with the clocks of this machine. */
    public static Coordinator start(CoordinatorConfig config) throws IOException {
        return start(config, System::nanoTime);
    }

    /** Starts one that decides by the given monotonic clock. */
    static Coordinator start(CoordinatorConfig config, LongSupplier nanoClock) throws IOException {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            return new Coordinator(config, nanoClock, parts);
        } catch (IOException | RuntimeException failed) {
            closeAll(parts);
            throw failed;
        }
    }

    private Coordinator(CoordinatorConfig config, LongSupplier nanoClock, Deque<AutoCloseable> opened)
            throws IOException {
        Meters meters = Meters.create(Map.of());
        opened.push(meters);
        BotTerms terms = terms(config, opened);
        tokenRefused = terms instanceof DiscordTerms discord
                ? discord.refusesToken()
                : CompletableFuture.completedFuture(false);
        member = FleetMember.start(config.member());
        opened.push(member);
        HazelcastRecords records = new HazelcastRecords(
                member,
                config.member().coordinators(),
                config.control().limits().keySet());
        coordinators = config.member().coordinators().size();
        loop = new ControlLoop(
                records,
                terms,
                config.control(),
                new ControlMeters(meters.registry()),
                nanoClock,
                InstantSource.system());
        Keeper keeper = new Keeper(config.stateDir(), records);
        opened.push(keeper);
        loop.onLook(keeper::look);
        FleetMeters.register(
                loop,
                member.pauseGuard(),
                meters.registry(),
                config.control().limits().keySet());
        api = new Api(
                config.member().cluster(),
                coordinators,
                loop,
                records,
                InstantSource.system(),
                keeper::keep,
                () -> new Answer.Text(Meters.CONTENT_TYPE, meters.scrape()));
        edge = HttpEdge.start(CoordinatorConfig.REST_PORT.name(), config.restBind(), config.restPort(), api::addTo);
        opened.push(edge);
        opened.push(member.onChange(loop::hint, () -> {
            records.hintShard();
            loop.hint();
        }));
        loop.start();
        opened.push(loop);
        parts.addAll(opened);
    }

    private static BotTerms terms(CoordinatorConfig config, Deque<AutoCloseable> opened) throws IOException {
        BotToken token = config.token();
        if (token == null) {
            return BotTerms.fixed(config.control().shards(), config.maxConcurrency());
        }
        HttpClient.Builder http = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .sslContext(config.trust().context());
        if (config.proxy() != null) {
            http.proxy(ProxySelector.of(config.proxy()));
        }
        DiscordTerms discord = new DiscordTerms(http.build(), DiscordTerms.DISCORD, token.reveal());
        opened.push(discord);
        return discord;
    }

    /** Where REST answers, as {@code http://127.0.0.1:7700}. */
    public String restAddress() {
        return edge.address();
    }

    /** Where workers find this coordinator, as {@code 127.0.0.1:7701}. */
    public String clusterAddress() {
        return member.address().toString();
    }

    /** Whether Discord refuses the token, which it is asked once when this coordinator starts; false too when it gives no answer. */
    CompletableFuture<Boolean> tokenRefused() {
        return tokenRefused;
    }

    /** What it waits for before it can do anything, null when it has seen the fleet's maps. */
    @Nullable
    String waitsFor() {
        if (loop.newest().seen()) {
            return null;
        }
        return coordinators == 1
                ? "the fleet's maps"
                : "a majority of the " + coordinators + " coordinators in " + ClusterKeys.COORDINATORS;
    }

    /** Completes, with the reason for people, when a majority that runs does not let this coordinator in: it is to end. */
    CompletionStage<String> unfit() {
        return member.unfit();
    }

    /** Where a coordinator with this one's id listens that is older in the cluster; null when there is none. */
    @Nullable
    String namesake() {
        return namesake(member.coordinators());
    }

    static @Nullable String namesake(List<FleetMember.Coordinator> oldestFirst) {
        Map<String, String> addresses = new HashMap<>();
        for (FleetMember.Coordinator each : oldestFirst) {
            if (each.self()) {
                return addresses.get(each.name());
            }
            addresses.put(each.name(), each.address().toString());
        }
        return null;
    }

    /** Every route that REST serves. */
    List<Route> routes() {
        return api.routes();
    }

    /** Stops deciding first, and leaves the cluster last. */
    @Override
    public void close() {
        closeAll(parts);
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception failed) {
                log.warn("{} did not close in order", part.getClass().getSimpleName(), failed);
            }
        }
    }
}
