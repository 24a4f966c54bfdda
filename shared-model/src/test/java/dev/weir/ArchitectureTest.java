package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may know whom. */
class ArchitectureTest {
    private static final Set<String> EVERYWHERE = Set.of("java", "org.jspecify");

    private static final Map<String, Set<String>> MAY_IMPORT = Map.of(
            "dev.weir.model", Set.of(),
            "dev.weir.model.filter", Set.of("dev.weir.model"),
            "dev.weir.cluster", Set.of("dev.weir.model", "com.hazelcast"),
            "dev.weir.process",
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
                            "org.eclipse.jetty.server",
                            // SmallRye's own types, and its YAML.
                            "org.eclipse.microprofile.config",
                            "org.slf4j",
                            "org.yaml.snakeyaml",
                            "picocli"));

    @Test
    void everyPackageKnowsOnlyWhomItMay() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.weir");
        Set<String> wrong = new TreeSet<>();
        for (JavaClass one : classes) {
            Set<String> allowed = MAY_IMPORT.get(one.getPackageName());
            if (allowed == null) {
                wrong.add(one.getPackageName() + " is not in the table");
                continue;
            }
            for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                String other =
                        dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (!other.equals(one.getPackageName()) && !isIn(other, allowed)) {
                    wrong.add(one.getName() + " knows " + other);
                }
            }
        }
        assertThat(classes).isNotEmpty();
        assertThat(wrong).isEmpty();
    }

    private static boolean isIn(String name, Set<String> allowed) {
        return name.isEmpty()
                || Stream.concat(EVERYWHERE.stream(), allowed.stream())
                        .anyMatch(one -> name.equals(one) || name.startsWith(one + "."));
    }
}
