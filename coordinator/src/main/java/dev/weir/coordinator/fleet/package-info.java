/** What the coordinator knows of the fleet at one instant. */
@NullMarked
package dev.weir.coordinator.fleet;

import org.jspecify.annotations.NullMarked;
