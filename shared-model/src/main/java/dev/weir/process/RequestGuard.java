package dev.weir.process;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Refuses what a web page could have a browser on this machine send: requests to a name that is not this listener's (DNS
 * rebinding), requests of another site's page, and bodies of a type that a page may send without asking.
 *
 * <p>What is no browser sends neither Origin nor Sec-Fetch-Site, so that scripts and Prometheus see nothing of it. Thread-safe.
 */
public final class RequestGuard {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9a-f:.%]+]|[^\\[\\]:@/]+?)\\.?(?::(\\d{1,5}))?");
    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern JSON =
            Pattern.compile("application/json(?:\\s*;\\s*charset=\"?utf-8\"?)?", Pattern.CASE_INSENSITIVE);
    private static final int HTTP_PORT = 80;
    private static final int SHOWN = 100;

    private final String bind;
    private final String machine;

    /**
     * Guards one listener.
     *
     * @param bind the address or name that it listens at
     */
    public RequestGuard(String bind) {
        this.bind = bind.toLowerCase(Locale.ROOT);
        this.machine = nameOfMachine();
    }

    /**
     * A request's line and the headers that count here, each as often as it came.
     *
     * @param port at which it arrived
     */
    public record Head(
            int port,
            String method,
            String target,
            List<String> host,
            List<String> origin,
            List<String> site,
            List<String> contentType,
            boolean hasBody) {
        public Head {
            host = List.copyOf(host);
            origin = List.copyOf(origin);
            site = List.copyOf(site);
            contentType = List.copyOf(contentType);
        }
    }

    /**
     * Lets a request pass.
     *
     * @throws HttpProblem when it is refused; says why
     */
    public void check(Head head) {
        if (BAD_ESCAPE.matcher(head.target).find()) {
            throw HttpProblem.badRequest(
                    "'" + shown(head.target) + "' has a wrong escape: expected %, then two hex digits");
        }
        if (head.host.size() != 1 || !isOurs(head.host.getFirst(), head.port)) {
            throw new HttpProblem(
                    421,
                    "Misdirected request",
                    "Host " + shown(head.host) + " is not this listener: expected the address at which it listens, with"
                            + " port " + head.port);
        }
        if (head.origin.size() > 1 || !head.origin.stream().allMatch(one -> isOurOrigin(one, head.port))) {
            throw forbidden("Origin " + shown(head.origin) + " is another site");
        }
        if (head.site.size() > 1 || !OWN_SITES.containsAll(head.site)) {
            throw forbidden("Sec-Fetch-Site " + shown(head.site) + " is another site");
        }
        if (head.hasBody && !READS.contains(head.method) && !isJson(head.contentType)) {
            throw new HttpProblem(
                    415,
                    "Unsupported media type",
                    "Content-Type " + shown(head.contentType) + " is not taken: expected application/json");
        }
    }

    private static HttpProblem forbidden(String what) {
        return new HttpProblem(
                403, "Forbidden", what + ": expected a request of a program, or of a page that this listener served");
    }

    private static boolean isJson(List<String> types) {
        return types.size() == 1 && JSON.matcher(types.getFirst().strip()).matches();
    }

    private boolean isOurOrigin(String origin, int port) {
        return origin.startsWith("http://") && isOurs(origin.substring("http://".length()), port);
    }

    private boolean isOurs(String authority, int port) {
        Matcher form = AUTHORITY.matcher(authority.strip().toLowerCase(Locale.ROOT));
        if (!form.matches()) {
            return false;
        }
        String host = form.group(1);
        int named = form.group(2) == null ? HTTP_PORT : Integer.parseInt(form.group(2));
        return named == port
                && (host.equals("localhost") || host.equals(bind) || host.equals(machine) || isOurLiteral(host));
    }

    /** A page cannot have its own name lead to a literal, so any address of this machine will do. */
    private static boolean isOurLiteral(String host) {
        try {
            InetAddress literal =
                    InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
            return literal.isLoopbackAddress()
                    || (!literal.isAnyLocalAddress() && NetworkInterface.getByInetAddress(literal) != null);
        } catch (IllegalArgumentException | SocketException _) {
            return false;
        }
    }

    private static String nameOfMachine() {
        try {
            return InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
        } catch (UnknownHostException _) {
            return "localhost";
        }
    }

    private static String shown(List<String> values) {
        return values.isEmpty() ? "(none)" : "'" + shown(String.join("', '", values)) + "'";
    }

    private static String shown(String text) {
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }
}
