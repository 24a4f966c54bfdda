package dev.weir.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which package may know which. Read it from the top: nothing knows what stands above it. */
class ArchitectureTest {
    private static final String ROOT = "dev.weir.coordinator";

    /** By package below the root: packages of the coordinator, and libraries, that it may know. */
    private static final Map<String, Set<String>> ARROWS = Map.of(
            "", Set.of("cluster", "control", "discord", "rest"),
            ".rest", Set.of("control", "fleet", "com.fasterxml.jackson", "io.javalin", "io.micrometer.core"),
            ".control", Set.of("discord", "fleet", "plan", "io.micrometer.core"),
            ".cluster", Set.of("fleet"),
            ".discord", Set.of("com.fasterxml.jackson"),
            ".plan", Set.of("fleet"),
            ".fleet", Set.of());

    /** Everybody may know these. */
    private static final List<String> COMMON =
            List.of("java.", "javax.net.ssl", "org.jspecify.", "org.slf4j", "dev.weir.model", "dev.weir.cluster");

    /** The model of a process: settings, meters, HTTP. The deciding parts do without. */
    private static final Set<String> MAY_KNOW_THE_PROCESS = Set.of("", ".rest");

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void everyArrowIsInTheTable() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass each : classes) {
            String from = each.getPackageName().substring(ROOT.length());
            Set<String> may = ARROWS.getOrDefault(from, Set.of());
            for (Dependency arrow : each.getDirectDependenciesFromSelf()) {
                JavaClass to = arrow.getTargetClass().getBaseComponentType();
                if (!to.isPrimitive() && !isAllowed(each, from, may, to)) {
                    wrong.add(arrow.getDescription());
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(classes.stream()
                        .map(each -> each.getPackageName().substring(ROOT.length()))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(ARROWS.keySet());
    }

    @Test
    void theDecidingPartsKnowNoClockAndNoThread() {
        List<String> wrong = new ArrayList<>();
        for (JavaClass each : classes) {
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

    private static boolean isAllowed(JavaClass from, String fromPackage, Set<String> may, JavaClass to) {
        String name = to.getName();
        if (from.getPackageName().equals(to.getPackageName()) || COMMON.stream().anyMatch(name::startsWith)) {
            return true;
        }
        if (name.startsWith("dev.weir.process.")) {
            return MAY_KNOW_THE_PROCESS.contains(fromPackage);
        }
        return may.stream()
                .anyMatch(allowed ->
                        name.startsWith(allowed + ".") || to.getPackageName().equals(ROOT + "." + allowed));
    }
}
