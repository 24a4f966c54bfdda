/** What collectors cost: heap, start, end and events, by number and by the million. */
@NullMarked
package dev.weir.benchmark.collector;

import org.jspecify.annotations.NullMarked;
