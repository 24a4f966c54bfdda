/** What a permit costs: from this worker's memory, from Hazelcast, and from Redis. */
@NullMarked
package dev.weir.benchmark.admission;

import org.jspecify.annotations.NullMarked;
