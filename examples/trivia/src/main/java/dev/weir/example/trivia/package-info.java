/** Placeholder. */
@NullMarked
package dev.weir.example.trivia;

import org.jspecify.annotations.NullMarked;
