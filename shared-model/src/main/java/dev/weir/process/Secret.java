package dev.weir.process;

/**
 * A value that nobody may see: its text form hides it, and every line of the log is searched for it.
 *
 * <p>Kept out of records that cross the wire by not being in the list of the wire.
 */
public final class Secret {
    private final String value;

    private Secret(String value) {
        this.value = value;
    }

    public static Secret of(String value) {
        Redaction.register(value);
        return new Secret(value);
    }

    /** The value itself, for the one call that needs it. */
    public String reveal() {
        return value;
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
