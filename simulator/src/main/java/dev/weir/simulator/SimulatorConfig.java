package dev.weir.simulator;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a simulated Discord is made. All mistakes are reported together.
 *
 * @param port 0 takes any that is free
 * @param token the only token that is accepted; appears nowhere
 * @param shards what GET /gateway/bot recommends
 * @param channels text channels per guild
 * @param users people per guild, beside the bot
 * @param rate pieces of traffic per second from the start; 0 for none
 * @param heartbeatInterval what HELLO tells; a client that is silent for one and a half of it is closed with 4009
 * @param identifyInterval between two IDENTIFYs of one bucket
 * @param shardMultiple shard counts must be a multiple of this, as for very large bots
 * @param allowedPrivilegedIntents bits of the privileged intents that are switched on
 * @param answerWithin time for the first answer to an interaction
 * @param tokenValid time for follow-ups of an interaction
 * @param history messages a channel remembers
 * @param resumeWindow how long a session without a connection can be resumed
 * @param replayBound dispatches kept for a resume, per session; {@code replayBytes} bounds them too
 * @param pendingBytes a session whose socket does not take this much is ended
 * @param restCallsPerSecond the global limit of the token
 * @param invalidRequestBound invalid requests within 10 minutes before the address is banned
 * @param logEntries what the referee's ring keeps
 * @param logFile the whole log as JSON lines
 */
public record SimulatorConfig(
        int port,
        String token,
        int shards,
        int guilds,
        int channels,
        int users,
        double rate,
        long seed,
        int maxConcurrency,
        int dailyIdentifies,
        Duration heartbeatInterval,
        Duration identifyInterval,
        int shardMultiple,
        int guildsPerShard,
        int allowedPrivilegedIntents,
        Duration answerWithin,
        Duration tokenValid,
        int history,
        Duration resumeWindow,
        int replayBound,
        long replayBytes,
        long pendingBytes,
        int restCallsPerSecond,
        int invalidRequestBound,
        int logEntries,
        @Nullable Path logFile) {

    public static final int DEFAULT_PORT = 7720;
    private static final int ALL_PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15;

    public SimulatorConfig {
        List<String> wrong = new ArrayList<>();
        range(wrong, "port", port, 0, 65_535);
        if (token.isBlank() || !token.equals(token.strip()) || token.startsWith("Bot ")) {
            wrong.add(
                    "token must be given, without spaces around it and without the prefix Bot (its value is not shown)");
        }
        range(wrong, "shards", shards, 1, 100_000);
        range(wrong, "guilds", guilds, 0, 1_000_000);
        range(wrong, "channels", channels, 1, 500);
        range(wrong, "users", users, 1, 100_000);
        if (!(rate >= 0 && rate <= 200_000)) {
            wrong.add("rate must be from 0 to 200000, was " + rate);
        }
        range(wrong, "maxConcurrency", maxConcurrency, 1, 10_000);
        range(wrong, "dailyIdentifies", dailyIdentifies, 0, 10_000_000);
        duration(wrong, "heartbeatInterval", heartbeatInterval, Duration.ofMillis(50), Duration.ofHours(1));
        duration(wrong, "identifyInterval", identifyInterval, Duration.ZERO, Duration.ofMinutes(1));
        range(wrong, "shardMultiple", shardMultiple, 1, 10_000);
        range(wrong, "guildsPerShard", guildsPerShard, 1, 1_000_000);
        if ((allowedPrivilegedIntents & ~ALL_PRIVILEGED) != 0) {
            wrong.add("allowedPrivilegedIntents must be of the bits 1, 8 and 15, was " + allowedPrivilegedIntents);
        }
        duration(wrong, "answerWithin", answerWithin, Duration.ofMillis(1), Duration.ofMinutes(15));
        duration(wrong, "tokenValid", tokenValid, Duration.ofMillis(1), Duration.ofHours(1));
        range(wrong, "history", history, 1, 10_000);
        duration(wrong, "resumeWindow", resumeWindow, Duration.ofMillis(1), Duration.ofHours(1));
        range(wrong, "replayBound", replayBound, 1, 10_000_000);
        range(wrong, "replayBytes", replayBytes, 1, 8L << 30);
        range(wrong, "pendingBytes", pendingBytes, 1, 8L << 30);
        range(wrong, "restCallsPerSecond", restCallsPerSecond, 1, 1_000_000);
        range(wrong, "invalidRequestBound", invalidRequestBound, 1, 10_000_000);
        range(wrong, "logEntries", logEntries, 1, 10_000_000);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", wrong));
        }
    }

    private static void range(List<String> wrong, String name, long value, long min, long max) {
        if (value < min || value > max) {
            wrong.add(name + " must be from " + min + " to " + max + ", was " + value);
        }
    }

    private static void duration(List<String> wrong, String name, Duration value, Duration min, Duration max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            wrong.add(name + " must be from " + min + " to " + max + ", was " + value);
        }
    }

    /** Discord's own numbers, 4 shards, 200 guilds of 10 channels and 50 people, any free port. */
    public static SimulatorConfig defaults(String token) {
        return new SimulatorConfig(
                0,
                token,
                4,
                200,
                10,
                50,
                0,
                1,
                1,
                1_000,
                Duration.ofMillis(41_250),
                Duration.ofSeconds(5),
                1,
                2_500,
                ALL_PRIVILEGED,
                Duration.ofSeconds(3),
                Duration.ofMinutes(15),
                100,
                Duration.ofMinutes(3),
                250_000,
                64L << 20,
                128L << 20,
                50,
                10_000,
                50_000,
                null);
    }

    public SimulatorConfig withPort(int value) {
        return edited(draft -> draft.port = value);
    }

    public SimulatorConfig withShards(int value) {
        return edited(draft -> draft.shards = value);
    }

    public SimulatorConfig withGuilds(int value) {
        return edited(draft -> draft.guilds = value);
    }

    public SimulatorConfig withChannels(int value) {
        return edited(draft -> draft.channels = value);
    }

    public SimulatorConfig withUsers(int value) {
        return edited(draft -> draft.users = value);
    }

    public SimulatorConfig withRate(double value) {
        return edited(draft -> draft.rate = value);
    }

    public SimulatorConfig withSeed(long value) {
        return edited(draft -> draft.seed = value);
    }

    public SimulatorConfig withMaxConcurrency(int value) {
        return edited(draft -> draft.maxConcurrency = value);
    }

    public SimulatorConfig withDailyIdentifies(int value) {
        return edited(draft -> draft.dailyIdentifies = value);
    }

    public SimulatorConfig withHeartbeatInterval(Duration value) {
        return edited(draft -> draft.heartbeatInterval = value);
    }

    public SimulatorConfig withIdentifyInterval(Duration value) {
        return edited(draft -> draft.identifyInterval = value);
    }

    public SimulatorConfig withShardMultiple(int value) {
        return edited(draft -> draft.shardMultiple = value);
    }

    public SimulatorConfig withGuildsPerShard(int value) {
        return edited(draft -> draft.guildsPerShard = value);
    }

    public SimulatorConfig withAllowedPrivilegedIntents(int value) {
        return edited(draft -> draft.allowedPrivilegedIntents = value);
    }

    public SimulatorConfig withAnswerWithin(Duration value) {
        return edited(draft -> draft.answerWithin = value);
    }

    public SimulatorConfig withTokenValid(Duration value) {
        return edited(draft -> draft.tokenValid = value);
    }

    public SimulatorConfig withHistory(int value) {
        return edited(draft -> draft.history = value);
    }

    public SimulatorConfig withResumeWindow(Duration value) {
        return edited(draft -> draft.resumeWindow = value);
    }

    public SimulatorConfig withReplayBound(int value) {
        return edited(draft -> draft.replayBound = value);
    }

    public SimulatorConfig withReplayBytes(long value) {
        return edited(draft -> draft.replayBytes = value);
    }

    public SimulatorConfig withPendingBytes(long value) {
        return edited(draft -> draft.pendingBytes = value);
    }

    public SimulatorConfig withRestCallsPerSecond(int value) {
        return edited(draft -> draft.restCallsPerSecond = value);
    }

    public SimulatorConfig withInvalidRequestBound(int value) {
        return edited(draft -> draft.invalidRequestBound = value);
    }

    public SimulatorConfig withLogEntries(int value) {
        return edited(draft -> draft.logEntries = value);
    }

    public SimulatorConfig withLogFile(@Nullable Path value) {
        return edited(draft -> draft.logFile = value);
    }

    /** The token stays out of every text. */
    @Override
    public String toString() {
        return "SimulatorConfig[port=" + port + ", shards=" + shards + ", guilds=" + guilds + ", channels=" + channels
                + ", users=" + users + ", rate=" + rate + ", seed=" + seed + "]";
    }

    private SimulatorConfig edited(Consumer<Draft> edit) {
        Draft draft = new Draft(this);
        edit.accept(draft);
        return draft.finished();
    }

    /** A config while one of its values is changed. */
    private static final class Draft {
        private int port;
        private final String token;
        private int shards;
        private int guilds;
        private int channels;
        private int users;
        private double rate;
        private long seed;
        private int maxConcurrency;
        private int dailyIdentifies;
        private Duration heartbeatInterval;
        private Duration identifyInterval;
        private int shardMultiple;
        private int guildsPerShard;
        private int allowedPrivilegedIntents;
        private Duration answerWithin;
        private Duration tokenValid;
        private int history;
        private Duration resumeWindow;
        private int replayBound;
        private long replayBytes;
        private long pendingBytes;
        private int restCallsPerSecond;
        private int invalidRequestBound;
        private int logEntries;
        private @Nullable Path logFile;

        Draft(SimulatorConfig from) {
            port = from.port;
            token = from.token;
            shards = from.shards;
            guilds = from.guilds;
            channels = from.channels;
            users = from.users;
            rate = from.rate;
            seed = from.seed;
            maxConcurrency = from.maxConcurrency;
            dailyIdentifies = from.dailyIdentifies;
            heartbeatInterval = from.heartbeatInterval;
            identifyInterval = from.identifyInterval;
            shardMultiple = from.shardMultiple;
            guildsPerShard = from.guildsPerShard;
            allowedPrivilegedIntents = from.allowedPrivilegedIntents;
            answerWithin = from.answerWithin;
            tokenValid = from.tokenValid;
            history = from.history;
            resumeWindow = from.resumeWindow;
            replayBound = from.replayBound;
            replayBytes = from.replayBytes;
            pendingBytes = from.pendingBytes;
            restCallsPerSecond = from.restCallsPerSecond;
            invalidRequestBound = from.invalidRequestBound;
            logEntries = from.logEntries;
            logFile = from.logFile;
        }

        SimulatorConfig finished() {
            return new SimulatorConfig(
                    port,
                    token,
                    shards,
                    guilds,
                    channels,
                    users,
                    rate,
                    seed,
                    maxConcurrency,
                    dailyIdentifies,
                    heartbeatInterval,
                    identifyInterval,
                    shardMultiple,
                    guildsPerShard,
                    allowedPrivilegedIntents,
                    answerWithin,
                    tokenValid,
                    history,
                    resumeWindow,
                    replayBound,
                    replayBytes,
                    pendingBytes,
                    restCallsPerSecond,
                    invalidRequestBound,
                    logEntries,
                    logFile);
        }
    }
}
