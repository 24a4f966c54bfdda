/** Placeholder. */
@NullMarked
package dev.weir.coordinator;

import org.jspecify.annotations.NullMarked;
