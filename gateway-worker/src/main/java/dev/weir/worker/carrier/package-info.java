/** Which thread carries the virtual threads of a bot's code. */
@NullMarked
package dev.weir.worker.carrier;

import org.jspecify.annotations.NullMarked;
