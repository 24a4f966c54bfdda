package dev.weir.coordinator.control;

import dev.weir.coordinator.plan.Placement;
import dev.weir.coordinator.plan.Plan;
import java.time.Duration;

/**
 * What the leader has decided in its last round, for people.
 *
 * @param terms that the plan was made under
 * @param keptFor how long shards of lost workers are kept for them at most, zero when none are
 * @param slowestSpacing the longest distance that is kept between two identifies of a bucket
 */
public record Decided(Placement.Terms terms, Plan plan, Duration keptFor, Duration slowestSpacing) {}
