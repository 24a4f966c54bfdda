package dev.weir.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProgramTest {
    private static final Key<Integer> PORT =
            Key.port("http.port", "port of 100 % use").or(7700);
    private static final Key<Secret> TOKEN = Key.secret("discord.token", "the bot's token");
    private static final Map<String, String> ENVIRONMENT = Map.of("WEIR_DISCORD_TOKEN", "very-secret-value");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void itPrintsOneReadyLineAndClosesTheLastOpenedFirst() {
        List<String> closed = new ArrayList<>();

        ExitCode code = run(ENVIRONMENT, run -> {
            run.closing("first", () -> closed.add("first"));
            run.closing("broken", () -> {
                throw new IllegalStateException("cannot close");
            });
            run.closing("last", () -> closed.add("last"));
            run.ready("ready on " + run.settings().get(PORT));
            run.stop();
        });

        assertThat(code).isEqualTo(ExitCode.OK);
        assertThat(text(out)).isEqualTo("ready on 7700\n");
        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void whatItWaitsForIsSaidFirstAndReadyWhenThatHasCome() {
        AtomicReference<@Nullable String> awaited = new AtomicReference<>("a majority");

        run(ENVIRONMENT, run -> {
            run.readyWhen("test", "port 7700", awaited::get);
            assertThat(text(out)).isEqualTo("test started: port 7700; waiting for a majority\n");
            awaited.set(null);
            await().untilAsserted(() -> assertThat(text(out)).endsWith("\ntest ready: port 7700\n"));
            run.stop();
        });

        assertThat(text(out)).hasLineCount(2);
    }

    @Test
    void whatIsThereAlreadyIsNotWaitedFor() {
        run(ENVIRONMENT, run -> {
            run.readyWhen("test", "port 7700", () -> null);
            run.stop();
        });

        assertThat(text(out)).isEqualTo("test ready: port 7700\n");
    }

    @Test
    void whatWasOpenedIsClosedWhenTheStartFails() {
        List<String> closed = new ArrayList<>();

        ExitCode code = run(ENVIRONMENT, run -> {
            run.closing("first", () -> closed.add("first"));
            throw new PortInUse("http.port", "127.0.0.1", 7700, null);
        });

        assertThat(code).isEqualTo(ExitCode.PORT_IN_USE);
        assertThat(text(err))
                .startsWith("weir test: http.port = 7700: the port is in use")
                .doesNotContain("\tat ");
        assertThat(closed).containsExactly("first");
    }

    @Test
    void mistakesOfTheConfigurationAreOneMessageAndCodeTwo() {
        ExitCode code = run(Map.of(), _ -> {}, "--set", "http.port=x", "--set", "http.prot=1");

        assertThat(code).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(text(err))
                .contains(
                        "The configuration has 3 mistakes:", "http.prot", "http.port = 'x'", "discord.token is not set")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownOptionIsOneLineAndCodeTwo() {
        assertThat(run(ENVIRONMENT, _ -> {}, "--prot", "1")).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(text(err)).contains("--prot").contains("weir test --help").hasLineCount(1);
    }

    @Test
    void aKnownExceptionOfAnotherPackageHasItsCode() {
        assertThat(run(ENVIRONMENT, _ -> {
                    throw new java.util.concurrent.TimeoutException("no coordinator answered at 127.0.0.1:7701");
                }))
                .isEqualTo(ExitCode.CLUSTER_UNREACHABLE);
        assertThat(text(err)).isEqualTo("weir test: no coordinator answered at 127.0.0.1:7701\n");
    }

    @Test
    void aPortThatCannotBeBoundHasItsCodeWhoeverSaysIt() {
        assertThat(run(ENVIRONMENT, _ -> {
                    throw new UncheckedIOException("cluster port is taken", new BindException("in use"));
                }))
                .isEqualTo(ExitCode.PORT_IN_USE);
    }

    @Test
    void aFailureWhileRunningEndsTheProgram() {
        assertThat(run(ENVIRONMENT, run -> run.fail(new Problem(ExitCode.DISCORD_REFUSED, "4004: token refused"))))
                .isEqualTo(ExitCode.DISCORD_REFUSED);
        assertThat(text(err)).isEqualTo("weir test: 4004: token refused\n");
    }

    @Test
    void aBugIsCodeOneAndNeverShowsASecret() {
        assertThat(run(ENVIRONMENT, _ -> {
                    throw new IllegalStateException("with very-secret-value");
                }))
                .isEqualTo(ExitCode.INTERNAL);
        assertThat(text(err)).contains("internal error").doesNotContain("very-secret-value");
    }

    @Test
    void helpListsTheSettingsAndVersionTheVersion() {
        assertThat(run(Map.of(), _ -> {}, "--help")).isEqualTo(ExitCode.OK);
        assertThat(text(out))
                .contains(
                        "--config",
                        "http.port (default 7700): port of 100 % use",
                        "discord.token (required)",
                        "log.level");
        assertThat(run(Map.of(), _ -> {}, "--version")).isEqualTo(ExitCode.OK);
        assertThat(text(out)).contains("weir test " + Program.version());
    }

    private ExitCode run(Map<String, String> environment, Program.Body body, String... args) {
        return Program.of("weir test", "Tests.", List.of(PORT, TOKEN))
                .ending(java.util.concurrent.TimeoutException.class, ExitCode.CLUSTER_UNREACHABLE)
                .run(args, environment, print(out), print(err), body);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream written) {
        return written.toString(StandardCharsets.UTF_8);
    }
}
