/** The worker process: it runs shards and their collectors. Wiring and configuration. */
@NullMarked
package dev.weir.worker;

import org.jspecify.annotations.NullMarked;
