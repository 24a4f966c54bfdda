/** Tests of the simulated Discord. */
@NullMarked
package dev.weir.simulator;

import org.jspecify.annotations.NullMarked;
