package dev.weir.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.weir.testing.PackageArrows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Nothing knows what stands above it; only the adapter knows the wire's members, only the edge the process. */
class ArchitectureTest {
    private static final String ROOT = "dev.weir.coordinator";
    private static final String MODEL = "dev.weir.model";
    private static final String WIRE = "dev.weir.cluster";
    private static final String PROCESS = "dev.weir.process";
    private static final String METERS = "io.micrometer.core";
    private static final String JACKSON = "com.fasterxml.jackson";
    private static final String LOG = "org.slf4j";

    private static final PackageArrows ARROWS = PackageArrows.of(
            ROOT,
            Map.of(
                    "fleet", Set.of(MODEL, WIRE),
                    "plan", Set.of("fleet", MODEL, WIRE),
                    "discord", Set.of(JACKSON, LOG),
                    "cluster", Set.of("fleet", MODEL, WIRE, LOG),
                    "kept", Set.of("fleet", WIRE, JACKSON, LOG),
                    "control", Set.of("discord", "fleet", "plan", MODEL, WIRE, METERS, LOG),
                    "rest",
                            Set.of(
                                    "control",
                                    "fleet",
                                    "plan",
                                    MODEL,
                                    WIRE,
                                    PROCESS,
                                    JACKSON,
                                    METERS,
                                    LOG,
                                    "io.javalin",
                                    "kotlin"),
                    "",
                            Set.of(
                                    "cluster",
                                    "control",
                                    "discord",
                                    "kept",
                                    "rest",
                                    MODEL,
                                    WIRE,
                                    "dev.weir.discord",
                                    PROCESS,
                                    LOG)));

    @Test
    void importsFollowTheTable() {
        assertThat(ARROWS.forbidden()).isEmpty();
    }

    @Test
    void everyPackageHasARow() {
        assertThat(ARROWS.missing()).isEmpty();
    }

    @Test
    void theDecidingPartsKnowNoClockAndNoThread() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass each : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages(ROOT)) {
            if (each.getPackageName().equals(ROOT + ".plan")
                    || each.getPackageName().equals(ROOT + ".fleet")) {
                each.getDirectDependenciesFromSelf().stream()
                        .filter(arrow -> {
                            String to = arrow.getTargetClass().getName();
                            return to.equals("java.lang.Thread")
                                    || to.startsWith("java.util.concurrent.")
                                    || to.equals("java.util.Random")
                                    || to.startsWith("java.time.Clock");
                        })
                        .forEach(arrow -> wrong.add(arrow.getDescription()));
                each.getMethodCallsFromSelf().stream()
                        .filter(call -> call.getTargetOwner().isEquivalentTo(System.class))
                        .forEach(call -> wrong.add(call.getDescription()));
            }
        }
        assertThat(wrong).isEmpty();
    }
}
