package dev.weir.worker.event;

/**
 * One dispatch from the gateway: what the engine needs to route it, and its text for whoever asks for more.
 *
 * <p>Immutable and safe to hand between threads, except that {@link #payload} is parsed by whoever asks first.
 *
 * @param type what happened
 * @param name Discord's name of it, as {@code MESSAGE_CREATE}
 * @param sequence Discord's {@code s}
 * @param receivedNanos monotonic clock ({@link System#nanoTime}) when the frame was read: deadlines are compared with it
 * @param guild guild id, 0 when there is none
 * @param channel channel or thread id, 0 when there is none; for CHANNEL_DELETE and THREAD_DELETE the deleted one
 * @param parent for THREAD_DELETE and events of a thread that carry it the parent channel, else 0
 * @param message message id, 0 when there is none
 * @param user who did it: author, reactor or clicker; 0 when nobody
 * @param bot whether that user is a bot or a webhook
 * @param unavailable for GUILD_DELETE: an outage, not a leave
 * @param payload the whole {@code d}
 */
public record GatewayEvent(
        EventType type,
        String name,
        int sequence,
        long receivedNanos,
        long guild,
        long channel,
        long parent,
        long message,
        long user,
        boolean bot,
        boolean unavailable,
        Payload payload) {
    /** Of the heap, for an event without its text. */
    private static final long OWN_BYTES = 200;

    /** What it takes of the heap, about. */
    public long bytes() {
        return OWN_BYTES + payload.size();
    }
}
