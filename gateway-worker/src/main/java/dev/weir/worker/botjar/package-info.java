/** Bots out of jars: what a jar holds, a class loader for each, and why one is not loaded. */
@NullMarked
package dev.weir.worker.botjar;

import org.jspecify.annotations.NullMarked;
