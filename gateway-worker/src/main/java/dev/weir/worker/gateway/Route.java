package dev.weir.worker.gateway;

/**
 * What Discord counts together: a method and a path, in which only the first id of a channel, guild or webhook makes a
 * difference.
 *
 * @param key equal for requests that share a limit
 * @param global whether it counts for the limit of 50 a second; interactions and webhooks do not
 */
record Route(String key, boolean global) {
    private static final int PREFIX = "/api/v10".length();

    static Route of(String method, String path) {
        String[] parts = (path.startsWith("/api/v10/") ? path.substring(PREFIX) : path).split("/", -1);
        String first = parts.length > 1 ? parts[1] : "";
        boolean interaction = first.equals("interactions") || first.equals("webhooks");
        StringBuilder key = new StringBuilder(method);
        for (int i = 1; i < parts.length; i++) {
            boolean major = (i == 2 && (interaction || first.equals("channels") || first.equals("guilds")))
                    || (i == 3 && interaction);
            key.append('/').append(isId(parts[i]) && !major ? "*" : parts[i]);
            if (parts[i].equals("reactions")) {
                // Emojis, and who reacted, share one limit.
                break;
            }
        }
        return new Route(key.toString(), !interaction);
    }

    private static boolean isId(String part) {
        return part.length() > 14 && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
