/** The shards that this worker holds: taken up, followed, reported and given up as the orders say. */
@NullMarked
package dev.weir.worker.roster;

import org.jspecify.annotations.NullMarked;
