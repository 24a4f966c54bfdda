/** Tests of the traffic. */
@NullMarked
package dev.weir.simulator.load;

import org.jspecify.annotations.NullMarked;
