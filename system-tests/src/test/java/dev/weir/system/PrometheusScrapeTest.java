package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.demo.fleet.FleetPlan;
import dev.weir.demo.fleet.FleetProcess;
import dev.weir.demo.fleet.Ports;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A real Prometheus server scrapes a running fleet. */
final class PrometheusScrapeTest {

    @Test
    void everyProcessIsScrapedAndItsMetricsAreWellFormed() throws Exception {
        Trial.installation();
        Command.needed("prometheus");
        Command.needed("promtool");
        try (Trial trial = Trial.start("prometheus", FleetPlan.small())) {
            List<FleetProcess> scraped = Stream.concat(Stream.of(trial.coordinator()), trial.workers().stream())
                    .toList();
            for (FleetProcess process : scraped) {
                wellFormed(trial, process);
            }
            int port = new Ports(System.out::println).claimAny();
            Process prometheus = start(trial.fleet.folder(), port, scraped);
            try {
                URI address = URI.create("http://127.0.0.1:" + port);
                trial.within(40).until(() -> value(trial, address, "sum(up)") == scraped.size());
                trial.within(20).until(() -> value(trial, address, "sum(weir_shards{phase=\"active\"})") == 4);
                trial.within(30).until(() -> value(trial, address, "sum(weir_collectors_started_total)") > 0);
            } finally {
                prometheus.destroy();
                prometheus.waitFor();
            }
        }
    }

    private static void wellFormed(Trial trial, FleetProcess process) throws Exception {
        Path metrics = Files.writeString(
                trial.fleet.folder().resolve(process.name() + ".metrics"),
                trial.get(process.address(), "/metrics").body());
        Command.Answer answer =
                Command.run(trial.fleet.folder(), "bash", "-c", "promtool check metrics < '" + metrics + "'");

        assertThat(answer.err() + answer.out()).as(process.name()).isBlank();
        assertThat(answer.exitCode()).isZero();
    }

    private static Process start(Path folder, int port, List<FleetProcess> scraped) throws Exception {
        String targets = scraped.stream()
                .map(process -> "\"" + process.address().getAuthority() + "\"")
                .collect(Collectors.joining(", "));
        Path configuration = Files.writeString(folder.resolve("prometheus.yml"), """
                global: {scrape_interval: 1s}
                scrape_configs:
                  - job_name: weir
                    static_configs: [{targets: [%s]}]
                """.formatted(targets));
        return new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + folder.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
    }

    private static double value(Trial trial, URI prometheus, String query) throws Exception {
        JsonNode result = trial.json(
                        prometheus,
                        "/api/v1/query?query="
                                + java.net.URLEncoder.encode(query, java.nio.charset.StandardCharsets.UTF_8))
                .path("data")
                .path("result");
        return result.isEmpty()
                ? Double.NaN
                : result.get(0).path("value").get(1).asDouble();
    }
}
