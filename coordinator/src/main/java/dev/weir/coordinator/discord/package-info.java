/** What Discord allows a bot: the one question the leader asks it. */
@NullMarked
package dev.weir.coordinator.discord;

import org.jspecify.annotations.NullMarked;
