/** The life of one shard: its lease, its connection, its end. */
@NullMarked
package dev.weir.worker.shard;

import org.jspecify.annotations.NullMarked;
