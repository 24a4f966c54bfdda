package dev.weir.process;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that says what is wrong with a request, as a problem document (RFC 9457). Thrown by a handler where returning is
 * inconvenient.
 */
public final class HttpProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String title;

    /**
     * @param status 4xx or 5xx
     * @param title the kind of problem, the same for each of its kind
     * @param detail this case: names the value, and what was expected
     */
    public HttpProblem(int status, String title, String detail) {
        super(detail);
        this.status = status;
        this.title = title;
    }

    public static HttpProblem badRequest(String detail) {
        return new HttpProblem(400, "Bad request", detail);
    }

    public static HttpProblem notFound(String detail) {
        return new HttpProblem(404, "Not found", detail);
    }

    public static HttpProblem conflict(String detail) {
        return new HttpProblem(409, "Conflict", detail);
    }

    public static HttpProblem unavailable(String detail) {
        return new HttpProblem(503, "Unavailable", detail);
    }

    public int status() {
        return status;
    }

    /** The document, its fields in order; no instance where the path could not be read. */
    Map<String, Object> document(@Nullable String instance) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("type", "about:blank");
        document.put("title", title);
        document.put("status", status);
        document.put("detail", String.valueOf(getMessage()));
        if (instance != null) {
            document.put("instance", instance);
        }
        return document;
    }
}
