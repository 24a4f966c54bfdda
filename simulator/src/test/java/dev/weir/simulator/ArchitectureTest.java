package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.PackageArrows;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Only the wire knows Netty; the rules know no socket. */
class ArchitectureTest {
    private static final String JACKSON = "com.fasterxml.jackson";
    private static final String LOG = "org.slf4j";

    private static final PackageArrows ARROWS = PackageArrows.of(
            "dev.weir.simulator",
            Map.ofEntries(
                    Map.entry("json", Set.of(JACKSON)),
                    Map.entry("lane", Set.of(LOG)),
                    Map.entry("limit", Set.of()),
                    Map.entry("fault", Set.of()),
                    Map.entry(
                            "wire",
                            Set.of(
                                    "json",
                                    "lane",
                                    // Refuses what a page in a browser sends, by the same rules as the programs.
                                    "dev.weir.process",
                                    "io.netty",
                                    "org.bouncycastle",
                                    JACKSON,
                                    LOG)),
                    Map.entry("world", Set.of("json", JACKSON)),
                    Map.entry("referee", Set.of("json", "lane", JACKSON, LOG)),
                    Map.entry(
                            "gateway",
                            Set.of("json", "lane", "limit", "fault", "wire", "world", "referee", JACKSON, LOG)),
                    Map.entry(
                            "rest",
                            Set.of(
                                    "json", "lane", "limit", "fault", "wire", "world", "referee", "gateway", JACKSON,
                                    LOG)),
                    Map.entry("load", Set.of("json", "lane", "world", "referee", "gateway", JACKSON, LOG)),
                    Map.entry(
                            "control",
                            Set.of(
                                    "json", "lane", "limit", "fault", "wire", "world", "referee", "gateway", "load",
                                    JACKSON, LOG)),
                    // Wires everything.
                    Map.entry(
                            "",
                            Set.of(
                                    "json",
                                    "lane",
                                    "limit",
                                    "fault",
                                    "wire",
                                    "world",
                                    "referee",
                                    "gateway",
                                    "rest",
                                    "load",
                                    "control",
                                    JACKSON,
                                    LOG,
                                    "picocli",
                                    "ch.qos.logback"))));

    @Test
    void importsFollowTheTable() {
        assertThat(ARROWS.forbidden()).isEmpty();
    }

    @Test
    void everyPackageHasARow() {
        assertThat(ARROWS.missing()).isEmpty();
    }
}
