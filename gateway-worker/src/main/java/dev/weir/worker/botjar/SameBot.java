package dev.weir.worker.botjar;

import java.lang.module.ModuleDescriptor.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which jar runs when several hold the same bot (a class of the same name): the one of the newest version. Where it cannot be told
 * which is the newest, none of them runs, since the wrong one would answer in the other's place.
 *
 * @param kept jars of which no other holds the same bot, or an older version of it
 * @param refused the others
 */
record SameBot(List<JarContents> kept, List<RefusedJar> refused) {

    /** Decides for all jars of a folder. */
    static SameBot among(List<JarContents> all) {
        List<JarContents> kept = new ArrayList<>();
        List<RefusedJar> refused = new ArrayList<>();
        for (JarContents each : all) {
            Optional<RefusedJar> no = all.stream()
                    .filter(other -> !other.jar().equals(each.jar()) && share(each, other) && !isNewer(each, other))
                    .findFirst()
                    .map(other -> refusal(each, other));
            no.ifPresentOrElse(refused::add, () -> kept.add(each));
        }
        return new SameBot(List.copyOf(kept), List.copyOf(refused));
    }

    private static boolean share(JarContents one, JarContents other) {
        return one.bots().stream().anyMatch(other.bots()::contains);
    }

    private static boolean isNewer(JarContents one, JarContents other) {
        Version version = parsed(one);
        Version others = parsed(other);
        return version != null && (others == null || version.compareTo(others) > 0);
    }

    private static RefusedJar refusal(JarContents each, JarContents other) {
        String bot =
                each.bots().stream().filter(other.bots()::contains).findFirst().orElseThrow();
        return isNewer(other, each)
                ? RefusedJar.of(
                        each.file(),
                        other.file() + " holds the same bot (" + bot + ") in version " + other.version()
                                + ", which is newer than this one's " + shown(each),
                        "remove this jar")
                : RefusedJar.of(
                        each.file(),
                        other.file() + " holds the same bot (" + bot
                                + "), and the versions do not tell which is newer: " + shown(each) + " and "
                                + shown(other),
                        "remove one of the two, or set Implementation-Version in their manifests");
    }

    private static String shown(JarContents jar) {
        return jar.version().isEmpty() ? "(none)" : jar.version();
    }

    private static @Nullable Version parsed(JarContents jar) {
        try {
            return Version.parse(jar.version());
        } catch (IllegalArgumentException noVersion) {
            return null;
        }
    }
}
