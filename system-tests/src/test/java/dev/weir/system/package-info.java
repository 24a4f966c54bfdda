/** Claims about real processes, with the simulated Discord as referee. */
@NullMarked
package dev.weir.system;

import org.jspecify.annotations.NullMarked;
