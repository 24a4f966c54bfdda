package dev.weir.coordinator.discord;

import org.jspecify.annotations.Nullable;

/** What Discord allows this bot. Asked by the leader only. */
public interface BotTerms {

    /**
     * What is allowed now.
     *
     * @param shards how many shards Discord recommends
     * @param maxConcurrency identify buckets
     * @param identifiesLeft IDENTIFYs that are left today
     */
    record Allowed(int shards, int maxConcurrency, long identifiesLeft) {}

    /** The newest that is known, or null when nothing is known yet. Never blocks; asks in the background when it is time. */
    @Nullable
    Allowed allowed(long nowNanos);

    /** That many identify slots were given out. */
    void spend(int identifies);

    /** Id of the application that the coordinator's own token belongs to; null when it has none, or has not learnt it. */
    default @Nullable Long application() {
        return null;
    }

    /** One sentence on what keeps the answer away, or null. */
    default @Nullable String trouble() {
        return null;
    }

    /** Terms that were configured: without a token there is nobody to ask. */
    static BotTerms fixed(int shards, int maxConcurrency) {
        Allowed always = new Allowed(shards, maxConcurrency, Long.MAX_VALUE);
        return new BotTerms() {
            @Override
            public Allowed allowed(long nowNanos) {
                return always;
            }

            @Override
            public void spend(int identifies) {
                // Nobody counts.
            }
        };
    }
}
