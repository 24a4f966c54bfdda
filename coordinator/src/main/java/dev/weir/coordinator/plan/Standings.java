package dev.weir.coordinator.plan;

import dev.weir.model.Standing;
import dev.weir.model.Trouble;
import java.util.Map;
import java.util.Set;

/**
 * What the leader makes of its workers in one round; see {@link Probation}.
 *
 * @param byWorker of each living worker, for people and for the worker itself
 * @param grades of each living worker, for placement
 * @param takenBack shards that their owner does not serve, or must not, with the reason as a sentence
 * @param refused shards that Discord refuses to every worker that could try
 */
public record Standings(
        Map<String, Standing> byWorker,
        Map<String, Grade> grades,
        Map<Integer, String> takenBack,
        Set<Integer> refused) {
    public Standings {
        byWorker = Map.copyOf(byWorker);
        grades = Map.copyOf(grades);
        takenBack = Map.copyOf(takenBack);
        refused = Set.copyOf(refused);
    }

    /** Whether a worker may go on with what it runs, should nobody else have it: unless it serves another bot, or serves it otherwise. */
    boolean mayKeep(String worker) {
        Standing standing = byWorker.get(worker);
        return standing == null
                || (standing.kind() != Standing.Kind.DISMISSED
                        && standing.trouble() != Trouble.OTHER_BOT
                        && standing.trouble() != Trouble.INTENTS);
    }

    /** Of a worker that was not looked at: as if its bot had not been tried. */
    Grade grade(String worker) {
        return grades.getOrDefault(worker, Grade.UNTRIED);
    }
}
