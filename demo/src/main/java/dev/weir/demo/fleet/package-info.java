/** A fleet of real processes on this machine: started, watched, killed and ended. For the demo and the system tests. */
@NullMarked
package dev.weir.demo.fleet;

import org.jspecify.annotations.NullMarked;
