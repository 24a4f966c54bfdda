/** The deciding parts of a fleet in virtual time: seeded faults, and the promises checked at every step. */
@NullMarked
package dev.weir.simulation;

import org.jspecify.annotations.NullMarked;
