package dev.weir.worker.collector;

import org.jspecify.annotations.Nullable;

/**
 * How a collector of interactions answers Discord, which wants the first answer within 3 s.
 *
 * @param ack what is answered when the handler has not answered 2 s after receipt
 * @param exclusive whether the first collector that accepts an interaction is the only one that may answer it
 * @param onReject what somebody is answered whose click the filter refused; at most once per user and message in 5 s
 * @param onEnd what becomes of the components when the collector has ended
 * @param expired what is answered to a click on its message within an hour after its end; null for nothing
 * @param flow what it is part of: a newer one of the same user and flow supersedes it; null for nothing
 */
public record Answering(
        Ack ack,
        boolean exclusive,
        OnReject onReject,
        OnEnd onEnd,
        @Nullable String expired,
        @Nullable String flow) {
    public static final Answering DEFAULT =
            new Answering(Ack.NONE, true, new OnReject.Ignore(), OnEnd.KEEP, "This has expired.", null);

    /** The answer that the collector gives for a handler that takes long. */
    public enum Ack {
        NONE,
        DEFER_UPDATE,
        DEFER_REPLY
    }

    /** The answer to a click that the filter refused. */
    public sealed interface OnReject {
        record Ignore() implements OnReject {}

        record Defer() implements OnReject {}

        /** A text that only the clicker sees. */
        record Text(String text) implements OnReject {}
    }

    /** What becomes of the components. */
    public enum OnEnd {
        KEEP,
        DISABLE,
        REMOVE
    }

    public Answering withAck(Ack value) {
        return new Answering(value, exclusive, onReject, onEnd, expired, flow);
    }

    public Answering withExclusive(boolean value) {
        return new Answering(ack, value, onReject, onEnd, expired, flow);
    }

    public Answering withOnReject(OnReject value) {
        return new Answering(ack, exclusive, value, onEnd, expired, flow);
    }

    public Answering withOnEnd(OnEnd value) {
        return new Answering(ack, exclusive, onReject, value, expired, flow);
    }

    public Answering withExpired(@Nullable String value) {
        return new Answering(ack, exclusive, onReject, onEnd, value, flow);
    }

    public Answering withFlow(@Nullable String value) {
        return new Answering(ack, exclusive, onReject, onEnd, expired, value);
    }
}
