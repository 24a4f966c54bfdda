/** Weir beside its peers at the same work: runs all, each in its own process, and writes the page. */
@NullMarked
package dev.weir.benchmark.peers;

import org.jspecify.annotations.NullMarked;
