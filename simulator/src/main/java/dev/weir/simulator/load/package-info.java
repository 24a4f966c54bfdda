/** Seeded traffic at a rate, and bursts. */
@NullMarked
package dev.weir.simulator.load;

import org.jspecify.annotations.NullMarked;
