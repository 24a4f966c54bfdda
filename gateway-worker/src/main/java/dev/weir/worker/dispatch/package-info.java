/** One lane a shard: who waits for what, and when their time is up. */
@NullMarked
package dev.weir.worker.dispatch;

import org.jspecify.annotations.NullMarked;
