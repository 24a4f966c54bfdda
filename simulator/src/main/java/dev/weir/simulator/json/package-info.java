/** JSON text in and out. */
@NullMarked
package dev.weir.simulator.json;

import org.jspecify.annotations.NullMarked;
