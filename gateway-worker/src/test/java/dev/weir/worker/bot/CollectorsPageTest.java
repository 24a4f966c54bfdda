package dev.weir.worker.bot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the documents show compiles. */
class CollectorsPageTest {
    private static final Pattern SAMPLE = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"collectors.md", "migration.md"})
    void everySampleCompiles(String page) throws IOException {
        List<String> samples = SAMPLE.matcher(Files.readString(Path.of("../docs", page)))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();

        assertThat(samples).isNotEmpty();
        for (String sample : samples) {
            assertThat(complaints(sample)).as(sample).isEmpty();
        }
    }

    private String complaints(String sample) {
        String source = """
                import dev.weir.model.filter.*;
                import dev.weir.worker.bot.*;
                import dev.weir.worker.collector.*;
                import java.time.Duration;
                import java.util.concurrent.*;

                abstract class Sample {
                    Collectors collectors;
                    Message message;
                    long channel;
                    long messageId;
                    long user;

                    abstract CompletionStage<Boolean> askSomebody(long user);

                    void sample() {
                        %s
                    }
                }
                """.formatted(sample);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter complaints = new StringWriter();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Sample.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options =
                List.of("-d", folder.toString(), "-proc:none", "-cp", System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(complaints, null, null, options, null, List.of(file))
                .call();
        return compiled ? "" : complaints.toString();
    }
}
