package dev.weir.worker.collector;

import dev.weir.worker.collector.CollectorSpec.Source;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** What a collector takes and where. One source stands for itself: most collectors have no more, and need no list. */
public sealed interface Sources extends Iterable<Source> permits Source, Sources.Several {

    /** One source, or several for a race, an all-of or a sequence: 1 to 64. */
    static Sources of(List<Source> sources) {
        return sources.size() == 1 ? sources.getFirst() : new Several(sources);
    }

    int size();

    Source get(int i);

    default Source first() {
        return get(0);
    }

    Stream<Source> stream();

    /** More than one, in the order of their joining. */
    record Several(List<Source> all) implements Sources {
        public Several {
            all = List.copyOf(all);
            if (all.isEmpty() || all.size() > 64) {
                throw new IllegalArgumentException("a collector needs 1 to 64 sources, got " + all.size());
            }
        }

        @Override
        public int size() {
            return all.size();
        }

        @Override
        public Source get(int i) {
            return all.get(i);
        }

        @Override
        public Stream<Source> stream() {
            return all.stream();
        }

        @Override
        public Iterator<Source> iterator() {
            return all.iterator();
        }
    }
}
