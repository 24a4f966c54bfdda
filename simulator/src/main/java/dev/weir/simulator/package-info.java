/** Placeholder. */
@NullMarked
package dev.weir.simulator;

import org.jspecify.annotations.NullMarked;
