/** What a worker tells about itself over HTTP: metrics, health, and its own state. */
@NullMarked
package dev.weir.worker.probe;

import org.jspecify.annotations.NullMarked;
