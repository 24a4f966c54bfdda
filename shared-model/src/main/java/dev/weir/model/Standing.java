package dev.weir.model;

import org.jspecify.annotations.Nullable;

/**
 * What the leader makes of a worker; part of its orders, so that the worker, every coordinator and the next leader know it.
 *
 * @param trouble why it is set aside; null unless it is
 * @param text the same as a sentence for a person; may be empty
 * @param sinceMillis when it came to stand so, by the leader's wall clock, for people; 0 when no leader has decided yet
 */
public record Standing(Kind kind, @Nullable Trouble trouble, String text, long sinceMillis) {
    /** As a worker begins. */
    public static final Standing NEW = new Standing(Kind.UNPROVEN, null, "", 0);

    /** Whether a worker is given shards. */
    public enum Kind {
        /** It has brought no shard to ACTIVE yet: it is given one, and nothing that others serve until its own try succeeded. */
        UNPROVEN,
        /** It brings shards to ACTIVE. */
        PROVEN,
        /** It is given nothing, and what it does not serve is taken back. */
        SET_ASIDE,
        /** Its renewals are granted no more, so that its epoch ends: it does not follow orders. */
        DISMISSED
    }

    public Standing {
        boolean bad = kind == Kind.SET_ASIDE || kind == Kind.DISMISSED;
        if (bad != (trouble != null)) {
            throw new IllegalArgumentException(kind + " and the trouble " + trouble + " do not go together");
        }
    }

    /** The same, whenever it began. */
    public boolean says(Standing other) {
        return kind == other.kind && trouble == other.trouble && text.equals(other.text);
    }
}
