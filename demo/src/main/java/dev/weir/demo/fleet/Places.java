package dev.weir.demo.fleet;

import java.util.List;
import java.util.Map;

/**
 * Where in the network the processes of a fleet run.
 *
 * @param host where coordinators listen for each other and for workers, unless they run elsewhere
 * @param elsewhere places of those that do not run beside this process, by their names
 */
public record Places(String host, Map<String, Place> elsewhere) {
    /** All beside this process, on loopback. */
    public static final Places LOOPBACK = new Places("127.0.0.1", Map.of());

    /**
     * A place with a loopback of its own.
     *
     * @param host its address
     * @param enter the command that runs its arguments there
     */
    public record Place(String host, List<String> enter) {
        public Place {
            enter = List.copyOf(enter);
        }
    }

    public Places {
        elsewhere = Map.copyOf(elsewhere);
    }

    Place of(String process) {
        return elsewhere.getOrDefault(process, new Place(host, List.of()));
    }
}
