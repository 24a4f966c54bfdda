/** What the engine's parts cost, one by one: JMH. */
@NullMarked
package dev.weir.benchmark.engine;

import org.jspecify.annotations.NullMarked;
