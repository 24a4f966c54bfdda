package dev.weir.coordinator;

import dev.weir.cluster.ClusterKeys;
import dev.weir.cluster.CoordinatorList;
import dev.weir.cluster.HostPort;
import dev.weir.cluster.MemberSettings;
import dev.weir.coordinator.control.ControlSettings;
import dev.weir.discord.BotToken;
import dev.weir.discord.DiscordKeys;
import dev.weir.discord.Trust;
import dev.weir.model.LimitName;
import dev.weir.process.Key;
import dev.weir.process.Rule;
import dev.weir.process.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one coordinator was configured.
 *
 * @param maxConcurrency used when there is no token to ask Discord with
 * @param token the bot's, or null
 * @param proxy through which Discord is reached, or null
 * @param trust the certificates that are trusted when Discord is reached
 * @param stateDir folder for what people have set, or null: then it is lost when all coordinators have ended
 */
public record CoordinatorConfig(
        MemberSettings member,
        String restBind,
        int restPort,
        ControlSettings control,
        int maxConcurrency,
        @Nullable BotToken token,
        @Nullable InetSocketAddress proxy,
        Trust trust,
        @Nullable Path stateDir) {

    private static final int AUTO = 0;

    /** 2 has a message of its own. */
    private static final Set<Integer> COUNTS = Set.of(1, 2, 3, 5);

    static final Key<String> ID = Key.text("coordinator.id", "name of this coordinator, unique in the fleet")
            .or("coordinator-" + hostName());
    static final Key<Path> STATE_DIR = Key.of(
                    "coordinator.state-dir",
                    "a folder that can be written, or made",
                    "folder of this coordinator alone, for what people have set (limits, drains): it outlives the end of all"
                            + " coordinators",
                    CoordinatorConfig::folder)
            .optional();
    static final Key<String> CLUSTER_BIND = Key.listenAddress(
                    "cluster.bind",
                    "one address of this machine that the other machines reach it at, as 10.0.0.5; not 0.0.0.0",
                    address -> !address.isAnyLocalAddress(),
                    "the one private address that other coordinators and workers reach this one at")
            .or("127.0.0.1");
    static final Key<Integer> CLUSTER_PORT =
            Key.port("cluster.port", "port of the cluster on that address").or(7701);
    static final Key<String> REST_BIND = Key.listenAddress(
                    "rest.bind",
                    "an address of this machine only, as 127.0.0.1: REST has no tokens and no TLS yet, so it is not offered"
                            + " to the network; reach it through an SSH tunnel",
                    InetAddress::isLoopbackAddress,
                    "address of the REST interface")
            .or("127.0.0.1");
    public static final Key<Integer> REST_PORT =
            Key.port("rest.port", "port of the REST interface").or(7700);
    static final Key<Integer> SHARDS = Key.of(
                    "fleet.shards",
                    "auto, or a whole number from 1 to 100000",
                    "shards of the bot, the same on every coordinator; auto takes what Discord recommends when nothing runs,"
                            + " keeps what runs, and needs a token",
                    CoordinatorConfig::shards)
            .or(AUTO, "auto");
    static final Key<Integer> MAX_CONCURRENCY = Key.number(
                    "fleet.max-concurrency", 1, 1_000, "identify buckets, used without a token only")
            .or(1);
    static final Key<Integer> EXPECTED_WORKERS = Key.number(
                    "fleet.expected-workers",
                    1,
                    10_000,
                    "workers to wait for, up to 10 s, before shards are first given away")
            .or(1);
    static final Key<Duration> MASS_LOSS_HOLD = Key.duration(
                    "fleet.mass-loss-hold",
                    Duration.ZERO,
                    Duration.ofHours(1),
                    "how long shards are kept for their workers when more than a third of these are lost at once; 0s never")
            .or(Duration.ofMinutes(1));
    static final Key<Long> COLLECTORS = Key.bigNumber(
                    "limits.collectors",
                    1,
                    1_000_000_000L,
                    "collectors that may run at the same time in the whole fleet")
            .or(100_000L);
    static final Key<Long> DISCORD_REQUESTS = Key.bigNumber(
                    "limits.discord.requests",
                    1,
                    50,
                    "requests a second that all workers together may send to Discord; one of its 50 is left for the leader")
            .or(49L);
    static final Key<Long> DISCORD_INVALID = Key.bigNumber(
                    "limits.discord.invalid",
                    100,
                    10_000,
                    "answers 401, 403 and 429 in ten minutes that all workers together may cause; Discord bans at 10000")
            .or(9_000L);
    static final Key<BotToken> TOKEN = DiscordKeys.TOKEN.optional();

    static final List<Key<?>> KEYS = List.of(
            ID,
            STATE_DIR,
            ClusterKeys.NAME,
            CLUSTER_BIND,
            CLUSTER_PORT,
            ClusterKeys.COORDINATORS,
            REST_BIND,
            REST_PORT,
            SHARDS,
            MAX_CONCURRENCY,
            EXPECTED_WORKERS,
            MASS_LOSS_HOLD,
            COLLECTORS,
            DISCORD_REQUESTS,
            DISCORD_INVALID,
            TOKEN,
            DiscordKeys.PROXY,
            DiscordKeys.CA_FILE);

    /** What they must fulfil together. */
    static final List<Rule> RULES = List.of(
            DiscordKeys.CA_FILE_NEEDS_PROXY,
            Rule.of(
                    ClusterKeys.COORDINATORS,
                    settings -> coordinators(settings) != 2,
                    "expected 1, 3 or 5 coordinators: two that lose sight of each other both go on, and what one of them"
                            + " acknowledged is lost"),
            Rule.of(
                    ClusterKeys.COORDINATORS,
                    settings -> COUNTS.contains(coordinators(settings)),
                    "expected 1, 3 or 5 coordinators"),
            Rule.of(
                    ClusterKeys.COORDINATORS,
                    CoordinatorConfig::eachIsAnother,
                    "expected each coordinator once, but two of these have the same address"),
            Rule.of(
                    ClusterKeys.COORDINATORS,
                    CoordinatorConfig::mayBeAmongThem,
                    "expected this coordinator among them, with the address of cluster.bind and the port of cluster.port",
                    CLUSTER_BIND,
                    CLUSTER_PORT),
            Rule.of(
                    SHARDS,
                    settings -> settings.get(SHARDS) != AUTO || settings.find(TOKEN) != null,
                    "expected a number, since there is no token to ask Discord with; set fleet.shards, or"
                            + " WEIR_DISCORD_TOKEN or discord.token-file",
                    TOKEN));

    /** Takes a coordinator's settings. */
    static CoordinatorConfig of(Settings settings) {
        List<HostPort> coordinators = settings.get(ClusterKeys.COORDINATORS);
        HostPort self = new HostPort(settings.get(CLUSTER_BIND), settings.get(CLUSTER_PORT));
        if (isAloneByDefault(settings)) {
            // Alone it is found wherever it listens, so that one key is enough to change its port.
            coordinators = List.of(self);
        }
        return new CoordinatorConfig(
                new MemberSettings(
                        settings.get(ClusterKeys.NAME), settings.get(ID), self, coordinators, settings.get(SHARDS)),
                settings.get(REST_BIND),
                settings.get(REST_PORT),
                new ControlSettings(
                        settings.get(SHARDS),
                        settings.get(EXPECTED_WORKERS),
                        settings.get(MASS_LOSS_HOLD),
                        Map.of(
                                LimitName.COLLECTORS, settings.get(COLLECTORS),
                                LimitName.DISCORD_REQUESTS, settings.get(DISCORD_REQUESTS),
                                LimitName.DISCORD_INVALID, settings.get(DISCORD_INVALID))),
                settings.get(MAX_CONCURRENCY),
                settings.find(TOKEN),
                settings.find(DiscordKeys.PROXY),
                DiscordKeys.trust(settings),
                settings.find(STATE_DIR));
    }

    private static int coordinators(Settings settings) {
        return settings.get(ClusterKeys.COORDINATORS).size();
    }

    private static boolean isAloneByDefault(Settings settings) {
        return settings.origin(ClusterKeys.COORDINATORS).equals("default");
    }

    private static boolean eachIsAnother(Settings settings) {
        return CoordinatorList.lookUp(settings.get(ClusterKeys.COORDINATORS))
                .twice()
                .isEmpty();
    }

    /** A name that has no address yet may be this coordinator's: that shows later. */
    private static boolean mayBeAmongThem(Settings settings) {
        HostPort self = new HostPort(settings.get(CLUSTER_BIND), settings.get(CLUSTER_PORT));
        CoordinatorList now = CoordinatorList.lookUp(settings.get(ClusterKeys.COORDINATORS));
        return isAloneByDefault(settings)
                || self.port() == 0
                || now.has(self)
                || now.unknown().stream().anyMatch(one -> one.port() == self.port());
    }

    private static int shards(String text) {
        if (text.strip().equals("auto")) {
            return AUTO;
        }
        int shards = Integer.parseInt(text.strip());
        if (shards < 1 || shards > 100_000) {
            throw new IllegalArgumentException();
        }
        return shards;
    }

    /** It is made with the first file that is written there. */
    private static Path folder(String text) {
        Path folder = Path.of(text.strip());
        Path existing = folder.toAbsolutePath();
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (existing == null || !Files.isDirectory(existing) || !Files.isWritable(existing)) {
            throw new IllegalArgumentException();
        }
        return folder;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "1";
        }
    }
}
