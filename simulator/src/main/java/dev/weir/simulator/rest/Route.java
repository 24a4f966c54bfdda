package dev.weir.simulator.rest;

import dev.weir.simulator.json.MalformedJson;
import dev.weir.simulator.limit.RouteLimits;
import dev.weir.simulator.wire.HttpAnswer;
import dev.weir.simulator.wire.HttpCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the API.
 *
 * @param template as in Discord's description; the first braces are the major parameter, which has its own bucket
 * @param access who may call and what it is counted against
 */
record Route(
        String method,
        String template,
        List<String> segments,
        Access access,
        RouteLimits.Limit limit,
        Handler handler) {

    /** Answers one operation. */
    interface Handler {
        HttpAnswer handle(Request request) throws MalformedJson;
    }

    /** Who may call. */
    enum Access {
        /** Needs no token. */
        OPEN,
        /** Needs the bot's token and counts against its global limit. */
        BOT,
        /** Carries its own token in the path; outside the bot's global limit. */
        INTERACTION
    }

    static Route of(String method, String template, Access access, int calls, Duration per, Handler handler) {
        return new Route(
                method,
                template,
                List.of(template.substring(1).split("/", -1)),
                access,
                new RouteLimits.Limit(calls, per),
                handler);
    }

    /** The variables, or null when the path is another's. */
    @Nullable
    List<String> match(List<String> path) {
        if (path.size() != segments.size()) {
            return null;
        }
        List<String> variables = new ArrayList<>();
        for (int i = 0; i < path.size(); i++) {
            String segment = segments.get(i);
            if (segment.startsWith("{")) {
                // A plus sign in a path is a plus sign.
                variables.add(HttpCall.decode(path.get(i).replace("+", "%2B")));
            } else if (!segment.equals(path.get(i))) {
                return null;
            }
        }
        return variables;
    }

    String name() {
        return method + " " + template;
    }

    String bucket(List<String> variables) {
        // The token belongs to the major parameter of a webhook: all have the application's id.
        int major = Math.min(variables.size(), access == Access.INTERACTION ? 2 : 1);
        return name() + " " + String.join(" ", variables.subList(0, major));
    }

    /** Shows which routes share a limit, without saying which. */
    String bucketHash() {
        return String.format("%016x%016x", name().hashCode() * 0x9e3779b97f4a7c15L, template.hashCode() * 31L);
    }
}
