package dev.weir.simulator.load;

/**
 * One piece of traffic, as drawn: ranks instead of ids, so that the same seed gives the same steps on any day.
 *
 * @param pick which of the channel's known messages it is about, from 0 (oldest) to 1 (newest)
 */
public record Step(Kind kind, int guild, int channel, int author, double pick, String content, Shape shape) {

    /** What happens. */
    public enum Kind {
        MESSAGE,
        EDIT,
        DELETE,
        BULK_DELETE,
        REACTION_ADD,
        REACTION_REMOVE,
        REACTION_CLEAR,
        CLICK,
        MODAL,
        THREAD,
        DIRECT_MESSAGE,
        CHANNEL_DELETE,
        GUILD_DELETE,
        COMMAND
    }

    /** What a message looks like. Most are plain. */
    public enum Shape {
        PLAIN,
        REPLY,
        EMBED,
        COMPONENTS_V2,
        POLL,
        FORWARD,
        WITHOUT_DISCRIMINATOR,
        UNCACHED_THREAD
    }
}
