/** A strict simulated Discord: the demo's default and the tests' referee. */
@NullMarked
package dev.weir.simulator;

import org.jspecify.annotations.NullMarked;
