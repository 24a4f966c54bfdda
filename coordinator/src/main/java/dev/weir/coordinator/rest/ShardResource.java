package dev.weir.coordinator.rest;

import dev.weir.cluster.LiftQuarantine;
import dev.weir.cluster.ShardRecord;
import dev.weir.cluster.WorkerRow;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.coordinator.fleet.FleetView;
import dev.weir.coordinator.plan.IdentifyPace;
import dev.weir.model.ShardId;
import dev.weir.model.ShardStatus;
import dev.weir.model.Snowflake;
import dev.weir.process.HttpProblem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shards: who acts for each, and what its owner observes. */
final class ShardResource {
    private static final Logger AUDIT = LoggerFactory.getLogger("dev.weir.audit");

    /** The phase of a shard when what is known of it is older than a lease. */
    static final String UNKNOWN = "UNKNOWN";

    private final ControlLoop loop;
    private final FleetRecords records;

    ShardResource(ControlLoop loop, FleetRecords records) {
        this.loop = loop;
        this.records = records;
    }

    /** A quarantine that is over, and what it was for. */
    record LiftedJson(int shard, String was, @Nullable Integer closeCode) {}

    /** Quarantines that are over. */
    record AllLiftedJson(List<LiftedJson> lifted) {}

    /** Collectors of one shard since its owner took it. */
    record CollectorCounts(@Nullable Integer active, long started, Map<String, Long> ended) {}

    /** One shard; what its owner has not observed (yet) is null or 0, and what was true too long ago is null. */
    record ShardJson(
            int shard,
            int shardCount,
            String phase,
            long token,
            @Nullable String worker,
            @Nullable Integer guilds,
            @Nullable Long latencyMillis,
            @Nullable Long lastEventAgeMillis,
            @Nullable Double eventsPerSecond,
            long events,
            CollectorCounts collectors,
            long reconnects,
            long resumes,
            long identifies,
            @Nullable Integer closeCode,
            @Nullable String detail,
            @Nullable Long nextTryInMillis,
            @Nullable Instant observedAt,
            @Nullable Long ageMillis) {}

    /** All shards. */
    record ShardsJson(int shardCount, List<ShardJson> shards) {}

    /** Where the events of a guild go. */
    record GuildShardJson(
            String guild,
            int shard,
            int shardCount,
            String phase,
            long token,
            @Nullable String worker) {}

    List<Route> routes() {
        return List.of(
                Route.get("/v1/shards", _ -> all()),
                Route.get("/v1/shards/{id}", request -> one(request.inPath("id"))),
                Route.get("/v1/guilds/{id}/shard", request -> ofGuild(request.inPath("id"))),
                Route.delete("/v1/shards/{id}/quarantine", request -> lift(request.inPath("id"))),
                Route.delete("/v1/quarantines", Set.of("code"), this::liftAll));
    }

    private Answer all() {
        Look look = Look.at(loop);
        int count = look.view().shardCount();
        return new Answer.Found(new ShardsJson(
                count,
                IntStream.range(0, count).mapToObj(shard -> json(look, shard)).toList()));
    }

    private Answer one(String id) {
        Look look = Look.at(loop);
        return new Answer.Found(json(look, look.shard("shard", id)));
    }

    /** The leader gives it to a worker at once; its counts of identifies begin anew. */
    private Answer lift(String id) {
        Look look = Look.at(loop);
        int shard = look.shard("shard", id);
        ShardRecord desired = look.view().record(shard);
        String was = desired.quarantine();
        if (was == null) {
            throw HttpProblem.conflict(
                    "shard " + shard + " is not quarantined: expected one whose phase is QUARANTINED, see /v1/shards");
        }
        if (!records.changeShard(shard, new LiftQuarantine(desired.token()))) {
            throw HttpProblem.unavailable("shard " + shard + " changed in this moment; look at it and try again");
        }
        AUDIT.info("the quarantine of shard {} is lifted; it was: {}", shard, was);
        loop.hint();
        return new Answer.Accepted(new LiftedJson(shard, was, desired.closeCode() == 0 ? null : desired.closeCode()));
    }

    /** All of them, or those of one close code. */
    private Answer liftAll(Request request) {
        String asked = request.text("code");
        Integer code = asked == null ? null : Request.number("code", asked, 0, 4_999);
        Look look = Look.at(loop);
        List<LiftedJson> lifted = new ArrayList<>();
        for (ShardRecord each : look.view().records().values()) {
            String was = each.quarantine();
            if (was != null
                    && (code == null || code == each.closeCode())
                    && records.changeShard(each.index(), new LiftQuarantine(each.token()))) {
                lifted.add(new LiftedJson(each.index(), was, each.closeCode() == 0 ? null : each.closeCode()));
            }
        }
        if (lifted.isEmpty()) {
            throw HttpProblem.conflict("no shard is quarantined" + (code == null ? "" : " with close code " + code)
                    + ": expected one whose phase is QUARANTINED, see /v1/shards");
        }
        AUDIT.info(
                "the quarantines of {} shards are lifted{}: {}",
                lifted.size(),
                code == null ? "" : " (close code " + code + ")",
                lifted.stream().map(LiftedJson::shard).toList());
        loop.hint();
        return new Answer.Accepted(new AllLiftedJson(List.copyOf(lifted)));
    }

    private Answer ofGuild(String text) {
        long guild = Request.parsed(id -> Snowflake.parse("guild", id), text);
        Look look = Look.at(loop);
        int shard = ShardId.ofGuild(guild, look.shardCount()).index();
        ShardJson json = json(look, shard);
        return new Answer.Found(new GuildShardJson(
                Snowflake.format(guild), shard, json.shardCount, json.phase, json.token, json.worker));
    }

    /** Where a shard is on its way, as the fleet sees it. */
    static String phase(Look look, int shard) {
        if (look.isOld()) {
            return UNKNOWN;
        }
        FleetView view = look.view();
        ShardStatus status = view.observed(shard);
        if (view.record(shard).quarantine() != null) {
            return "QUARANTINED";
        }
        WorkerRow owner = view.owner(shard);
        if (owner == null) {
            return "UNASSIGNED";
        }
        if (look.isOld(owner)) {
            return UNKNOWN;
        }
        return status == null ? "ASSIGNED" : status.phase().name();
    }

    private static String detail(IdentifyPace.Wait wait, ShardStatus status) {
        return "it had " + wait.turns() + " turns to identify and has no session (last close code " + status.closeCode()
                + "): it waits " + wait.between().toMinutes() + " min between two tries, and comes back by itself"
                + (status.detail() == null ? "" : "; " + status.detail());
    }

    static ShardJson json(Look look, int shard) {
        FleetView view = look.view();
        ShardRecord desired = view.record(shard);
        WorkerRow owner = view.owner(shard);
        ShardStatus status = view.observed(shard);
        if (owner == null || status == null) {
            return new ShardJson(
                    shard,
                    view.shardCount(),
                    phase(look, shard),
                    desired.token(),
                    owner == null || look.isOld() ? null : owner.worker(),
                    look.known(0),
                    null,
                    null,
                    look.known(0.0),
                    0,
                    new CollectorCounts(0, 0, Map.of()),
                    0,
                    0,
                    0,
                    desired.closeCode() == 0 ? null : desired.closeCode(),
                    desired.quarantine(),
                    null,
                    null,
                    null);
        }
        Long age = look.renewalAgeMillis(owner);
        IdentifyPace.Wait wait = look.snapshot().waits().get(shard);
        boolean old = look.isOld(owner);
        return new ShardJson(
                shard,
                view.shardCount(),
                phase(look, shard),
                desired.token(),
                look.known(owner.worker()),
                old ? null : status.guilds(),
                old || status.latencyMillis() < 0 ? null : status.latencyMillis(),
                status.lastEventAgeMillis() < 0 ? null : status.lastEventAgeMillis() + (age == null ? 0 : age),
                old ? null : status.eventsPerSecond(),
                status.events(),
                new CollectorCounts(
                        old ? null : status.collectorsActive(),
                        status.collectorsStarted(),
                        new TreeMap<>(status.collectorsEnded())),
                status.reconnects(),
                status.resumes(),
                status.identifies(),
                status.closeCode() == 0 ? null : status.closeCode(),
                wait == null ? status.detail() : detail(wait, status),
                wait == null ? null : Math.max(0, wait.left().minus(look.age()).toMillis()),
                look.renewedAt(owner),
                age);
    }
}
