package dev.weir.worker.dispatch;

import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Kind;
import dev.weir.worker.collector.Scope;
import java.util.List;

/** A sort of place to wait in: what a key of the index is the id of. */
enum Place {
    MESSAGE,
    ORIGIN,
    CHANNEL,
    GUILD,
    USER,
    /** A user in a channel. */
    SEAT,
    CUSTOM_ID,
    NAME,
    DIRECT,
    EVERYWHERE;

    /** What a collector may end with. */
    static final List<Place> ENDING = List.of(MESSAGE, CHANNEL, GUILD);

    /** Where a source is found: the narrowest that its scope names. */
    static Place narrowest(CollectorSpec.Source source) {
        Scope scope = source.scope();
        if (scope.message() != 0) {
            return MESSAGE;
        }
        if (scope.origin() != 0) {
            return ORIGIN;
        }
        if (scope.user() != 0) {
            return scope.channel() != 0 && hasSeats(source.kind()) ? SEAT : USER;
        }
        if (scope.customId() != null) {
            return CUSTOM_ID;
        }
        if (scope.channel() != 0) {
            return CHANNEL;
        }
        if (scope.guild() != 0) {
            return GUILD;
        }
        if (scope.direct()) {
            return DIRECT;
        }
        return scope.name() != null && source.kind() == Kind.COMMAND ? NAME : EVERYWHERE;
    }

    /** Whether items of a kind are looked for by user and channel together: clicks have six other keys. */
    static boolean hasSeats(Kind kind) {
        return kind != Kind.COMPONENT && kind != Kind.RAW;
    }

    /** Whether its keys are numbers, not texts. */
    boolean numbered() {
        return this != CUSTOM_ID && this != NAME;
    }

    /** A scope's key here; a number's 0 stands for the only one, or for none. */
    Object keyOf(Scope scope) {
        return switch (this) {
            case MESSAGE -> scope.message();
            case ORIGIN -> scope.origin();
            case USER -> scope.user();
            case SEAT -> seat(scope.channel(), scope.user());
            case CUSTOM_ID -> String.valueOf(scope.customId());
            case CHANNEL -> scope.channel();
            case GUILD -> scope.guild();
            case NAME -> String.valueOf(scope.name());
            case DIRECT, EVERYWHERE -> 0L;
        };
    }

    /** One number of two; that others may share it does no harm, since whoever is found compares the ids of its scope. */
    static long seat(long channel, long user) {
        return channel * 0x9E37_79B9_7F4A_7C15L + user;
    }
}
