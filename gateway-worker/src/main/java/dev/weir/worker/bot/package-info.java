/** What the author of a bot writes against. */
@NullMarked
package dev.weir.worker.bot;

import org.jspecify.annotations.NullMarked;
