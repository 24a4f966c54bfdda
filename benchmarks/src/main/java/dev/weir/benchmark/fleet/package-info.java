/** A large fleet around one real coordinator. */
@NullMarked
package dev.weir.benchmark.fleet;

import org.jspecify.annotations.NullMarked;
