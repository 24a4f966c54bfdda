package dev.weir.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the documents list is what there is. */
final class DocumentsTest {
    private static final Pattern OFFERED = Pattern.compile("(?m)^  ([a-z]+(?:\\.[a-z-]+)+) \\(");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([a-z]+(?:\\.[a-z-]+)+)` \\|");
    private static final Path DOCUMENTS = Path.of("../docs");

    @BeforeEach
    void built() {
        Trial.installation();
    }

    @Test
    void everyKeyIsDocumentedAndEveryDocumentedKeyExists() throws Exception {
        String text = Files.readString(DOCUMENTS.resolve("configuration.md"));
        int coordinator = text.indexOf("## Coordinator");

        assertThat(found(DOCUMENTED, text.substring(0, coordinator))).isEqualTo(offered("worker"));
        assertThat(found(DOCUMENTED, text.substring(coordinator))).isEqualTo(offered("coordinator"));
    }

    @Test
    void everyExitCodeIsDocumented() throws IOException {
        assertThat(Files.readString(DOCUMENTS.resolve("operations.md")))
                .contains("\n| 0 |", "\n| 1 |", "\n| 2 |", "\n| 3 |", "\n| 4 |", "\n| 5 |", "\n| 6 |", "\n| 138 |");
    }

    @Test
    void theExampleConfigurationIsUnderstood() throws Exception {
        for (String role : new String[] {"worker", "coordinator"}) {
            Path example = Trial.HOME.resolve("conf/" + role + ".yaml");
            Command.Answer answer = Command.run(
                    Trial.folder("example"),
                    Trial.HOME.resolve("weir").toString(),
                    role,
                    "--config",
                    example.toString(),
                    "--set",
                    "discord.token-file=/nowhere");

            // The token file is the only thing that is wrong.
            assertThat(answer.err()).contains("discord.token-file = '/nowhere'").hasLineCount(2);
            assertThat(answer.exitCode()).isEqualTo(2);
        }
    }

    /** A secret may be given in a file as well: help lists the key, the document both. */
    private static Set<String> offered(String role) throws Exception {
        Command.Answer help =
                Command.run(Trial.folder("help"), Trial.HOME.resolve("weir").toString(), role, "--help");
        Set<String> keys = found(OFFERED, help.out());
        assertThat(keys).contains("discord.token");
        keys.add("discord.token-file");
        return keys;
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
