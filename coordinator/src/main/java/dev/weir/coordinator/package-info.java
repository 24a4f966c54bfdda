/** The coordinator process: its start, its configuration, and how its parts are put together. */
@NullMarked
package dev.weir.coordinator;

import org.jspecify.annotations.NullMarked;
