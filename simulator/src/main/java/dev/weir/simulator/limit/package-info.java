/** Discord's limits as plain decisions: time is an argument. */
@NullMarked
package dev.weir.simulator.limit;

import org.jspecify.annotations.NullMarked;
