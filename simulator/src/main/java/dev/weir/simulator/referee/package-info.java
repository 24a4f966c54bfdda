/** What happened: exact counters and a bounded log with monotonic times. */
@NullMarked
package dev.weir.simulator.referee;

import org.jspecify.annotations.NullMarked;
