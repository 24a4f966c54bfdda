/** What every peer's process shares: the corpus, the clock around the work, the questions of the suite. No dependencies. */
@NullMarked
package dev.weir.peers;

import org.jspecify.annotations.NullMarked;
