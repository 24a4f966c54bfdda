package dev.weir.simulator.fault;

import org.jspecify.annotations.Nullable;

/** Something that goes wrong once, now. {@code shard} absent: every shard. */
public sealed interface MomentaryFault {

    /** Sockets end without a close frame; {@code hard}: by RST. */
    record Drop(@Nullable Integer shard, boolean hard) implements MomentaryFault {}

    /** Sockets stay open and nothing moves on them any more. */
    record HalfOpen(@Nullable Integer shard) implements MomentaryFault {}

    record Close(@Nullable Integer shard, int closeCode) implements MomentaryFault {
        public Close {
            if (closeCode < 1000 || closeCode > 4999 || (closeCode >= 1004 && closeCode <= 1006) || closeCode == 1015) {
                throw new IllegalArgumentException("a close frame cannot carry code " + closeCode);
            }
        }
    }

    /** Op 7. */
    record Reconnect(@Nullable Integer shard) implements MomentaryFault {}

    /** Op 9. */
    record InvalidSession(@Nullable Integer shard, boolean resumable) implements MomentaryFault {}

    /** A frame announces so many bytes, and none of them comes. */
    record FalseLength(@Nullable Integer shard, long bytes) implements MomentaryFault {
        public FalseLength {
            if (bytes < 126) {
                throw new IllegalArgumentException("a false length must be at least 126, was " + bytes);
            }
        }
    }

    /** One dispatch more, with a number that is not its own; it is not kept for a resume. */
    record FalseSequence(@Nullable Integer shard, long sequence) implements MomentaryFault {}

    record GuildUnavailable(long guild) implements MomentaryFault {}

    record GuildAvailable(long guild) implements MomentaryFault {}

    /** Stable name in JSON. */
    default String code() {
        return switch (this) {
            case Drop _ -> "drop";
            case HalfOpen _ -> "halfOpen";
            case Close _ -> "close";
            case Reconnect _ -> "reconnect";
            case InvalidSession _ -> "invalidSession";
            case FalseLength _ -> "falseLength";
            case FalseSequence _ -> "falseSequence";
            case GuildUnavailable _ -> "guildUnavailable";
            case GuildAvailable _ -> "guildAvailable";
        };
    }
}
