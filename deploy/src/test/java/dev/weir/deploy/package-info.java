/** Checks of everything that is shipped beside the code. */
@NullMarked
package dev.weir.deploy;

import org.jspecify.annotations.NullMarked;
