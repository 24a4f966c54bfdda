package dev.weir.process;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What the HTTP server itself refuses, as a problem document: never HTML, never a stack trace. */
final class ProblemErrors extends ErrorHandler {
    private static final String AS_HTTP = "expected a request as HTTP/1.1 has it";

    /** What Jetty calls the path of a request that it could not read. */
    private static final String UNREAD = "/badMessage";

    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request,
            Response response,
            int status,
            @Nullable String message,
            @Nullable Throwable cause,
            Callback callback) {
        HttpProblem problem = problem(status, message, cause);
        response.setStatus(problem.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, HttpEdge.PROBLEM + ";charset=utf-8");
        String path = request.getHttpURI().getPath();
        byte[] document = HttpEdge.json(problem.document(UNREAD.equals(path) ? null : path))
                .getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(document), callback);
    }

    private static HttpProblem problem(int status, @Nullable String message, @Nullable Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof HttpProblem own) {
                return own;
            }
        }
        String title = HttpStatus.getMessage(status);
        return switch (status) {
            case 400 -> HttpProblem.badRequest(AS_HTTP + (message == null ? "" : ": " + message));
            case 404 -> HttpProblem.notFound("there is nothing here");
            case 413 -> HttpEdge.tooLarge();
            case 414, 431 ->
                new HttpProblem(
                        status,
                        title,
                        "expected a request line and headers of at most " + HttpEdge.LARGEST_HEAD + " bytes");
            case 505 -> new HttpProblem(status, title, AS_HTTP);
            default ->
                status < 500
                        ? new HttpProblem(status, title, AS_HTTP + (message == null ? "" : ": " + message))
                        : new HttpProblem(status, title, "the request failed; the log of this process says why");
        };
    }
}
