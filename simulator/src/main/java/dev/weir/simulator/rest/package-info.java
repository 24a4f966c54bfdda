/** Discord's REST interface over the simulated world. */
@NullMarked
package dev.weir.simulator.rest;

import org.jspecify.annotations.NullMarked;
