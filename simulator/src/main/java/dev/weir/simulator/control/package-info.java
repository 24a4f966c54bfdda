/** The control interface under /sim/. */
@NullMarked
package dev.weir.simulator.control;

import org.jspecify.annotations.NullMarked;
