package dev.weir.simulator.referee;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One thing that happened.
 *
 * @param number grows by one; gaps in what a reader gets mean the ring was too small for it
 * @param nanos since the simulator started, monotonic
 * @param details never holds the token
 */
public record LogEntry(long number, long nanos, Kind kind, ObjectNode details) {

    /** What kinds of things are logged. */
    public enum Kind {
        CONNECT,
        IDENTIFY,
        RESUME,
        SESSION_START,
        SESSION_END,
        CLOSE,
        REST,
        EFFECT,
        FAULT,
        LOAD;

        /** Stable name in JSON. */
        public String code() {
            return switch (this) {
                case CONNECT -> "connect";
                case IDENTIFY -> "identify";
                case RESUME -> "resume";
                case SESSION_START -> "sessionStart";
                case SESSION_END -> "sessionEnd";
                case CLOSE -> "close";
                case REST -> "rest";
                case EFFECT -> "effect";
                case FAULT -> "fault";
                case LOAD -> "load";
            };
        }
    }

    public ObjectNode json() {
        ObjectNode json =
                details.objectNode().put("number", number).put("nanos", nanos).put("kind", kind.code());
        json.setAll(details);
        return json;
    }
}
