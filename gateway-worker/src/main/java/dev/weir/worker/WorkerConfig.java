package dev.weir.worker;

import dev.weir.cluster.HostPort;
import dev.weir.model.WorkerId;
import dev.weir.process.Key;
import dev.weir.process.Secret;
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
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
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
 * @param certificate PEM file trusted besides the JDK's, or null
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
        Secret token,
        List<Intent> intents,
        @Nullable URI proxy,
        @Nullable Path certificate,
        LaneSettings.OnDisconnect onDisconnect,
        LocalLimits limits,
        HeapShares shares,
        HeapThresholds heap,
        Thresholds alerts,
        StatisticsSettings statistics) {

    private static final int MOST = 100_000_000;
    private static final Pattern PROXY = Pattern.compile("http://(127\\.0\\.0\\.1|localhost):\\d{1,5}/?");

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
    static final Key<String> PROBE_BIND = Key.text(
                    "worker.probe.bind", "address of /metrics, /livez, /readyz, /v1/local")
            .or("127.0.0.1");
    static final Key<Integer> PROBE_PORT = Key.port("worker.probe.port", "port of the same; 0 takes any free one")
            .or(7711);
    static final Key<String> CLUSTER =
            Key.text("cluster.name", "name of the fleet").or("weir");
    static final Key<List<HostPort>> COORDINATORS = Key.of(
                    "cluster.coordinators",
                    "host:port of each coordinator, separated by commas",
                    "where the coordinators are",
                    text -> Arrays.stream(text.split(",", -1))
                            .map(HostPort::parse)
                            .toList())
            .or(List.of(new HostPort("127.0.0.1", 7701)));
    static final Key<Secret> TOKEN = Key.secret("discord.token", "the bot's token");
    static final Key<List<Intent>> INTENTS = Key.of(
                    "discord.intents",
                    "names of intents separated by commas, as GUILDS,GUILD_MESSAGES",
                    "what to ask Discord for",
                    Intent::parse)
            .or(Intent.USUAL);
    static final Key<URI> PROXY_URI = Key.of(
                    "discord.proxy",
                    "http://127.0.0.1:PORT",
                    "the simulated Discord; leave it out for the real one",
                    WorkerConfig::proxy)
            .optional();
    static final Key<Path> CERTIFICATE = Key.path(
                    "discord.ca-file", "PEM file with the certificate of the simulated Discord")
            .optional();
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
            CLUSTER,
            COORDINATORS,
            TOKEN,
            INTENTS,
            PROXY_URI,
            CERTIFICATE,
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
        URI proxy = settings.find(PROXY_URI);
        Path certificate = settings.find(CERTIFICATE);
        if (certificate != null && proxy == null) {
            throw settings.mistake(
                    CERTIFICATE, "expected only together with discord.proxy: the real Discord needs no such file");
        }
        return new WorkerConfig(
                id == null ? defaultId() : id,
                settings.find(BOTS),
                settings.get(BOT_START),
                settings.get(CAPACITY),
                settings.get(ZONE),
                new HostPort(settings.get(PROBE_BIND), settings.get(PROBE_PORT)),
                settings.get(CLUSTER),
                settings.get(COORDINATORS),
                settings.get(TOKEN),
                settings.get(INTENTS),
                proxy,
                certificate,
                switch (settings.get(ON_DISCONNECT)) {
                    case RESUME_GRACE -> new LaneSettings.OnDisconnect.ResumeGrace(settings.get(RESUME_GRACE));
                    case IMMEDIATE -> new LaneSettings.OnDisconnect.Immediate();
                },
                limits(settings),
                heapShares(settings),
                heap(settings),
                new Thresholds(
                        settings.get(ALERT_DURATION),
                        settings.get(ALERT_ITEMS),
                        settings.get(ALERT_PER_ITEM),
                        settings.get(ALERT_BYTES),
                        settings.get(ALERTS_KEPT)),
                new StatisticsSettings(
                        settings.get(STATISTICS_EVERY), settings.get(WARN_PERCENT), settings.get(WARN_ENDING)));
    }

    private static HeapThresholds heap(Settings settings) {
        try {
            return new HeapThresholds(settings.get(HEAP_DRAW), settings.get(HEAP_EVICT), settings.get(HEAP_REFUSE));
        } catch (IllegalArgumentException _) {
            throw settings.mistake(
                    HEAP_EVICT, "expected no less than limits.heap.draw and no more than limits.heap.refuse");
        }
    }

    private static HeapShares heapShares(Settings settings) {
        try {
            return new HeapShares(settings.get(HEAP_COLLECTORS), settings.get(HEAP_INBOX));
        } catch (IllegalArgumentException _) {
            throw settings.mistake(HEAP_COLLECTORS, "expected at most 90 together with limits.heap.inbox");
        }
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
            limits.put(kind, most);
        });
        return limits;
    }

    private static Map<Long, Integer> shares(String text) {
        Map<Long, Integer> shares = new TreeMap<>();
        pairs(text, (guild, share) -> {
            if (share > 100) {
                throw new IllegalArgumentException();
            }
            shares.put(Long.parseLong(guild), share);
        });
        return shares;
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

    private static URI proxy(String text) {
        if (!PROXY.matcher(text.strip()).matches()) {
            throw new IllegalArgumentException(
                    "expected http://127.0.0.1:PORT: only the simulated Discord is reached through a proxy");
        }
        return URI.create(text.strip());
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
