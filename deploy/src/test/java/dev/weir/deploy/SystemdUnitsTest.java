package dev.weir.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.deploy.Tool.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SystemdUnitsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"weir-coordinator.service", "weir-worker@.service"})
    void systemdUnderstandsEveryLine(String unit) throws Exception {
        Tool.needed("systemd-analyze");

        // Weir is not installed in /opt here, so a program that exists stands in for it.
        Path installed = Files.writeString(folder.resolve(unit), text(unit).replace("/opt/weir/weir ", "/bin/true "));

        assertThat(Tool.run(folder, "systemd-analyze", "verify", "--man=no", installed.toString()))
                .isEqualTo(new Answer(0, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"weir-coordinator.service", "weir-worker@.service"})
    void theUnitIsExposedByLessThanTwoOfTen(String unit) throws Exception {
        Tool.needed("systemd-analyze");

        Path installed = Files.writeString(folder.resolve(unit), text(unit));
        Answer answer = Tool.run(
                folder, "systemd-analyze", "security", "--offline=yes", "--threshold=20", installed.toString());

        assertThat(answer.exitCode()).as(answer.output()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"weir-coordinator.service", "weir-worker@.service"})
    void theJvmMayWriteTheCodeItRuns(String unit) throws IOException {
        assertThat(text(unit)).doesNotContain("MemoryDenyWriteExecute=yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"weir-coordinator.service", "weir-worker@.service"})
    void whatDoesNotHealByItselfIsNotRestarted(String unit) throws IOException {
        assertThat(text(unit)).contains("RestartPreventExitStatus=2 5\n");
    }

    private static String text(String unit) throws IOException {
        return Files.readString(Tool.ROOT.resolve("deploy/systemd").resolve(unit));
    }
}
