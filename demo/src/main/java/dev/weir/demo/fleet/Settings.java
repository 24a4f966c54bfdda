package dev.weir.demo.fleet;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configuration keys and values, as the YAML file a process reads. Not thread-safe. */
public final class Settings {
    private final Map<String, String> values = new LinkedHashMap<>();

    /** Sets a dotted key, as {@code rest.port}. The last value counts. */
    public Settings set(String key, Object value) {
        values.put(key, value.toString());
        return this;
    }

    /** Sets several. */
    public Settings setAll(Map<String, String> more) {
        values.putAll(more);
        return this;
    }

    /** Nested YAML; every value in quotes. */
    public String yaml() {
        StringBuilder out = new StringBuilder();
        List<String> open = new ArrayList<>();
        values.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(entry -> {
            List<String> path = List.of(entry.getKey().split("\\.", -1));
            int shared = 0;
            while (shared < path.size() - 1
                    && shared < open.size()
                    && open.get(shared).equals(path.get(shared))) {
                shared++;
            }
            open.subList(shared, open.size()).clear();
            for (int depth = shared; depth < path.size() - 1; depth++) {
                out.repeat(' ', 2 * depth).append(path.get(depth)).append(":\n");
                open.add(path.get(depth));
            }
            out.repeat(' ', 2 * (path.size() - 1))
                    .append(path.getLast())
                    .append(": \"")
                    .append(entry.getValue().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\"\n");
        });
        return out.toString();
    }
}
