package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The arrows between the packages, as one table. */
class ArchitectureTest {

    private static final String ROOT = "dev.weir.simulator";

    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            Map.entry("json", Set.of()),
            Map.entry("lane", Set.of()),
            Map.entry("limit", Set.of()),
            Map.entry("fault", Set.of()),
            Map.entry("wire", Set.of("json", "lane")),
            Map.entry("world", Set.of("json")),
            Map.entry("referee", Set.of("json", "lane")),
            Map.entry("gateway", Set.of("json", "lane", "limit", "fault", "wire", "world", "referee")),
            Map.entry("rest", Set.of("json", "lane", "limit", "fault", "wire", "world", "referee", "gateway")),
            Map.entry("load", Set.of("json", "lane", "world", "referee", "gateway")),
            Map.entry(
                    "control",
                    Set.of("json", "lane", "limit", "fault", "wire", "world", "referee", "gateway", "load")));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    @Test
    void importsFollowTheTable() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            String here = packageOf(from);
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass();
                String there = packageOf(to);
                boolean ours = to.getPackageName().startsWith(ROOT);
                // The root package wires everything.
                if (ours
                        && !here.isEmpty()
                        && !here.equals(there)
                        && !MAY_IMPORT.getOrDefault(here, Set.of()).contains(there)) {
                    wrong.add(from.getSimpleName() + " (" + here + ") -> " + to.getSimpleName() + " (" + there + ")");
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyPackageIsInTheTable() {
        Set<String> packages = new TreeSet<>();
        CLASSES.forEach(type -> packages.add(packageOf(type)));
        packages.remove("");
        assertThat(packages).isEqualTo(new TreeSet<>(MAY_IMPORT.keySet()));
    }

    @Test
    void onlyTheWireKnowsNetty() {
        Set<String> wrong = new TreeSet<>();
        for (JavaClass from : CLASSES) {
            boolean netty = from.getDirectDependenciesFromSelf().stream()
                    .anyMatch(dependency ->
                            dependency.getTargetClass().getPackageName().startsWith("io.netty"));
            if (netty && !packageOf(from).equals("wire")) {
                wrong.add(from.getName());
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static String packageOf(JavaClass type) {
        String name = type.getPackageName();
        return name.length() > ROOT.length() && name.startsWith(ROOT) ? name.substring(ROOT.length() + 1) : "";
    }
}
