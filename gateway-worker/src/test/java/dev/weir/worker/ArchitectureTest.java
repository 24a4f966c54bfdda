package dev.weir.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.PackageArrows;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Arrows point inward: an event knows nobody, the wiring knows all, and only one package knows Javacord's insides. */
class ArchitectureTest {
    private static final String MODEL = "dev.weir.model";
    private static final String LOG = "org.slf4j";
    private static final String JACKSON = "com.fasterxml.jackson";
    private static final String CAFFEINE = "com.github.benmanes.caffeine.cache";
    private static final String AGRONA = "org.agrona";

    private static final PackageArrows ARROWS = PackageArrows.of(
            "dev.weir.worker",
            Map.ofEntries(
                    Map.entry("json", Set.of(JACKSON)),
                    Map.entry("event", Set.of("json", JACKSON)),
                    Map.entry("carrier", Set.of(LOG)),
                    Map.entry("shard", Set.of("event", MODEL, AGRONA, JACKSON, "org.javacord.api")),
                    Map.entry(
                            "gateway",
                            Set.of(
                                    "dev.weir.discord",
                                    "json",
                                    "event",
                                    "shard",
                                    "carrier",
                                    MODEL,
                                    LOG,
                                    JACKSON,
                                    "org.javacord",
                                    "com.neovisionaries.ws",
                                    "okhttp3",
                                    "okio",
                                    "kotlin",
                                    "org.apache.logging.log4j",
                                    "ch.qos.logback")),
                    Map.entry("admission", Set.of("shard", MODEL, "javax.management", "com.sun.management")),
                    Map.entry("collector", Set.of("event", MODEL, LOG, JACKSON, AGRONA)),
                    Map.entry(
                            "dispatch",
                            Set.of(
                                    "event",
                                    "shard",
                                    "admission",
                                    "collector",
                                    "bot",
                                    "carrier",
                                    MODEL,
                                    LOG,
                                    JACKSON,
                                    AGRONA,
                                    CAFFEINE,
                                    "org.jctools")),
                    Map.entry(
                            "bot", Set.of("event", "shard", "collector", MODEL, JACKSON, CAFFEINE, "org.javacord.api")),
                    Map.entry("botjar", Set.of("bot", "dev.weir.process", LOG)),
                    Map.entry("cluster", Set.of("shard", "dispatch", MODEL, "dev.weir.cluster", LOG)),
                    Map.entry(
                            "roster",
                            Set.of(
                                    "event",
                                    "shard",
                                    "admission",
                                    "collector",
                                    "dispatch",
                                    "bot",
                                    "botjar",
                                    "cluster",
                                    MODEL,
                                    LOG,
                                    "org.javacord.api")),
                    Map.entry(
                            "probe",
                            Set.of(
                                    "shard",
                                    "admission",
                                    "dispatch",
                                    "botjar",
                                    "cluster",
                                    "roster",
                                    MODEL,
                                    "dev.weir.cluster",
                                    "dev.weir.process",
                                    "io.micrometer.core",
                                    "io.javalin",
                                    "kotlin")),
                    Map.entry(
                            "",
                            Set.of(
                                    "dev.weir.discord",
                                    "shard",
                                    "gateway",
                                    "admission",
                                    "collector",
                                    "dispatch",
                                    "botjar",
                                    "cluster",
                                    "roster",
                                    "probe",
                                    MODEL,
                                    "dev.weir.cluster",
                                    "dev.weir.process",
                                    "io.micrometer.core",
                                    LOG))));

    @Test
    void importsFollowTheTable() {
        assertThat(ARROWS.forbidden()).isEmpty();
    }

    @Test
    void everyPackageHasARow() {
        assertThat(ARROWS.missing()).isEmpty();
    }
}
