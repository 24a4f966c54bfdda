package dev.weir.model.filter;

/** Something that a filter is asked about. */
public interface Subject {

    /** Value of a field of type ID; 0 for none. */
    long id(Field field);

    /** Value of a field of type TEXT; empty for none. */
    String text(Field field);

    /** Value of a field of type FLAG. */
    boolean flag(Field field);

    /** Whether a field of type IDS holds an id. */
    boolean holds(Field field, long id);
}
