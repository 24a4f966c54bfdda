/** Guilds, channels, people, messages and interactions, and how they look in JSON. */
@NullMarked
package dev.weir.simulator.world;

import org.jspecify.annotations.NullMarked;
