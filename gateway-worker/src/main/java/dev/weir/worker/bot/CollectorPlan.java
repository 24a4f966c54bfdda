package dev.weir.worker.bot;

import dev.weir.worker.collector.CollectorSpec;
import dev.weir.worker.collector.Item;

/**
 * A collector that is about to start.
 *
 * @param spec what is asked for
 * @param code what of its bot is called
 */
public record CollectorPlan<T extends Item>(CollectorSpec spec, CollectorCode<T> code) {}
