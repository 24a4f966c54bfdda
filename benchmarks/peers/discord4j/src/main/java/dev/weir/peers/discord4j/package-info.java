/** The peer of this name at the common work. */
@NullMarked
package dev.weir.peers.discord4j;

import org.jspecify.annotations.NullMarked;
