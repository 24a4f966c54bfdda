/** {@code ./weir demo}: a fleet against the simulated Discord, shown live, judged at the end. */
@NullMarked
package dev.weir.demo;

import org.jspecify.annotations.NullMarked;
