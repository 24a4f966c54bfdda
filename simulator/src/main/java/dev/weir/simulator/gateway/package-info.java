/** Gateway connections and sessions: identify, resume, heartbeat, dispatch. */
@NullMarked
package dev.weir.simulator.gateway;

import org.jspecify.annotations.NullMarked;
