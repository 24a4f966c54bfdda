/** The comparison itself under test. */
@NullMarked
package dev.weir.benchmark.peers;

import org.jspecify.annotations.NullMarked;
