package dev.weir.worker.bot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.model.EndReason;
import dev.weir.model.ShardId;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
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

    @Test
    void thePageNamesEveryReasonOfAnEnd() throws Exception {
        String page = Files.readString(Path.of("../docs/collectors.md"));
        String list = page.substring(page.indexOf("## How it ends"), page.indexOf("The first reason wins"));
        Set<String> named = Pattern.compile("`(\\w+)`")
                .matcher(list)
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());

        Set<String> there = new HashSet<>();
        for (Class<?> reason : EndReason.class.getPermittedSubclasses()) {
            there.add(anyOf(reason).code());
        }
        assertThat(named).isEqualTo(there);
    }

    private static EndReason anyOf(Class<?> reason) throws ReflectiveOperationException {
        Constructor<?> constructor = reason.getDeclaredConstructors()[0];
        Object[] values = Arrays.stream(constructor.getParameterTypes())
                .map(CollectorsPageTest::anyValueOf)
                .toArray();
        return (EndReason) constructor.newInstance(values);
    }

    private static Object anyValueOf(Class<?> type) {
        if (type == String.class) {
            return "";
        }
        if (type == Duration.class) {
            return Duration.ZERO;
        }
        return type == ShardId.class ? new ShardId(0, 1) : type == int.class ? (Object) 1 : (Object) 1L;
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
