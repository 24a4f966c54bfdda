/** The peer of this name at the common work. */
@NullMarked
package dev.weir.peers.jda;

import org.jspecify.annotations.NullMarked;
