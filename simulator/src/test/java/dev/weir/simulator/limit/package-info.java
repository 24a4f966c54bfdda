/** Tests of the limits. */
@NullMarked
package dev.weir.simulator.limit;

import org.jspecify.annotations.NullMarked;
