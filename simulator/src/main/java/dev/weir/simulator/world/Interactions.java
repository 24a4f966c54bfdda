package dev.weir.simulator.world;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Clicks and submits that wait for their first answer, or were answered and may get follow-ups.
 *
 * <p>Not thread-safe: owned by the lane. Bounded: the oldest is forgotten first.
 */
public final class Interactions {

    private static final int BOUND = 100_000;

    private final Duration answerWithin;
    private final Duration tokenValid;
    private final Map<Long, Interaction> byId = new LinkedHashMap<>();
    private final Map<String, Interaction> byToken = new LinkedHashMap<>();

    public Interactions(Duration answerWithin, Duration tokenValid) {
        this.answerWithin = answerWithin;
        this.tokenValid = tokenValid;
    }

    /** How Discord takes a first answer. */
    public enum Answer {
        TAKEN,
        ANSWERED_ALREADY,
        UNKNOWN
    }

    public void add(Interaction interaction) {
        byId.put(interaction.id(), interaction);
        byToken.put(interaction.token(), interaction);
        if (byId.size() > BOUND) {
            Interaction oldest = byId.values().iterator().next();
            byId.remove(oldest.id());
            byToken.remove(oldest.token());
        }
    }

    public @Nullable Interaction get(long id, String token) {
        Interaction found = byId.get(id);
        return found != null && found.token().equals(token) ? found : null;
    }

    public Answer answer(long id, String token, long nowNanos) {
        Interaction found = get(id, token);
        if (found == null) {
            return Answer.UNKNOWN;
        }
        if (found.isAnswered()) {
            return Answer.ANSWERED_ALREADY;
        }
        if (nowNanos - found.createdNanos() > answerWithin.toNanos()) {
            return Answer.UNKNOWN;
        }
        found.answered();
        return Answer.TAKEN;
    }

    /** An answered interaction whose token is still good. */
    public @Nullable Interaction open(String token, long nowNanos) {
        Interaction found = byToken.get(token);
        return found != null && found.isAnswered() && nowNanos - found.createdNanos() <= tokenValid.toNanos()
                ? found
                : null;
    }
}
