/** The loop that observes, plans and applies; leadership. */
@NullMarked
package dev.weir.coordinator.control;

import org.jspecify.annotations.NullMarked;
