package dev.weir.model;

import java.time.Duration;

/** Why a collector ended. Exactly one reason is reported per collector. */
public sealed interface EndReason {

    /** Accepted as many items as it was asked for, or all that a sequence or an all-of asked for. */
    record LimitReached(long max) implements EndReason {}

    /** Judged as many items in scope as it was asked for. */
    record ProcessedLimit(long max) implements EndReason {}

    /** Accepted from as many components as it was asked for. */
    record ComponentLimit(int max) implements EndReason {}

    /** Accepted as many emojis as it was asked for. */
    record EmojiLimit(int max) implements EndReason {}

    /** Accepted from as many users as it was asked for. */
    record UserLimit(int max) implements EndReason {}

    /** Reached its deadline, full or not. */
    record TimedOut(Duration after) implements EndReason {}

    /** Accepted nothing for as long as its idle time. */
    record WentIdle(Duration after) implements EndReason {}

    /** Somebody stopped it and said why; the text may be empty. */
    record User(String text) implements EndReason {}

    /** The message it waited on was deleted. */
    record MessageDeleted(long message) implements EndReason {}

    /** The channel it waited in, or the channel of its thread, was deleted. */
    record ChannelDeleted(long channel) implements EndReason {}

    /** The thread it waited in was deleted. */
    record ThreadDeleted(long thread) implements EndReason {}

    /** The bot left the guild, or the guild is gone for good; never an outage. */
    record GuildDeleted(long guild) implements EndReason {}

    /** The worker lost the shard or its session; items may have been missed, so the result is partial. */
    record ShardLost(ShardId shard) implements EndReason {}

    /** Its filter threw, and it was asked to end then. */
    record FilterFailed(String message) implements EndReason {}

    /** A handler threw, and it was asked to end then. */
    record HandlerFailed(String message) implements EndReason {}

    /** More items waited for its filter and handlers than its buffer holds. */
    record Overflowed(int buffer) implements EndReason {}

    /** Whoever waited for it does not wait any more. */
    record Cancelled() implements EndReason {}

    /** A newer one of the same user and flow took its place. */
    record Superseded() implements EndReason {}

    /** Ended to spare memory. */
    record Evicted() implements EndReason {}

    /** Reached the hard cap on the age of any collector. */
    record Expired(Duration maxLifetime) implements EndReason {}

    /** The remote consumer of its items went away. */
    record ConsumerGone() implements EndReason {}

    /** The worker shuts down. */
    record Shutdown() implements EndReason {}

    /** Stable name in metrics, JSON and logs. Never rename one. */
    default String code() {
        return switch (this) {
            case LimitReached _ -> "limit";
            case ProcessedLimit _ -> "processedLimit";
            case ComponentLimit _ -> "componentLimit";
            case EmojiLimit _ -> "emojiLimit";
            case UserLimit _ -> "userLimit";
            case TimedOut _ -> "time";
            case WentIdle _ -> "idle";
            case User _ -> "user";
            case MessageDeleted _ -> "messageDelete";
            case ChannelDeleted _ -> "channelDelete";
            case ThreadDeleted _ -> "threadDelete";
            case GuildDeleted _ -> "guildDelete";
            case ShardLost _ -> "shardLost";
            case FilterFailed _ -> "filterError";
            case HandlerFailed _ -> "handlerError";
            case Overflowed _ -> "overflow";
            case Cancelled _ -> "cancelled";
            case Superseded _ -> "superseded";
            case Evicted _ -> "evicted";
            case Expired _ -> "expired";
            case ConsumerGone _ -> "consumerGone";
            case Shutdown _ -> "shutdown";
        };
    }
}
