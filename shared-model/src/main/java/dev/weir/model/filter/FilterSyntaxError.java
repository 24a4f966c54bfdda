package dev.weir.model.filter;

/** A filter's text cannot be read; the message shows what was expected and points at the column. */
public final class FilterSyntaxError extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int column;

    FilterSyntaxError(String text, int position, String complaint) {
        super("filter, column " + (position + 1) + ": " + complaint + "\n  " + text.replace('\n', ' ') + "\n  "
                + " ".repeat(position) + "^");
        this.column = position + 1;
    }

    /** Where, from 1. */
    public int column() {
        return column;
    }
}
