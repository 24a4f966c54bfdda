/** The peer of this name at the common work. */
@NullMarked
package dev.weir.peers.javacord;

import org.jspecify.annotations.NullMarked;
