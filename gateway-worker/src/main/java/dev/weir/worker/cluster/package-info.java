/** The worker's side of the fleet over Hazelcast: renewals, and the registry of collectors. */
@NullMarked
package dev.weir.worker.cluster;

import org.jspecify.annotations.NullMarked;
