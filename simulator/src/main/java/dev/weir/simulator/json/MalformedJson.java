package dev.weir.simulator.json;

/** The text is no JSON document. */
public final class MalformedJson extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedJson(String reason) {
        super(reason);
    }
}
