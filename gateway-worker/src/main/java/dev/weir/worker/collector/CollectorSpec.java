package dev.weir.worker.collector;

import dev.weir.model.filter.Compiled;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a collector is asked for, as data: it can be stored, sent and shown.
 *
 * @param sources what it takes and where
 * @param terms everything else: collectors that differ only in their place share them
 */
public record CollectorSpec(Sources sources, Terms terms) {

    public CollectorSpec {
        Limits limits = terms.limits;
        if (limits.maxEmojis() != 0 && sources.stream().noneMatch(s -> s.kind() == Kind.REACTION)) {
            throw new IllegalArgumentException("maxEmojis is for reactions, got " + kinds(sources));
        }
        if (limits.maxComponents() != 0 && sources.stream().noneMatch(s -> s.kind() == Kind.COMPONENT)) {
            throw new IllegalArgumentException("maxComponents is for components, got " + kinds(sources));
        }
        if (terms.options.dispose()
                && sources.stream().noneMatch(s -> s.kind() == Kind.REACTION || s.kind() == Kind.MESSAGE)) {
            throw new IllegalArgumentException("dispose is for messages and reactions, got " + kinds(sources));
        }
        if (!terms.answering.equals(Answering.DEFAULT)) {
            check(sources, terms.answering);
        }
    }

    private static void check(Sources sources, Answering answering) {
        boolean components = sources.stream().anyMatch(s -> s.kind() == Kind.COMPONENT);
        boolean modals = sources.stream().anyMatch(s -> s.kind() == Kind.MODAL);
        boolean commands = sources.stream().anyMatch(s -> s.kind() == Kind.COMMAND);
        boolean answers =
                answering.ack() != Answering.Ack.NONE || !(answering.onReject() instanceof Answering.OnReject.Ignore);
        if (answers && !components && !modals && !commands) {
            throw new IllegalArgumentException("ack and onReject are for interactions, got " + kinds(sources));
        }
        if (answering.ack() == Answering.Ack.DEFER_UPDATE && commands) {
            throw new IllegalArgumentException(
                    "ack was DEFER_UPDATE, expected DEFER_REPLY: a command has no message to update");
        }
        if (answering.onEnd() != Answering.OnEnd.KEEP && !components) {
            throw new IllegalArgumentException("componentsAtEnd is for components, got " + kinds(sources));
        }
        if (answering.flow() != null && sources.first().scope().user() == 0) {
            throw new IllegalArgumentException(
                    "flow '" + answering.flow() + "' needs from(user) beside it: it is one user's, got any user");
        }
    }

    /** The same with its terms one by one. */
    public CollectorSpec(
            Sources sources,
            Mode mode,
            Limits limits,
            Times times,
            Options options,
            Answering answering,
            Calls calls,
            @Nullable String label) {
        this(sources, new Terms(mode, limits, times, options, answering, calls, label));
    }

    /**
     * What is asked of a collector but for its places.
     *
     * @param mode how several sources work together
     * @param answering how it answers interactions
     * @param calls which code of its user it has
     * @param label what its author called it, or null
     */
    public record Terms(
            Mode mode,
            Limits limits,
            Times times,
            Options options,
            Answering answering,
            Calls calls,
            @Nullable String label) {
        public Terms {
            if (options.dispose() && mode != Mode.ANY) {
                throw new IllegalArgumentException("dispose does not go with all-of or sequence, got " + mode);
            }
            if (options.batch().size() > options.buffer()) {
                throw new IllegalArgumentException(
                        "batch.size " + options.batch().size() + " must be at most buffer " + options.buffer());
            }
            if (times.time() == null && times.idle() == null && limits.max() == 0 && mode == Mode.ANY) {
                throw new IllegalArgumentException("time 'none' needs idle or max beside it, got neither");
            }
        }
    }

    public Mode mode() {
        return terms.mode;
    }

    public Limits limits() {
        return terms.limits;
    }

    public Times times() {
        return terms.times;
    }

    public Options options() {
        return terms.options;
    }

    public Answering answering() {
        return terms.answering;
    }

    public Calls calls() {
        return terms.calls;
    }

    public @Nullable String label() {
        return terms.label;
    }

    /** Kinds joined by {@code +}, as {@code message} or {@code message+reaction}. */
    public String kinds() {
        return kinds(sources);
    }

    private static String kinds(Sources sources) {
        if (sources.size() == 1) {
            return sources.first().kind().code();
        }
        return String.join(
                "+", sources.stream().map(s -> s.kind().code()).distinct().toList());
    }

    /** Scopes joined by {@code |}. */
    public String scopes() {
        if (sources.size() == 1) {
            return sources.first().scope().toString();
        }
        return String.join(
                " | ",
                sources.stream().map(s -> s.scope().toString()).distinct().toList());
    }

    /**
     * One kind in one scope.
     *
     * @param filter what the items must be like; null for all
     */
    public record Source(Kind kind, Scope scope, @Nullable Compiled filter) implements Sources {
        public Source {
            boolean reachable = switch (kind) {
                case MODAL -> scope.customId() != null && scope.user() != 0;
                case RAW -> scope.name() != null;
                case COMMAND -> scope.bounded() || scope.name() != null;
                case MESSAGE, REACTION, COMPONENT -> scope.bounded();
            };
            if (!reachable) {
                throw new IllegalArgumentException(
                        "scope of a " + kind.code() + " collector needs " + needs(kind) + ", was " + scope);
            }
            if (scope.customId() != null && kind != Kind.COMPONENT && kind != Kind.MODAL) {
                throw new IllegalArgumentException("custom id is for components and modals, not for " + kind.code());
            }
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Source get(int i) {
            return this;
        }

        @Override
        public Stream<Source> stream() {
            return Stream.of(this);
        }

        @Override
        public Iterator<Source> iterator() {
            return List.of(this).iterator();
        }

        private static String needs(Kind kind) {
            return switch (kind) {
                case MESSAGE -> "a channel, a guild, a user or direct messages";
                case REACTION -> "a message, a channel, a guild or a user";
                case COMPONENT -> "a message, an interaction, a channel, a guild, a user or a custom id";
                case MODAL -> "a custom id and a user";
                case COMMAND -> "a guild, a channel, a user or a name";
                case RAW -> "the name of a gateway event";
            };
        }
    }

    /**
     * Which code of its user a collector has: what has none costs nothing.
     *
     * @param judgeAtOnce items that its filter may judge at once, after the data filter: 0 without such a filter, 1 for a
     *     predicate, more for an asynchronous filter
     * @param collect called for each accepted item or batch
     * @param create called for the first accepted item of each emoji
     * @param remove called for each accepted item that leaves again
     * @param refuse called for each refused item
     */
    public record Calls(int judgeAtOnce, boolean collect, boolean create, boolean remove, boolean refuse) {
        public static final Calls NONE = new Calls(0, false, false, false, false);
    }

    /** How several sources work together. */
    public enum Mode {
        /** Items of any source count. */
        ANY,
        /** One item of each source is wanted, in any order. */
        ALL,
        /** One item of each source is wanted, in their order. */
        SEQUENCE
    }
}
