package dev.weir.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.weir.cluster.HostPort;
import dev.weir.process.ConfigurationProblem;
import dev.weir.process.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoordinatorConfigTest {
    private static CoordinatorConfig read(Map<String, String> environment, String... sets) {
        return CoordinatorConfig.of(Settings.read(
                CoordinatorConfig.KEYS,
                CoordinatorConfig.RULES,
                new Settings.Sources(null, environment, List.of(sets))));
    }

    private static String refused(String... sets) {
        return String.valueOf(catchThrowableOfType(ConfigurationProblem.class, () -> read(Map.of(), sets))
                .getMessage());
    }

    @Test
    void withANumberOfShardsNothingElseIsNeeded() {
        CoordinatorConfig config = read(Map.of(), "fleet.shards=16");
        assertThat(config.control().shards()).isEqualTo(16);
        assertThat(config.control().limits())
                .isEqualTo(Map.of("collectors", 100_000L, "discord.requests", 49L, "discord.invalid", 9_000L));
        assertThat(config.member().bind()).isEqualTo(new HostPort("127.0.0.1", 7701));
        assertThat(config.restPort()).isEqualTo(7700);
        assertThat(config.token()).isNull();
    }

    @Test
    void theNumbersOfThePageAreUnderstood() {
        CoordinatorConfig page = CoordinatorConfig.of(Settings.read(
                CoordinatorConfig.KEYS,
                CoordinatorConfig.RULES,
                new Settings.Sources(
                        Path.of("../deploy/conf/page-coordinator.yaml"), Map.of(), List.of("fleet.shards=1"))));
        assertThat(page.control().limits()).containsEntry("collectors", 100L);
    }

    @Test
    void aTokenFromTheEnvironmentAllowsAuto() {
        CoordinatorConfig config = read(Map.of("WEIR_DISCORD_TOKEN", "secret-token-0123456789"));
        assertThat(config.control().shards()).isZero();
        assertThat(config.toString()).doesNotContain("secret-token");
    }

    @Test
    void autoWithoutATokenIsRefused() {
        assertThat(refused()).contains("fleet.shards = 'auto' (default)", "expected a number", "WEIR_DISCORD_TOKEN");
    }

    @Test
    void twoCoordinatorsAreRefusedWithTheReason() {
        assertThat(refused("fleet.shards=4", "cluster.coordinators=a:7701,b:7701"))
                .contains("cluster.coordinators", "--set", "expected 1, 3 or 5", "lost");
    }

    @Test
    void fourCoordinatorsAreRefused() {
        assertThat(refused("fleet.shards=4", "cluster.coordinators=a:1,b:1,c:1,d:1"))
                .contains("expected 1, 3 or 5");
    }

    @Test
    void restIsNotOfferedToTheNetwork() {
        assertThat(refused("fleet.shards=4", "rest.bind=0.0.0.0"))
                .contains("rest.bind = '0.0.0.0' (--set)", "no tokens and no TLS", "SSH tunnel");
    }

    @Test
    void aProxyElsewhereIsRefused() {
        assertThat(refused("fleet.shards=4", "discord.proxy=10.0.0.1:3128")).contains("discord.proxy", "this machine");
        assertThat(read(Map.of(), "fleet.shards=4", "discord.proxy=http://127.0.0.1:7720")
                        .proxy())
                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7720));
    }

    @Test
    void mistakesAreToldTogether() {
        assertThat(refused("fleet.shards=none", "rest.port=99999", "limit.collectors=5"))
                .contains(
                        "fleet.shards = 'none' (--set): expected auto, or a whole number from 1 to 100000",
                        "rest.port = '99999' (--set): expected a whole number from 0 to 65535",
                        "limit.collectors (--set): there is no such key; did you mean limits.collectors?");
    }

    @Test
    void aTokenOnTheCommandLineIsRefused() {
        assertThat(refused("fleet.shards=4", "discord.token=abc.def.ghi-secret"))
                .contains("must not be on the command line")
                .doesNotContain("ghi-secret");
    }

    @Test
    void aCoordinatorAloneIsFoundWhereItListens() {
        assertThat(read(Map.of(), "fleet.shards=4", "cluster.port=7801")
                        .member()
                        .coordinators())
                .containsExactly(new HostPort("127.0.0.1", 7801));
    }

    @Test
    void aCoordinatorThatIsNotInItsListIsRefused() {
        String three = "cluster.coordinators=10.0.0.1:7701,10.0.0.2:7701,10.0.0.3:7701";
        String why =
                "expected this coordinator among them, with the address of cluster.bind and the port of cluster.port";
        assertThat(refused("fleet.shards=4", three, "cluster.bind=127.0.0.1"))
                .contains("cluster.coordinators", "10.0.0.1:7701,10.0.0.2:7701,10.0.0.3:7701", why);
        assertThat(refused("fleet.shards=4", "cluster.coordinators=10.0.0.1:7701"))
                .contains(why);
        assertThat(refused("fleet.shards=4", "cluster.coordinators=127.0.0.1:7701", "cluster.port=7702"))
                .contains(why);
    }

    @Test
    void aCoordinatorIsFoundInItsListByAnyNameOfItsAddress() {
        assertThat(read(Map.of(), "fleet.shards=4", "cluster.coordinators=localhost:7701,10.0.0.2:7701,10.0.0.3:7701")
                        .member()
                        .majority())
                .isEqualTo(2);
        assertThat(refused("fleet.shards=4", "cluster.coordinators=localhost:7701,127.0.0.1:7701,10.0.0.3:7701"))
                .contains("expected each coordinator once, but two of these have the same address");
    }

    @Test
    void aNameThatHasNoAddressYetMayBeThisCoordinators() {
        assertThat(read(
                                Map.of(),
                                "fleet.shards=4",
                                "cluster.bind=127.0.0.1",
                                "cluster.coordinators=c1.invalid:7701,c2.invalid:7701,c3.invalid:7701")
                        .member()
                        .coordinators())
                .hasSize(3);
    }
}
