package dev.weir.coordinator;

import dev.weir.cluster.HostPort;
import dev.weir.cluster.MemberSettings;
import dev.weir.coordinator.control.ControlSettings;
import dev.weir.model.LimitName;
import dev.weir.process.ConfigurationProblem;
import dev.weir.process.Key;
import dev.weir.process.Secret;
import dev.weir.process.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one coordinator was configured.
 *
 * @param maxConcurrency used when there is no token to ask Discord with
 * @param token the bot's, or null
 * @param proxy through which Discord is reached, or null
 * @param caFile certificates that are believed too, or null
 */
public record CoordinatorConfig(
        MemberSettings member,
        String restBind,
        int restPort,
        ControlSettings control,
        int maxConcurrency,
        @Nullable Secret token,
        @Nullable HostPort proxy,
        @Nullable Path caFile) {

    private static final int AUTO = 0;

    static final Key<String> ID = Key.text("coordinator.id", "name of this coordinator, unique in the fleet")
            .or("coordinator-" + hostName());
    static final Key<String> CLUSTER =
            Key.text("cluster.name", "name of the fleet").or("weir");
    static final Key<String> CLUSTER_BIND = Key.text(
                    "cluster.bind", "the one private address that other coordinators and workers reach this one at")
            .or("127.0.0.1");
    static final Key<Integer> CLUSTER_PORT =
            Key.port("cluster.port", "port of the cluster on that address").or(7701);
    static final Key<List<HostPort>> COORDINATORS = Key.of(
                    "cluster.coordinators",
                    "one, three or five addresses as host:port, separated by commas",
                    "all coordinators of the fleet, this one among them",
                    HostPort::parseList)
            .or(List.of(new HostPort("127.0.0.1", 7701)));
    static final Key<String> REST_BIND =
            Key.text("rest.bind", "address of the REST interface").or("127.0.0.1");
    public static final Key<Integer> REST_PORT =
            Key.port("rest.port", "port of the REST interface").or(7700);
    static final Key<Integer> SHARDS = Key.of(
                    "fleet.shards",
                    "auto, or a whole number from 1 to 100000",
                    "shards of the bot; auto takes what Discord recommends when the fleet first starts, and needs a token",
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
    static final Key<Secret> TOKEN =
            Key.secret("discord.token", "the bot's token").optional();
    static final Key<HostPort> PROXY = Key.of(
                    "discord.proxy",
                    "host:port of an HTTP proxy on this machine",
                    "HTTP proxy through which Discord is reached",
                    CoordinatorConfig::loopback)
            .optional();
    static final Key<Path> CA_FILE = Key.path(
                    "discord.ca-file", "certificates in PEM that are believed in addition, when Discord is reached")
            .optional();

    static final List<Key<?>> KEYS = List.of(
            ID,
            CLUSTER,
            CLUSTER_BIND,
            CLUSTER_PORT,
            COORDINATORS,
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
            PROXY,
            CA_FILE);

    /**
     * Takes the settings together.
     *
     * @throws ConfigurationProblem names every setting that does not fit the others
     */
    static CoordinatorConfig of(Settings settings) {
        List<String> mistakes = new ArrayList<>();
        List<HostPort> coordinators = settings.get(COORDINATORS);
        HostPort self = new HostPort(settings.get(CLUSTER_BIND), settings.get(CLUSTER_PORT));
        if (coordinators.size() == 2) {
            mistakes.addAll(settings.mistake(
                            COORDINATORS,
                            "expected 1, 3 or 5 coordinators: two that lose sight of each other both go on, and what one"
                                    + " of them acknowledged is lost")
                    .mistakes());
        } else if (coordinators.size() != 1 && coordinators.size() != 3 && coordinators.size() != 5) {
            mistakes.addAll(settings.mistake(COORDINATORS, "expected 1, 3 or 5 coordinators")
                    .mistakes());
        } else if (coordinators.stream().distinct().count() != coordinators.size()) {
            mistakes.addAll(settings.mistake(COORDINATORS, "expected each coordinator once")
                    .mistakes());
        } else if (coordinators.size() == 1) {
            // Alone it is found wherever it listens, so that one key is enough to change its port.
            coordinators = List.of(self);
        }
        if (!isLoopback(settings.get(REST_BIND))) {
            mistakes.addAll(settings.mistake(
                            REST_BIND,
                            "expected an address of this machine only, as 127.0.0.1: REST has no tokens and no TLS yet, so"
                                    + " it is not offered to the network; reach it through an SSH tunnel")
                    .mistakes());
        }
        Secret token = settings.find(TOKEN);
        if (settings.get(SHARDS) == AUTO && token == null) {
            mistakes.add(SHARDS + " = auto (" + settings.origin(SHARDS)
                    + "): expected a number, since there is no token to ask Discord with; set fleet.shards, or"
                    + " WEIR_DISCORD_TOKEN or discord.token-file");
        }
        Path caFile = settings.find(CA_FILE);
        if (caFile != null && !Files.isReadable(caFile)) {
            mistakes.addAll(settings.mistake(CA_FILE, "expected a file that can be read")
                    .mistakes());
        }
        if (!mistakes.isEmpty()) {
            throw new ConfigurationProblem(mistakes);
        }
        return new CoordinatorConfig(
                new MemberSettings(settings.get(CLUSTER), settings.get(ID), self, coordinators),
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
                token,
                settings.find(PROXY),
                caFile);
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

    private static HostPort loopback(String text) {
        HostPort proxy =
                HostPort.parse(text.strip().replaceFirst("^http://", "").replaceFirst("/$", ""));
        if (!isLoopback(proxy.host())) {
            throw new IllegalArgumentException();
        }
        return proxy;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException _) {
            return false;
        }
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "1";
        }
    }
}
