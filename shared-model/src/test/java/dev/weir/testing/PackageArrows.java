package dev.weir.testing;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A module's packages and what each may import, as one table.
 *
 * <p>A name in the table is either a package of the module, written below its root ({@code ""} is the root itself), or the
 * beginning of a foreign package's name. The JDK and the annotations of nullness are allowed everywhere.
 */
public final class PackageArrows {
    private final String root;
    private final Map<String, Set<String>> mayImport;
    private final JavaClasses classes;

    private PackageArrows(String root, Map<String, Set<String>> mayImport) {
        this.root = root;
        this.mayImport = mayImport;
        this.classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(root);
    }

    /** Reads the classes below a root package. */
    public static PackageArrows of(String root, Map<String, Set<String>> mayImport) {
        return new PackageArrows(root, mayImport);
    }

    /** Imports that the table does not allow, as {@code Class (package) -> Class}. */
    public SortedSet<String> forbidden() {
        SortedSet<String> forbidden = new TreeSet<>();
        for (JavaClass from : classes) {
            String here = below(from.getPackageName());
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                JavaClass to = dependency.getTargetClass().getBaseComponentType();
                if (!allowed(here, to)) {
                    forbidden.add(from.getSimpleName() + " (" + here + ") -> " + to.getName());
                }
            }
        }
        return forbidden;
    }

    /** Packages that have no row. */
    public SortedSet<String> missing() {
        SortedSet<String> missing = new TreeSet<>();
        classes.forEach(type -> missing.add(below(type.getPackageName())));
        missing.removeAll(mayImport.keySet());
        return missing;
    }

    private boolean allowed(String here, JavaClass to) {
        String there = to.getPackageName();
        if (to.isPrimitive()
                || there.startsWith("java.")
                || there.startsWith("javax.")
                || there.startsWith("org.jspecify")) {
            return true;
        }
        Set<String> row = mayImport.getOrDefault(here, Set.of());
        if (there.equals(root) || there.startsWith(root + ".")) {
            String name = below(there);
            return name.equals(here) || row.contains(name);
        }
        return row.stream()
                .anyMatch(prefix -> !mayImport.containsKey(prefix) && (there + ".").startsWith(prefix + "."));
    }

    private String below(String name) {
        return name.equals(root) ? "" : name.substring(root.length() + 1);
    }
}
