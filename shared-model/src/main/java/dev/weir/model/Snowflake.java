package dev.weir.model;

/** Discord's ids: unsigned 64-bit numbers, written as decimal strings. */
public final class Snowflake {

    private Snowflake() {}

    /**
     * Reads an id as a person or a script wrote it.
     *
     * @param field what the id is, for the message of the error
     * @throws IllegalArgumentException when the text is no id; the message names the field, the text and what was expected
     */
    public static long parse(String field, String text) {
        if (text.isEmpty() || text.length() > 20 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw refused(field, text);
        }
        try {
            long id = Long.parseUnsignedLong(text);
            if (id == 0) {
                throw refused(field, text);
            }
            return id;
        } catch (NumberFormatException tooLarge) {
            throw refused(field, text);
        }
    }

    /** The id as Discord writes it. */
    public static String format(long id) {
        return Long.toUnsignedString(id);
    }

    private static IllegalArgumentException refused(String field, String text) {
        return new IllegalArgumentException(
                field + " '" + text + "' is no Discord id: expected a positive decimal number of at most 64 bits");
    }
}
