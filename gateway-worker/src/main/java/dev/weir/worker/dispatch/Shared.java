package dev.weir.worker.dispatch;

import dev.weir.model.filter.Compiled;
import dev.weir.worker.bot.CollectorCode;
import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Item;
import dev.weir.worker.collector.Sources;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What many collectors have in common, kept once: a bot starts thousands that differ only in their place. Bounded: when full
 * it begins anew, and what runs keeps what it has. Thread-safe.
 */
final class Shared {
    private static final int MOST = 4_096;

    private final ConcurrentMap<Object, Object> seen = new ConcurrentHashMap<>();

    CollectorSpec spec(CollectorSpec spec) {
        return new CollectorSpec(sources(spec.sources()), one(spec.terms()));
    }

    private Sources sources(Sources sources) {
        return switch (sources) {
            case CollectorSpec.Source source -> source(source);
            case Sources.Several several ->
                new Sources.Several(several.stream().map(this::source).toList());
        };
    }

    private CollectorSpec.Source source(CollectorSpec.Source source) {
        Compiled filter = source.filter();
        return filter == null ? source : new CollectorSpec.Source(source.kind(), source.scope(), one(filter));
    }

    /** Only code that is none is kept: a handler may hold a whole bot. */
    <T extends Item> CollectorCode<T> code(CollectorCode<T> code) {
        return code.none() ? one(code) : code;
    }

    @SuppressWarnings("unchecked") // equal values are of one class
    private <V> V one(V value) {
        @Nullable Object known = seen.get(value);
        if (known == null) {
            if (seen.size() >= MOST) {
                seen.clear();
            }
            known = seen.putIfAbsent(value, value);
        }
        return known == null ? value : (V) known;
    }
}
