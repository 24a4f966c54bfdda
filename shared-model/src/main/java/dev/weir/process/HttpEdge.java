package dev.weir.process;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server as every Weir program has it: platform threads of its own, a bounded body, and errors as problem documents that
 * tell what was expected and nothing of the inside.
 */
public final class HttpEdge implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpEdge.class);
    static final int LARGEST_BODY = 64 * 1024;
    static final int LARGEST_HEAD = 8 * 1024;
    static final String PROBLEM = "application/problem+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Javalin server;
    private final String host;

    private HttpEdge(Javalin server, String host) {
        this.server = server;
        this.host = host;
    }

    /**
     * Starts to listen.
     *
     * @param key the setting that names the port, for the message when it is in use
     * @param port 0 takes any free one
     * @param routes adds the handlers
     * @throws PortInUse when somebody else listens there
     */
    public static HttpEdge start(String key, String host, int port, Consumer<RoutesConfig> routes) {
        requireFree(key, host, port);
        Javalin server = Javalin.create(config -> configure(config, host, port, routes));
        try {
            server.start();
        } catch (JavalinBindException taken) {
            server.stop();
            throw new PortInUse(key, host, port, taken);
        }
        return new HttpEdge(server, host);
    }

    /** Javalin logs a page of stack trace for a port that is taken; asked beforehand, it is one line. */
    private static void requireFree(String key, String host, int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException unknown) {
            throw new Problem(ExitCode.CONFIGURATION, "host " + host + " of " + key + " is not known", unknown);
        } catch (IOException cannot) {
            if (isLocal(host)) {
                throw new PortInUse(key, host, port, cannot);
            }
            throw new Problem(ExitCode.CONFIGURATION, host + " of " + key + " is no address of this machine", cannot);
        }
    }

    /** Whether some other port of that address can be had, so that only the one asked for is taken. */
    private static boolean isLocal(String host) {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return any.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    private static void configure(JavalinConfig config, String host, int port, Consumer<RoutesConfig> routes) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        // Jetty's pool of platform threads: bots may keep every carrier of virtual ones, and a worker must answer all
        // the same.
        config.concurrency.useVirtualThreads = false;
        config.jetty.host = host;
        config.jetty.port = port;
        config.jetty.modifyHttpConfiguration(http -> {
            http.setSendServerVersion(false);
            http.setSendXPoweredBy(false);
            http.setRequestHeaderSize(LARGEST_HEAD);
            http.addCustomizer(guarding(new RequestGuard(host)));
        });
        config.jetty.modifyServer(server -> server.setErrorHandler(new ProblemErrors()));
        config.jetty.modifyServletContextHandler(handler -> handler.setErrorHandler(new ProblemErrors()));
        config.http.maxRequestSize = LARGEST_BODY;
        config.http.prefer405over404 = true;
        config.http.defaultContentType = "application/json";
        config.routes.exception(HttpProblem.class, (problem, context) -> answer(context, problem));
        config.routes.exception(
                HttpResponseException.class, (refused, context) -> answer(context, translated(refused, context)));
        config.routes.exception(Exception.class, (bug, context) -> {
            log.error("{} {} failed", context.method(), context.path(), bug);
            answer(
                    context,
                    new HttpProblem(500, "Internal error", "the request failed; the log of this process says why"));
        });
        config.routes.before(HttpEdge::readWhole);
        routes.accept(config.routes);
    }

    /** Before anything of a request is looked at: what the guard throws reaches {@link ProblemErrors}. */
    private static HttpConfiguration.Customizer guarding(RequestGuard guard) {
        return (request, _) -> {
            try {
                guard.check(head(request));
                if (request.getHeaders().getLongField(HttpHeader.CONTENT_LENGTH) > LARGEST_BODY) {
                    throw tooLarge();
                }
                return request;
            } catch (HttpProblem refused) {
                throw new HttpException.RuntimeException(refused.status(), refused.getMessage(), refused);
            }
        };
    }

    private static RequestGuard.Head head(Request request) {
        HttpFields headers = request.getHeaders();
        return new RequestGuard.Head(
                Request.getLocalPort(request),
                request.getMethod(),
                request.getHttpURI().getPathQuery(),
                headers.getValuesList(HttpHeader.HOST),
                headers.getValuesList(HttpHeader.ORIGIN),
                headers.getValuesList("Sec-Fetch-Site"),
                headers.getValuesList(HttpHeader.CONTENT_TYPE),
                headers.getLongField(HttpHeader.CONTENT_LENGTH) > 0 || headers.contains(HttpHeader.TRANSFER_ENCODING));
    }

    /** A body that is broken or too large is refused also where it means nothing, before anything is done. */
    private static void readWhole(Context context) throws Exception {
        try {
            context.bodyAsBytes();
        } catch (HttpResponseException refused) {
            throw refused;
        } catch (Exception failed) {
            // Javalin, in Kotlin, does not declare it.
            if (failed instanceof IOException) {
                throw HttpProblem.badRequest(
                        "the body cannot be read: expected as many bytes as are announced, or whole chunks");
            }
            throw failed;
        }
    }

    static HttpProblem tooLarge() {
        return new HttpProblem(413, "Body too large", "expected a body of at most " + LARGEST_BODY + " bytes");
    }

    private static HttpProblem translated(HttpResponseException refused, Context context) {
        refused.getDetails().forEach((name, value) -> {
            if (name.equals("availableMethods")) {
                context.header("Allow", value);
            }
        });
        return switch (refused.getStatus()) {
            case 404 -> HttpProblem.notFound("there is nothing at " + context.path());
            case 405 ->
                new HttpProblem(405, "Method not allowed", context.method() + " is not possible at " + context.path());
            case 413 -> tooLarge();
            default -> new HttpProblem(refused.getStatus(), "Refused", String.valueOf(refused.getMessage()));
        };
    }

    /** Answers a request with a problem document. */
    public static void answer(Context context, HttpProblem problem) {
        context.status(problem.status());
        context.contentType(PROBLEM);
        context.result(json(problem.document(context.path())));
    }

    static String json(Map<String, Object> document) {
        try {
            return JSON.writeValueAsString(document);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The port that it got. */
    public int port() {
        return server.port();
    }

    /** As {@code http://127.0.0.1:7700}. */
    public String address() {
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port();
    }

    /** Stops to listen, after the requests that are being answered. */
    @Override
    public void close() {
        server.stop();
    }
}
