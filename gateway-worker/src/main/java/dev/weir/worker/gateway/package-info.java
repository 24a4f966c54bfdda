/** Javacord behind a port: the packet tap turns frames into events. The only place that knows Javacord's insides. */
@NullMarked
package dev.weir.worker.gateway;

import org.jspecify.annotations.NullMarked;
