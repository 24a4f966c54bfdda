/** The edge every Weir program shares: configuration, logging without secrets, meters, HTTP, exit codes. */
@NullMarked
package dev.weir.process;

import org.jspecify.annotations.NullMarked;
