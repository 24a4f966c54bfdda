package dev.weir.demo.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {

    @Test
    void dottedKeysBecomeNestedYaml() {
        Settings settings = new Settings()
                .set("worker.probe.port", 7711)
                .set("worker.id", "w\"1")
                .set("cluster.name", "weir")
                .set("worker.probe.bind", "127.0.0.1")
                .setAll(Map.of("worker.zone", "a", "cluster.name", "other"));

        assertThat(settings.yaml()).isEqualTo("""
                cluster:
                  name: "other"
                worker:
                  id: "w\\"1"
                  probe:
                    bind: "127.0.0.1"
                    port: "7711"
                  zone: "a"
                """);
    }
}
