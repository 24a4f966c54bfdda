package dev.weir.simulator.referee;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.simulator.json.Json;
import dev.weir.simulator.lane.Lane;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts and logs what the simulated Discord saw. The counters lose nothing; the log keeps the last entries.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class Referee {

    private final Lane lane;
    private final long startNanos;
    private final LogRing ring;
    private final @Nullable LogFile file;
    private final EffectBook effectBook = new EffectBook();

    private final Map<Integer, Long> identifiesByShard = new HashMap<>();
    private final Map<String, Long> closesByCode = new HashMap<>();
    private final Map<Integer, Long> deliveriesByShard = new HashMap<>();
    private final Map<String, Long> deliveriesByType = new HashMap<>();
    private final Map<Integer, Long> restByStatus = new HashMap<>();
    private final Map<String, Long> restByRoute = new HashMap<>();
    private long number;
    private long identifies;
    private long identifyViolations;
    private long resumes;
    private long resumesRefused;
    private long sessionsStarted;
    private long sessionsEnded;
    private long deliveries;
    private long undelivered;
    private long replayed;
    private long effects;
    private long secondEffects;
    private long restCalls;
    private long invalidRequests;
    private long slowConsumers;
    private long faults;

    public Referee(Lane lane, int logBound, @Nullable LogFile file) {
        this.lane = lane;
        this.startNanos = lane.nanos();
        this.ring = new LogRing(logBound);
        this.file = file;
    }

    public void connected(long connection, String path) {
        log(LogEntry.Kind.CONNECT, Json.object().put("connection", connection).put("path", path));
    }

    /** An IDENTIFY came; {@code verdict} is {@code granted}, or why not. */
    public void identified(long connection, int shard, int count, int bucket, boolean violation, String verdict) {
        identifies++;
        identifiesByShard.merge(shard, 1L, Long::sum);
        if (violation) {
            identifyViolations++;
        }
        log(
                LogEntry.Kind.IDENTIFY,
                Json.object()
                        .put("connection", connection)
                        .put("shard", shard)
                        .put("count", count)
                        .put("bucket", bucket)
                        .put("verdict", verdict));
    }

    public void resumed(long connection, int shard, String session, long seq, int missed) {
        resumes++;
        replayed += missed;
        log(
                LogEntry.Kind.RESUME,
                Json.object()
                        .put("connection", connection)
                        .put("shard", shard)
                        .put("session", session)
                        .put("seq", seq)
                        .put("replayed", missed)
                        .put("verdict", "granted"));
    }

    public void resumeRefused(long connection, long seq, String why) {
        resumesRefused++;
        log(
                LogEntry.Kind.RESUME,
                Json.object().put("connection", connection).put("seq", seq).put("verdict", why));
    }

    public void sessionStarted(String session, int shard, int count, int guilds) {
        sessionsStarted++;
        log(
                LogEntry.Kind.SESSION_START,
                Json.object()
                        .put("session", session)
                        .put("shard", shard)
                        .put("count", count)
                        .put("guilds", guilds));
    }

    public void sessionEnded(String session, int shard, long seq, String why) {
        sessionsEnded++;
        log(
                LogEntry.Kind.SESSION_END,
                Json.object()
                        .put("session", session)
                        .put("shard", shard)
                        .put("seq", seq)
                        .put("why", why));
    }

    /** A connection ended; {@code code} is absent when there was no close frame. */
    public void closed(long connection, @Nullable Integer shard, boolean byServer, @Nullable Integer code, String why) {
        String side = byServer ? "server" : "client";
        closesByCode.merge(side + ":" + (code == null ? "none" : code), 1L, Long::sum);
        log(
                LogEntry.Kind.CLOSE,
                Json.object()
                        .put("connection", connection)
                        .put("shard", shard)
                        .put("by", side)
                        .put("code", code)
                        .put("why", why));
    }

    public void delivered(int shard, String type) {
        delivered(shard, type, 1);
    }

    public void delivered(int shard, String type, long count) {
        deliveries += count;
        deliveriesByShard.merge(shard, count, Long::sum);
        deliveriesByType.merge(type, count, Long::sum);
    }

    public void undelivered(long count) {
        undelivered += count;
    }

    public void slowConsumer(String session, int shard, long pendingBytes) {
        slowConsumers++;
        log(
                LogEntry.Kind.FAULT,
                Json.object()
                        .put("fault", "slowConsumer")
                        .put("session", session)
                        .put("shard", shard)
                        .put("pendingBytes", pendingBytes));
    }

    public void fault(ObjectNode details) {
        faults++;
        log(LogEntry.Kind.FAULT, details);
    }

    public void load(ObjectNode details) {
        log(LogEntry.Kind.LOAD, details);
    }

    /** A REST call; {@code route} is the template, so that no interaction token is logged. */
    public void rest(String route, int status, long micros, boolean invalid) {
        restCalls++;
        restByStatus.merge(status, 1L, Long::sum);
        restByRoute.merge(route, 1L, Long::sum);
        if (invalid) {
            invalidRequests++;
        }
        log(
                LogEntry.Kind.REST,
                Json.object().put("route", route).put("status", status).put("micros", micros));
    }

    /** The bot acted on an event of a guild, 0 for none: answered a message or an interaction. */
    public void effect(long eventId, long guildId, String what) {
        boolean first = effectBook.first(eventId);
        if (first) {
            effects++;
        } else {
            secondEffects++;
        }
        log(
                LogEntry.Kind.EFFECT,
                Json.object()
                        .put("event", Long.toString(eventId))
                        .put("guild", Long.toString(guildId))
                        .put("what", what)
                        .put("second", !first));
    }

    public List<LogEntry> log(long after, int limit, LogEntry.@Nullable Kind kind) {
        return ring.after(after, limit, kind);
    }

    /** What only others know, for the summary. */
    public record Standing(
            Map<Integer, Long> smallestSpacingNanos,
            int budgetLeft,
            Map<Integer, Integer> sessionsByShard,
            Map<Integer, Integer> connectedByShard) {}

    public RefereeSummary summary(Standing standing) {
        Map<Integer, Double> spacing = new HashMap<>();
        standing.smallestSpacingNanos().forEach((bucket, nanos) -> spacing.put(bucket, nanos / 1e6));
        return new RefereeSummary(
                identifies,
                identifiesByShard,
                spacing,
                identifyViolations,
                standing.budgetLeft(),
                resumes,
                resumesRefused,
                closesByCode,
                sessionsStarted,
                sessionsEnded,
                standing.sessionsByShard(),
                standing.connectedByShard(),
                deliveries,
                deliveriesByShard,
                deliveriesByType,
                undelivered,
                replayed,
                effects,
                secondEffects,
                effectBook.forgotten(),
                restCalls,
                restByStatus,
                restByRoute,
                invalidRequests,
                slowConsumers,
                faults,
                number,
                ring.dropped());
    }

    private void log(LogEntry.Kind kind, ObjectNode details) {
        LogEntry entry = new LogEntry(++number, lane.nanos() - startNanos, kind, details);
        ring.add(entry);
        if (file != null) {
            file.write(entry);
        }
    }
}
