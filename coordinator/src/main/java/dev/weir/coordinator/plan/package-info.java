/** What to do next: pure decisions over a view of the fleet. */
@NullMarked
package dev.weir.coordinator.plan;

import org.jspecify.annotations.NullMarked;
