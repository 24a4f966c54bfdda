package dev.weir.process;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program's meters, and the text that Prometheus scrapes.
 *
 * <p>The one class that knows Micrometer's registry for Prometheus' simpleclient, which is deprecated upstream: leaving it is a
 * change of this class.
 */
@SuppressWarnings("deprecation") // The registry of simpleclient, as said above.
public final class Meters implements AutoCloseable {
    /** Media type of {@link #scrape}. */
    public static final String CONTENT_TYPE = TextFormat.CONTENT_TYPE_004;

    private static final Logger log = LoggerFactory.getLogger(Meters.class);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    private Meters(Map<String, String> commonTags) {
        // Names that Prometheus' own linter refuses: nanoseconds in a name, and a gauge that ends like a counter.
        registry.config()
                .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
                .meterFilter(renamed("system.cpu.count", "system.cpu.cores"));
        commonTags.forEach((key, value) -> registry.config().commonTags(Tags.of(key, value)));
    }

    /**
     * Meters of a program; one that is registered twice with different tag keys, which Micrometer would drop in silence, is
     * logged and counted.
     */
    public static Meters create(Map<String, String> commonTags) {
        Meters meters = new Meters(commonTags);
        Counter refused = Counter.builder("weir.meters.refused")
                .description("Meters that were registered twice with different tags, and are missing")
                .register(meters.registry);
        meters.registry.config().onMeterRegistrationFailed((id, reason) -> {
            refused.increment();
            log.error("meter {} is missing: {}", id.getName(), reason);
        });
        meters.bindProcess();
        return meters;
    }

    /** Meters for tests: a refused registration throws, and those of the process are left out. */
    public static Meters strict() {
        Meters meters = new Meters(Map.of());
        meters.registry.config().onMeterRegistrationFailed((id, reason) -> {
            throw new IllegalStateException("meter " + id.getName() + ": " + reason);
        });
        return meters;
    }

    private static MeterFilter renamed(String from, String to) {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals(from) ? id.withName(to) : id;
            }
        };
    }

    private void bindProcess() {
        new JvmMemoryMetrics().bindTo(registry);
        collections.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** Where the parts of a program register their meters. */
    public MeterRegistry registry() {
        return registry;
    }

    /** All meters in Prometheus' text format 0.0.4. */
    public String scrape() {
        return registry.scrape(CONTENT_TYPE);
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
