/** One port on loopback: HTTP, CONNECT with TLS behind it, WebSocket frames. The only package that knows Netty. */
@NullMarked
package dev.weir.simulator.wire;

import org.jspecify.annotations.NullMarked;
