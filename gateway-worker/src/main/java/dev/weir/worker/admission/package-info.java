/** Permits to run collectors, drawn from the fleet's ledger. */
@NullMarked
package dev.weir.worker.admission;

import org.jspecify.annotations.NullMarked;
