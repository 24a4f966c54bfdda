package dev.weir.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What can be said of the container files by reading them; no container runs in this build. */
final class ContainerTest {
    private static final Path FOLDER = Tool.ROOT.resolve("deploy/container");
    private static final String UID = "10001";
    private static final Set<String> INSTRUCTIONS =
            Set.of("FROM", "RUN", "COPY", "USER", "WORKDIR", "EXPOSE", "STOPSIGNAL", "ENTRYPOINT", "CMD");

    @Test
    void theImageRunsTheLauncherAndNotAsRoot() throws IOException {
        Map<String, String> instructions = Files.readAllLines(FOLDER.resolve("Containerfile")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(" ", 2))
                .collect(Collectors.toMap(words -> words[0], words -> words[1]));

        assertThat(instructions.keySet()).isEqualTo(INSTRUCTIONS);
        assertThat(instructions)
                .containsEntry("USER", UID + ":" + UID)
                .containsEntry("ENTRYPOINT", "[\"/opt/weir/weir\"]");
        assertThat(instructions.get("FROM")).contains("25");
    }

    @Test
    void theUserOfTheImageMayReadTheSecretThatThePagesHaveMade() throws IOException {
        String image = Files.readString(FOLDER.resolve("Containerfile"));
        assertThat(image).contains("groupadd --system --gid " + UID + " weir", "--uid " + UID + " --gid " + UID);
        for (String page : List.of("deploy/container/compose.yaml", "docs/operations.md")) {
            assertThat(Files.readString(Tool.ROOT.resolve(page)))
                    .as(page)
                    .contains("sudo install -m 0400 -o " + UID + " -g " + UID
                            + " /dev/stdin deploy/container/discord.token");
        }
    }

    @Test
    void everyServiceOfOurImageBuildsItAndLimitsTheHeap() throws IOException {
        Map<?, ?> services = (Map<?, ?>) requireNonNull(compose().get("services"));

        services.forEach((name, value) -> {
            Map<?, ?> service = (Map<?, ?>) value;
            if ("weir".equals(service.get("image"))) {
                Map<?, ?> build = (Map<?, ?>) requireNonNull(service.get("build"));
                Path context = FOLDER.resolve(String.valueOf(build.get("context")));
                assertThat(context.normalize()).isEqualTo(Tool.ROOT.resolve("deploy/target/weir"));
                assertThat(context.resolve(String.valueOf(build.get("dockerfile")))
                                .normalize())
                        .as("%s", name)
                        .isEqualTo(FOLDER.resolve("Containerfile"));
                assertThat(service.containsKey("mem_limit")).as("%s", name).isTrue();
                assertThat(String.valueOf(service.get("environment")))
                        .as("%s", name)
                        .contains("WEIR_JAVA_OPTS=-XX:MaxRAMPercentage=");
            }
        });
    }

    @Test
    void everyServiceOfTheComposeFileIsConfinedAndStaysOnThisMachine() throws IOException {
        Map<?, ?> services = (Map<?, ?>) requireNonNull(compose().get("services"));

        assertThat(services).hasSize(4);
        services.forEach((name, value) -> {
            Map<?, ?> service = (Map<?, ?>) value;
            assertThat(service.get("network_mode")).as("%s", name).isEqualTo("host");
            assertThat(service.containsKey("privileged")).as("%s", name).isFalse();
            if (!name.equals("prometheus")) {
                assertThat(service.get("read_only")).as("%s", name).isEqualTo(true);
                assertThat(service.get("cap_drop")).as("%s", name).isEqualTo(List.of("ALL"));
                assertThat(service.get("secrets")).as("%s", name).isEqualTo(List.of("discord.token"));
            }
        });
    }

    @Test
    void theTokenIsASecretFileAndNowhereInTheRepository() throws IOException {
        assertThat(compose().get("secrets")).isEqualTo(Map.of("discord.token", Map.of("file", "./discord.token")));
        assertThat(Files.readString(Tool.ROOT.resolve("deploy/.gitignore"))).contains("discord.token\n");
    }

    private static Map<?, ?> compose() throws IOException {
        return new Yaml().load(Files.readString(FOLDER.resolve("compose.yaml")));
    }
}
