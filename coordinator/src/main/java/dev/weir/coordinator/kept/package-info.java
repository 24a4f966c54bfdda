/** What people have set, kept in a file of this coordinator for when all coordinators have ended. */
@NullMarked
package dev.weir.coordinator.kept;

import org.jspecify.annotations.NullMarked;
