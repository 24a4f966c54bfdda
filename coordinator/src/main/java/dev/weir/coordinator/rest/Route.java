package dev.weir.coordinator.rest;

import java.util.Set;

/**
 * One method of one path.
 *
 * @param path with its values as {@code {id}}
 * @param parameters query parameters that it knows; any other is refused
 */
public record Route(String method, String path, Set<String> parameters, Handler handler) {
    public Route {
        parameters = Set.copyOf(parameters);
    }

    /** Answers a request. */
    @FunctionalInterface
    public interface Handler {
        Answer answer(Request request);
    }

    /** Only what is put has a body. */
    boolean takesBody() {
        return method.equals("PUT");
    }

    static Route get(String path, Handler handler) {
        return new Route("GET", path, Set.of(), handler);
    }

    static Route get(String path, Set<String> parameters, Handler handler) {
        return new Route("GET", path, parameters, handler);
    }

    static Route post(String path, Set<String> parameters, Handler handler) {
        return new Route("POST", path, parameters, handler);
    }

    static Route put(String path, Handler handler) {
        return new Route("PUT", path, Set.of(), handler);
    }

    static Route delete(String path, Handler handler) {
        return delete(path, Set.of(), handler);
    }

    static Route delete(String path, Set<String> parameters, Handler handler) {
        return new Route("DELETE", path, parameters, handler);
    }
}
