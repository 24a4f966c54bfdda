/** The only wire between Weir's processes: Hazelcast maps, what is in them, and the entry processors that change them. */
@NullMarked
package dev.weir.cluster;

import org.jspecify.annotations.NullMarked;
