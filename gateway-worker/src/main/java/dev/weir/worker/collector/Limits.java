package dev.weir.worker.collector;

/**
 * How many; 0 means no limit.
 *
 * @param max accepted items
 * @param maxProcessed items in scope, before the filter
 * @param maxUsers distinct users
 * @param maxEmojis distinct emojis
 * @param maxComponents distinct pairs of message and custom id
 * @param maxPerUser accepted items of one user; more are ignored, the collector goes on
 */
public record Limits(long max, long maxProcessed, int maxUsers, int maxEmojis, int maxComponents, int maxPerUser) {
    public static final Limits NONE = new Limits(0, 0, 0, 0, 0, 0);
}
