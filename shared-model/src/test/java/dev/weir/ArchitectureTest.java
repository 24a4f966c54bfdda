package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.PackageArrows;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The model knows nobody; only the wire knows Hazelcast; only the edge knows the libraries of a process. */
class ArchitectureTest {
    private static final PackageArrows ARROWS = PackageArrows.of(
            "dev.weir",
            Map.of(
                    "model", Set.of(),
                    "model.filter", Set.of("model", "com.google.re2j"),
                    "cluster", Set.of("model", "process", "com.hazelcast", "org.slf4j"),
                    "discord", Set.of("process"),
                    "process",
                            Set.of(
                                    "ch.qos.logback",
                                    "com.fasterxml.jackson",
                                    "io.javalin",
                                    "io.micrometer",
                                    "io.prometheus",
                                    "io.smallrye.config",
                                    "net.logstash.logback",
                                    // Javalin's way to its server's settings.
                                    "kotlin",
                                    "org.eclipse.jetty.ee10.servlet",
                                    "org.eclipse.jetty.http",
                                    "org.eclipse.jetty.server",
                                    "org.eclipse.jetty.util",
                                    // SmallRye's own types, and its YAML.
                                    "org.eclipse.microprofile.config",
                                    "org.slf4j",
                                    "org.yaml.snakeyaml",
                                    "picocli")));

    @Test
    void importsFollowTheTable() {
        assertThat(ARROWS.forbidden()).isEmpty();
    }

    @Test
    void everyPackageHasARow() {
        assertThat(ARROWS.missing()).isEmpty();
    }
}
