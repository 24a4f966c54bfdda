package dev.weir.coordinator.rest;

/** What a resource answers. */
public sealed interface Answer {

    int status();

    /** Here it is. */
    record Found(Object body) implements Answer {
        @Override
        public int status() {
            return 200;
        }
    }

    /** It is noted, and will be done. */
    record Accepted(Object body) implements Answer {
        @Override
        public int status() {
            return 202;
        }
    }

    /** A text that is no JSON. */
    record Text(String type, String body) implements Answer {
        @Override
        public int status() {
            return 200;
        }
    }
}
