/** Placeholder. */
@NullMarked
package dev.weir.benchmark;

import org.jspecify.annotations.NullMarked;
