/** The fleet's maps as the coordinator reads and changes them; the only package that knows Hazelcast. */
@NullMarked
package dev.weir.coordinator.cluster;

import org.jspecify.annotations.NullMarked;
