/** A collector: what it is asked for, what it accepts, and how it ends. Pure, but for the sinks. */
@NullMarked
package dev.weir.worker.collector;

import org.jspecify.annotations.NullMarked;
