package dev.weir.simulator.fault;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something that goes wrong until it is lifted or its time is over. */
public sealed interface StandingFault {

    /** Sockets to the gateway are accepted, and nothing is ever said on them. */
    record NoHello() implements StandingFault {}

    /** Heartbeats are read and not answered. {@code shard} absent: all. */
    record NoAcks(@Nullable Integer shard) implements StandingFault {}

    /** READY comes so much later than IDENTIFY. */
    record SlowReady(@Nullable Integer shard, Duration delay) implements StandingFault {}

    /** The last so many guilds of READY are never created. */
    record PartialReady(@Nullable Integer shard, int guilds) implements StandingFault {}

    /** IDENTIFY and RESUME are taken, heartbeats are acknowledged, and nothing else is answered. */
    record NoAnswer(@Nullable Integer shard) implements StandingFault {}

    /** RESUME is answered by a close frame with 4000; the session stays. */
    record ClosedResume(@Nullable Integer shard) implements StandingFault {}

    /** RESUME is answered by op 9, which ends the session. */
    record RefusedResume(@Nullable Integer shard) implements StandingFault {}

    /** Calls whose route starts with this template are answered 429. Absent: every route. */
    record LimitedRest(@Nullable String route) implements StandingFault {}

    record SlowRest(@Nullable String route, Duration delay) implements StandingFault {}

    /** Answers have so many bytes: what a route answers is replaced by JSON of that size. Absent: every route. */
    record LongRest(@Nullable String route, int bytes) implements StandingFault {}

    /** Stable name in JSON. */
    default String code() {
        return switch (this) {
            case NoHello _ -> "noHello";
            case NoAcks _ -> "noAcks";
            case SlowReady _ -> "slowReady";
            case PartialReady _ -> "partialReady";
            case NoAnswer _ -> "noAnswer";
            case ClosedResume _ -> "closeResume";
            case RefusedResume _ -> "refuseResume";
            case LimitedRest _ -> "limitedRest";
            case SlowRest _ -> "slowRest";
            case LongRest _ -> "longRest";
        };
    }
}
