package dev.weir.simulator.control;

/** A command that cannot be taken: which field, its value, what was expected. */
public final class BadField extends Exception {
    private static final long serialVersionUID = 1L;

    private final String field;
    private final String value;
    private final String expected;

    public BadField(String field, String value, String expected) {
        super(field + " must be " + expected + ", was " + value);
        this.field = field;
        this.value = value;
        this.expected = expected;
    }

    String field() {
        return field;
    }

    String value() {
        return value;
    }

    String expected() {
        return expected;
    }
}
