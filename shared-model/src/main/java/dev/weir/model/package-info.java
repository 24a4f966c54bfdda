/** Placeholder. */
@NullMarked
package dev.weir.model;

import org.jspecify.annotations.NullMarked;
