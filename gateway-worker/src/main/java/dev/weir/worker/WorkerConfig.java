package dev.weir.worker;

import dev.weir.cluster.ClusterKeys;
import dev.weir.cluster.HostPort;
import dev.weir.discord.BotToken;
import dev.weir.discord.DiscordKeys;
import dev.weir.discord.Trust;
import dev.weir.model.WorkerId;
import dev.weir.process.Key;
import dev.weir.process.Rule;
import dev.weir.process.Settings;
import dev.weir.worker.admission.HeapShares;
import dev.weir.worker.admission.HeapThresholds;
import dev.weir.worker.admission.LocalLimits;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.dispatch.LaneSettings;
import dev.weir.worker.dispatch.Thresholds;
import dev.weir.worker.roster.StatisticsSettings;
import dev.weir.worker.shard.Intent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything an operator can set of a worker.
 *
 * @param id its name in the fleet
 * @param bots folder of jars, or null for none
 * @param botStart how long a bot's start may take on a shard before that runs on without it, and its constructor
 * @param capacity shards that it takes at most
 * @param zone for placement; may be empty
 * @param probe where metrics and health are served
 * @param cluster name of the fleet
 * @param coordinators where the coordinators are
 * @param token the bot's
 * @param intents what to ask Discord for
 * @param proxy the simulated Discord's, or null for the real one
 * @param trust the certificates that are trusted
 * @param onDisconnect what collectors do when a connection is lost
 * @param limits those that this worker keeps by itself
 * @param shares which parts of the heap collectors and waiting events may take
 * @param heap from which use of the heap something is done about it
 * @param alerts what a collector may use before it is an alert
 * @param statistics how often it is said how the collectors are, and what is warned of
 */
public record WorkerConfig(
        WorkerId id,
        @Nullable Path bots,
        Duration botStart,
        int capacity,
        String zone,
        HostPort probe,
        String cluster,
        List<HostPort> coordinators,
        BotToken token,
        List<Intent> intents,
        @Nullable InetSocketAddress proxy,
        Trust trust,
        LaneSettings.OnDisconnect onDisconnect,
        LocalLimits limits,
        HeapShares shares,
        HeapThresholds heap,
        Thresholds alerts,
        StatisticsSettings statistics) {

    private static final int MOST = 100_000_000;

    static final Key<WorkerId> ID = Key.of(
                    "worker.id",
                    "1 to 64 letters, digits, '.', '_' or '-'",
                    "name of this worker, unique in the fleet; by default host name and process id",
                    WorkerId::new)
            .optional();
    static final Key<Path> BOTS =
            Key.path("worker.bots", "folder with the jars of the bots").optional();
    static final Key<Duration> BOT_START = Key.duration(
                    "worker.bot-start-deadline",
                    Duration.ofSeconds(1),
                    Duration.ofMinutes(10),
                    "how long a bot's start() may take before its shard runs on without it; its constructor as well")
            .or(Duration.ofSeconds(30));
    static final Key<Integer> CAPACITY = Key.number("worker.capacity", 1, 10_000, "shards this worker takes at most")
            .or(64);
    static final Key<String> ZONE = Key.text("worker.zone", "where this worker runs: shards are spread over the zones")
            .or("");
    static final Key<String> PROBE_BIND = Key.listenAddress(
                    "worker.probe.bind",
                    "an address of this machine, as 127.0.0.1, or 0.0.0.0 for all of them",
                    _ -> true,
                    "address of /metrics, /livez, /readyz, /v1/local")
            .or("127.0.0.1");
    static final Key<Integer> PROBE_PORT = Key.port("worker.probe.port", "port of the same; 0 takes any free one")
            .or(7711);
    static final Key<List<Intent>> INTENTS = Key.of(
                    "discord.intents",
                    "names of intents separated by commas, as GUILDS,GUILD_MESSAGES",
                    "what to ask Discord for",
                    Intent::parse)
            .or(Intent.USUAL);
    static final Key<OnDisconnect> ON_DISCONNECT = Key.choice(
                    "collectors.on-disconnect",
                    OnDisconnect.class,
                    "what collectors do when a connection is lost: wait for a resume, or end at once")
            .or(OnDisconnect.RESUME_GRACE);
    static final Key<Duration> RESUME_GRACE = Key.duration(
                    "collectors.resume-grace",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5),
                    "how long they wait for it")
            .or(Duration.ofSeconds(30));
    static final Key<Integer> QUEUE_BOUND = Key.number(
                    "collectors.queue", 0, 1_000_000, "collectors that may wait for a permit; one more is refused")
            .or(10_000);
    static final Key<Integer> QUEUE_PER_TENANT = Key.number(
                    "collectors.queue-per-tenant", 1, 1_000_000, "collectors of one guild that may wait for a permit")
            .or(1_000);
    static final Key<Integer> PER_WORKER = Key.number(
                    "limits.worker", 0, MOST, "collectors that may run on this worker; 0 is no limit")
            .or(0);
    static final Key<Integer> PER_SHARD = Key.number(
                    "limits.shard", 0, MOST, "collectors that may run on one shard; 0 is no limit")
            .or(0);
    static final Key<Integer> PER_TENANT = Key.number(
                    "limits.tenant", 0, MOST, "collectors of one guild that may run on this worker; 0 is no limit")
            .or(0);
    static final Key<Integer> PER_USER = Key.number(
                    "limits.user", 0, MOST, "collectors for one user that may run on this worker; 0 is no limit")
            .or(0);
    static final Key<Map<String, Integer>> PER_KIND = Key.of(
                    "limits.kinds",
                    "kind=number separated by commas, as reaction=5000,modal=200",
                    "collectors of a kind that may run on this worker; a kind that is not named has no limit",
                    WorkerConfig::kinds)
            .or(Map.of());
    static final Key<Map<Long, Integer>> SHARES = Key.of(
                    "limits.shares",
                    "guild=1 to 100 separated by commas, as 175928847299117063=3",
                    "guilds that the queue serves more than once a round",
                    WorkerConfig::shares)
            .or(Map.of());

    static final Key<Integer> HEAP_COLLECTORS = Key.number(
                    "limits.heap.collectors", 1, 80, "percent of the heap for collectors and the items they keep")
            .or(40);
    static final Key<Integer> HEAP_INBOX = Key.number(
                    "limits.heap.inbox", 1, 80, "percent of the heap for events that wait, shared by all shards")
            .or(12);
    static final Key<Integer> HEAP_DRAW = Key.number(
                    "limits.heap.draw", 1, 100, "percent of the heap in use from which no more permits are drawn")
            .or(75);
    static final Key<Integer> HEAP_EVICT = Key.number(
                    "limits.heap.evict", 1, 100, "percent of the heap in use from which collectors are evicted")
            .or(85);
    static final Key<Integer> HEAP_REFUSE = Key.number(
                    "limits.heap.refuse", 1, 100, "percent of the heap in use from which no collector is admitted")
            .or(92);

    static final Key<Duration> ALERT_DURATION = Key.duration(
                    "alerts.duration",
                    Duration.ofSeconds(1),
                    Duration.ofDays(31),
                    "a collector that lived longer is an alert when it ends")
            .or(Thresholds.DEFAULT.duration());
    static final Key<Long> ALERT_ITEMS = Key.bigNumber(
                    "alerts.items", 1, Long.MAX_VALUE, "one that accepted more items is an alert")
            .or(Thresholds.DEFAULT.items());
    static final Key<Duration> ALERT_PER_ITEM = Key.duration(
                    "alerts.per-item",
                    Duration.ofMillis(1),
                    Duration.ofDays(1),
                    "one whose handler took longer on average is an alert")
            .or(Thresholds.DEFAULT.perItem());
    static final Key<Long> ALERT_BYTES = Key.bigNumber(
                    "alerts.bytes", 1, Long.MAX_VALUE, "one that kept more, estimated from the texts, is an alert")
            .or(Thresholds.DEFAULT.bytes());
    static final Key<Integer> ALERTS_KEPT = Key.number(
                    "alerts.kept", 1, 10_000, "alerts that are kept of each shard; the oldest goes first")
            .or(Thresholds.DEFAULT.kept());
    static final Key<Duration> STATISTICS_EVERY = Key.duration(
                    "statistics.every",
                    Duration.ofSeconds(1),
                    Duration.ofHours(1),
                    "how often it is logged how the collectors are, and over how long errors are counted")
            .or(StatisticsSettings.DEFAULT.every());
    static final Key<Integer> WARN_PERCENT = Key.number(
                    "statistics.warn-percent",
                    1,
                    100,
                    "percent of one of this worker's limits in use that is warned of")
            .or(StatisticsSettings.DEFAULT.warnPercent());
    static final Key<Integer> WARN_ENDING = Key.number(
                    "statistics.warn-ending", 0, MOST, "collectors that wait for their handlers that are warned of")
            .or(StatisticsSettings.DEFAULT.warnEnding());

    /** All of them. */
    public static final List<Key<?>> KEYS = List.of(
            ID,
            BOTS,
            BOT_START,
            CAPACITY,
            ZONE,
            PROBE_BIND,
            PROBE_PORT,
            ClusterKeys.NAME,
            ClusterKeys.COORDINATORS,
            DiscordKeys.TOKEN,
            INTENTS,
            DiscordKeys.PROXY,
            DiscordKeys.CA_FILE,
            ON_DISCONNECT,
            RESUME_GRACE,
            QUEUE_BOUND,
            QUEUE_PER_TENANT,
            PER_WORKER,
            PER_SHARD,
            PER_TENANT,
            PER_USER,
            PER_KIND,
            SHARES,
            HEAP_COLLECTORS,
            HEAP_INBOX,
            HEAP_DRAW,
            HEAP_EVICT,
            HEAP_REFUSE,
            ALERT_DURATION,
            ALERT_ITEMS,
            ALERT_PER_ITEM,
            ALERT_BYTES,
            ALERTS_KEPT,
            STATISTICS_EVERY,
            WARN_PERCENT,
            WARN_ENDING);

    /** What they must fulfil together. */
    public static final List<Rule> RULES = List.of(
            DiscordKeys.CA_FILE_NEEDS_PROXY,
            Rule.of(
                    HEAP_EVICT,
                    settings -> settings.get(HEAP_DRAW) <= settings.get(HEAP_EVICT)
                            && settings.get(HEAP_EVICT) <= settings.get(HEAP_REFUSE),
                    "expected no less than limits.heap.draw and no more than limits.heap.refuse",
                    HEAP_DRAW,
                    HEAP_REFUSE),
            Rule.of(
                    HEAP_COLLECTORS,
                    settings -> settings.get(HEAP_COLLECTORS) + settings.get(HEAP_INBOX) <= 90,
                    "expected at most 90 together with limits.heap.inbox",
                    HEAP_INBOX));

    /** The choices of {@code collectors.on-disconnect}. */
    enum OnDisconnect {
        RESUME_GRACE,
        IMMEDIATE
    }

    public WorkerConfig {
        coordinators = List.copyOf(coordinators);
        intents = List.copyOf(intents);
    }

    /** Takes a worker's settings. */
    public static WorkerConfig from(Settings settings) {
        WorkerId id = settings.find(ID);
        return new WorkerConfig(
                id == null ? defaultId() : id,
                settings.find(BOTS),
                settings.get(BOT_START),
                settings.get(CAPACITY),
                settings.get(ZONE),
                new HostPort(settings.get(PROBE_BIND), settings.get(PROBE_PORT)),
                settings.get(ClusterKeys.NAME),
                settings.get(ClusterKeys.COORDINATORS),
                settings.get(DiscordKeys.TOKEN),
                settings.get(INTENTS),
                settings.find(DiscordKeys.PROXY),
                DiscordKeys.trust(settings),
                switch (settings.get(ON_DISCONNECT)) {
                    case RESUME_GRACE -> new LaneSettings.OnDisconnect.ResumeGrace(settings.get(RESUME_GRACE));
                    case IMMEDIATE -> new LaneSettings.OnDisconnect.Immediate();
                },
                limits(settings),
                new HeapShares(settings.get(HEAP_COLLECTORS), settings.get(HEAP_INBOX)),
                new HeapThresholds(settings.get(HEAP_DRAW), settings.get(HEAP_EVICT), settings.get(HEAP_REFUSE)),
                new Thresholds(
                        settings.get(ALERT_DURATION),
                        settings.get(ALERT_ITEMS),
                        settings.get(ALERT_PER_ITEM),
                        settings.get(ALERT_BYTES),
                        settings.get(ALERTS_KEPT)),
                new StatisticsSettings(
                        settings.get(STATISTICS_EVERY), settings.get(WARN_PERCENT), settings.get(WARN_ENDING)));
    }

    private static LocalLimits limits(Settings settings) {
        return new LocalLimits(
                settings.get(PER_WORKER),
                settings.get(PER_SHARD),
                settings.get(PER_TENANT),
                settings.get(PER_USER),
                settings.get(PER_KIND),
                settings.get(QUEUE_BOUND),
                settings.get(QUEUE_PER_TENANT),
                settings.get(SHARES));
    }

    private static Map<String, Integer> kinds(String text) {
        Map<String, Integer> limits = new TreeMap<>();
        pairs(text, (kind, most) -> {
            if (Arrays.stream(Kind.values()).noneMatch(each -> each.code().equals(kind)) || most > MOST) {
                throw new IllegalArgumentException();
            }
            once(limits.put(kind, most));
        });
        return limits;
    }

    private static Map<Long, Integer> shares(String text) {
        Map<Long, Integer> shares = new TreeMap<>();
        pairs(text, (guild, share) -> {
            if (share > 100) {
                throw new IllegalArgumentException();
            }
            once(shares.put(Long.parseLong(guild), share));
        });
        return shares;
    }

    private static void once(@Nullable Integer before) {
        if (before != null) {
            throw new IllegalArgumentException("expected each name once");
        }
    }

    private static void pairs(String text, BiConsumer<String, Integer> each) {
        for (String pair : text.split(",", -1)) {
            String[] parts = pair.strip().split("=", -1);
            int number = parts.length == 2 ? Integer.parseInt(parts[1].strip()) : 0;
            if (number < 1) {
                throw new IllegalArgumentException();
            }
            each.accept(parts[0].strip(), number);
        }
    }

    private static WorkerId defaultId() {
        String pid = "-" + ProcessHandle.current().pid();
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
        } catch (UnknownHostException e) {
            host = "worker";
        }
        return new WorkerId(host.substring(0, Math.min(host.length(), 64 - pid.length())) + pid);
    }
}
