package dev.weir.worker.collector;

import java.util.Locale;

/** What a collector collects. */
public enum Kind {
    /** Created messages. */
    MESSAGE,
    /** Pairs of user and emoji on a message. */
    REACTION,
    /** Clicks on buttons and choices in select menus. */
    COMPONENT,
    /** Submitted modals. */
    MODAL,
    /** Slash and context-menu commands. */
    COMMAND,
    /** Any gateway event, by its name. */
    RAW;

    private final String code = name().toLowerCase(Locale.ROOT);

    /** Name in records, metrics and logs. */
    public String code() {
        return code;
    }
}
