/** Faults that stand until they are lifted or run out. */
@NullMarked
package dev.weir.simulator.fault;

import org.jspecify.annotations.NullMarked;
