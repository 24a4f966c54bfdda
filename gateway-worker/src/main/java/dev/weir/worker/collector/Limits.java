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

    public Limits {
        Options.between("max", max, 0, Long.MAX_VALUE);
        Options.between("maxProcessed", maxProcessed, 0, Long.MAX_VALUE);
        Options.between("maxUsers", maxUsers, 0, Integer.MAX_VALUE);
        Options.between("maxEmojis", maxEmojis, 0, Integer.MAX_VALUE);
        Options.between("maxComponents", maxComponents, 0, Integer.MAX_VALUE);
        Options.between("maxPerUser", maxPerUser, 0, Integer.MAX_VALUE);
    }

    /** The same with another {@code max}. */
    public Limits withMax(long value) {
        return new Limits(value, maxProcessed, maxUsers, maxEmojis, maxComponents, maxPerUser);
    }

    /** The same with another {@code maxProcessed}. */
    public Limits withMaxProcessed(long value) {
        return new Limits(max, value, maxUsers, maxEmojis, maxComponents, maxPerUser);
    }

    /** The same with another {@code maxUsers}. */
    public Limits withMaxUsers(int value) {
        return new Limits(max, maxProcessed, value, maxEmojis, maxComponents, maxPerUser);
    }

    /** The same with another {@code maxEmojis}. */
    public Limits withMaxEmojis(int value) {
        return new Limits(max, maxProcessed, maxUsers, value, maxComponents, maxPerUser);
    }

    /** The same with another {@code maxComponents}. */
    public Limits withMaxComponents(int value) {
        return new Limits(max, maxProcessed, maxUsers, maxEmojis, value, maxPerUser);
    }

    /** The same with another {@code maxPerUser}. */
    public Limits withMaxPerUser(int value) {
        return new Limits(max, maxProcessed, maxUsers, maxEmojis, maxComponents, value);
    }
}
