package dev.weir.coordinator.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.weir.cluster.FleetUnavailable;
import dev.weir.cluster.Ledger;
import dev.weir.coordinator.control.ControlLoop;
import dev.weir.coordinator.fleet.FleetRecords;
import dev.weir.process.HttpProblem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The coordinator's REST interface: every route there is, and how its answers become HTTP. */
public final class Api {
    private static final ObjectMapper JSON = new ObjectMapper()
            .registerModule(new SimpleModule().addSerializer(Instant.class, ToStringSerializer.instance))
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS);

    private final List<Route> routes;

    /**
     * Puts the resources together.
     *
     * @param cluster name of the fleet
     * @param configured coordinators that are configured
     * @param kept keeps limits that were set, and says whether they outlive all coordinators
     * @param metrics all meters as Prometheus reads them
     */
    public Api(
            String cluster,
            int configured,
            ControlLoop loop,
            FleetRecords records,
            InstantSource clock,
            Predicate<Collection<Ledger>> kept,
            Supplier<Answer.Text> metrics) {
        List<Route> all = new ArrayList<>();
        all.addAll(new ClusterResource(cluster, configured, loop, records).routes());
        all.addAll(new WorkerResource(loop, records).routes());
        all.addAll(new ShardResource(loop, records).routes());
        all.addAll(new CollectorResource(loop, records, clock).routes());
        all.addAll(new LimitResource(loop, records, kept).routes());
        all.addAll(new PlanResource(loop, records).routes());
        all.addAll(new ProbeResource(loop, metrics).routes());
        routes = List.copyOf(all);
    }

    public List<Route> routes() {
        return routes;
    }

    /** Adds all routes to a server. */
    public void addTo(RoutesConfig config) {
        routes.forEach(route -> config.addHttpHandler(
                HandlerType.findOrCreate(route.method()), route.path(), context -> answer(route, context)));
    }

    private static void answer(Route route, Context context) {
        TreeSet<String> unknown = new TreeSet<>(context.queryParamMap().keySet());
        unknown.removeAll(route.parameters());
        if (!unknown.isEmpty()) {
            throw HttpProblem.badRequest("query parameter '" + unknown.first() + "' is unknown: expected "
                    + (route.parameters().isEmpty() ? "none" : "one of " + new TreeSet<>(route.parameters())));
        }
        if (!route.takesBody() && !context.body().isBlank()) {
            throw HttpProblem.badRequest("this request has a body: expected none");
        }
        Request request =
                new Request(Map.copyOf(context.pathParamMap()), Map.copyOf(context.queryParamMap()), context.body());
        try {
            write(route.handler().answer(request), context);
        } catch (FleetUnavailable unavailable) {
            throw HttpProblem.unavailable("the fleet's maps did not answer; try again: " + unavailable.getMessage());
        }
    }

    private static void write(Answer answer, Context context) {
        context.status(answer.status());
        switch (answer) {
            case Answer.Found found -> json(found.body(), context);
            case Answer.Accepted accepted -> json(accepted.body(), context);
            case Answer.Text text -> {
                context.contentType(text.type());
                context.result(text.body());
            }
        }
    }

    private static void json(Object body, Context context) {
        try {
            context.contentType("application/json");
            context.result(JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
