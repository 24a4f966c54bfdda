package dev.weir.model.filter;

/** What an item must be like. */
public sealed interface Expression {

    /** Whatever it is like. */
    record Always() implements Expression {}
}
