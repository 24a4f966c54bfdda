/** Runs a bot against the simulated Discord in one process, for the tests of the examples. */
@NullMarked
package dev.weir.example.stage;

import org.jspecify.annotations.NullMarked;
