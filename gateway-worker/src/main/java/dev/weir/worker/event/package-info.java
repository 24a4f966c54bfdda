/** What happened on the gateway, in our words. */
@NullMarked
package dev.weir.worker.event;

import org.jspecify.annotations.NullMarked;
