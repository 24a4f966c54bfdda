/** The one thread that owns the simulator's state, and its clock. */
@NullMarked
package dev.weir.simulator.lane;

import org.jspecify.annotations.NullMarked;
