package dev.weir.simulator.world;

import org.jspecify.annotations.Nullable;

/**
 * One click, submit or command of somebody.
 *
 * <p>Not thread-safe: owned by the lane.
 */
public final class Interaction {

    private final long id;
    private final String token;
    private final int type;
    private final Channel channel;
    private final User user;
    private final long createdNanos;
    private final @Nullable Message source;
    private boolean answered;
    private @Nullable Message original;

    /** Not answered yet; {@code source} is the message whose component was used. */
    public Interaction(
            long id, String token, int type, Channel channel, User user, long createdNanos, @Nullable Message source) {
        this.id = id;
        this.token = token;
        this.type = type;
        this.channel = channel;
        this.user = user;
        this.createdNanos = createdNanos;
        this.source = source;
    }

    public long id() {
        return id;
    }

    public String token() {
        return token;
    }

    public int type() {
        return type;
    }

    public Channel channel() {
        return channel;
    }

    public User user() {
        return user;
    }

    public long createdNanos() {
        return createdNanos;
    }

    public @Nullable Message source() {
        return source;
    }

    public boolean isAnswered() {
        return answered;
    }

    void answered() {
        answered = true;
    }

    /** The message of the first answer; absent after a deferral without one. */
    public @Nullable Message original() {
        return original;
    }

    public void setOriginal(@Nullable Message message) {
        original = message;
    }
}
