/** Walks through JSON and reads what is wanted; what is not wanted is checked and passed. */
@NullMarked
package dev.weir.worker.json;

import org.jspecify.annotations.NullMarked;
