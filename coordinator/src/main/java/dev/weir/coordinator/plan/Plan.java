package dev.weir.coordinator.plan;

import java.util.List;

/**
 * What is to be done about the placement of shards, and what is left for now.
 *
 * @param actions in the order in which they are to be taken
 * @param waiting shards that stay as they are though something is to be done about them
 */
public record Plan(List<Action> actions, List<Waiting> waiting) {
    public static final Plan NOTHING = new Plan(List.of(), List.of());

    public Plan {
        actions = List.copyOf(actions);
        waiting = List.copyOf(waiting);
    }

    /** Why nothing is done about a shard in this round; the text is for a person. */
    public record Waiting(int shard, Reason reason, String text) {}
}
