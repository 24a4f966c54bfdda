package dev.weir.simulator.control;

import dev.weir.simulator.fault.MomentaryFault;
import dev.weir.simulator.fault.StandingFault;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads a fault from a command. */
final class FaultReader {

    private static final int MAX_SHARD = 1_000_000;
    private static final int MAX_BYTES = 1 << 30;
    private static final String KINDS = "one of drop, halfOpen, close, reconnect, invalidSession, falseLength,"
            + " falseSequence, guildUnavailable, guildAvailable, noHello, noAcks, slowReady, partialReady, noAnswer,"
            + " closeResume, refuseResume, limitedRest, slowRest, longRest";

    private FaultReader() {}

    /** One of the two families. */
    sealed interface Order {
        record Now(MomentaryFault fault) implements Order {}

        record Standing(StandingFault fault, @Nullable Duration length) implements Order {}
    }

    static Order read(Fields fields) throws BadField {
        String kind = fields.requiredText("kind", KINDS);
        Order order = switch (kind) {
            case "drop" -> now(new MomentaryFault.Drop(shard(fields), fields.flag("hard", true)));
            case "halfOpen" -> now(new MomentaryFault.HalfOpen(shard(fields)));
            case "close" -> now(close(fields));
            case "reconnect" -> now(new MomentaryFault.Reconnect(shard(fields)));
            case "invalidSession" ->
                now(new MomentaryFault.InvalidSession(shard(fields), fields.flag("resumable", false)));
            case "falseLength" -> now(falseLength(fields));
            case "falseSequence" ->
                now(new MomentaryFault.FalseSequence(shard(fields), fields.requiredLong("sequence")));
            case "guildUnavailable" -> now(new MomentaryFault.GuildUnavailable(fields.requiredId("guild")));
            case "guildAvailable" -> now(new MomentaryFault.GuildAvailable(fields.requiredId("guild")));
            case "noHello" -> standing(fields, new StandingFault.NoHello());
            case "noAcks" -> standing(fields, new StandingFault.NoAcks(shard(fields)));
            case "slowReady" ->
                standing(fields, new StandingFault.SlowReady(shard(fields), fields.requiredMillis("delayMillis")));
            case "partialReady" ->
                standing(
                        fields, new StandingFault.PartialReady(shard(fields), fields.required("guilds", 1, MAX_SHARD)));
            case "noAnswer" -> standing(fields, new StandingFault.NoAnswer(shard(fields)));
            case "closeResume" -> standing(fields, new StandingFault.ClosedResume(shard(fields)));
            case "refuseResume" -> standing(fields, new StandingFault.RefusedResume(shard(fields)));
            case "limitedRest" -> standing(fields, new StandingFault.LimitedRest(fields.text("route")));
            case "slowRest" ->
                standing(
                        fields, new StandingFault.SlowRest(fields.text("route"), fields.requiredMillis("delayMillis")));
            case "longRest" ->
                standing(
                        fields,
                        new StandingFault.LongRest(fields.text("route"), fields.required("bytes", 2, MAX_BYTES)));
            default -> throw fields.bad("kind", kind, KINDS);
        };
        fields.noOthers();
        return order;
    }

    private static MomentaryFault close(Fields fields) throws BadField {
        int code = fields.required("code", 1000, 4999);
        try {
            return new MomentaryFault.Close(shard(fields), code);
        } catch (IllegalArgumentException _) {
            throw fields.bad("code", code, "a code that a close frame may carry");
        }
    }

    private static MomentaryFault falseLength(Fields fields) throws BadField {
        long bytes = fields.requiredLong("bytes");
        try {
            return new MomentaryFault.FalseLength(shard(fields), bytes);
        } catch (IllegalArgumentException _) {
            throw fields.bad("bytes", bytes, "a whole number from 126 on");
        }
    }

    private static @Nullable Integer shard(Fields fields) throws BadField {
        return fields.integer("shard", 0, MAX_SHARD);
    }

    private static Order now(MomentaryFault fault) {
        return new Order.Now(fault);
    }

    private static Order standing(Fields fields, StandingFault fault) throws BadField {
        return new Order.Standing(fault, fields.millis("forMillis"));
    }
}
