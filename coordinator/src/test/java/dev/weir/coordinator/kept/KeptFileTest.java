package dev.weir.coordinator.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeptFileTest {
    private static final Kept SOME =
            new Kept(Map.of("collectors", new Kept.Limit(500, true, 3)), Map.of("w1", "nonce of w1"));

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsReadByTheNextLifeAndNothingElseIsLeft() throws IOException {
        assertThat(new KeptFile(folder).read()).isEqualTo(Kept.NOTHING);

        new KeptFile(folder.resolve("made")).write(SOME);

        assertThat(new KeptFile(folder.resolve("made")).read()).isEqualTo(SOME);
        try (var files = Files.list(folder.resolve("made"))) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly(KeptFile.NAME);
        }
        new KeptFile(folder.resolve("made")).write(Kept.NOTHING);
        assertThat(new KeptFile(folder.resolve("made")).read()).isEqualTo(Kept.NOTHING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "rubbish",
                "[1]",
                "{\"version\":1} and more",
                "{\"version\":2,\"limits\":{},\"drained\":{}}",
                "{\"version\":1,\"limits\":{\"collectors\":{\"size\":\"many\",\"evict\":false,\"pin\":1}}}",
                "{\"version\":1,\"limits\":{\"collectors\":{\"size\":-5,\"evict\":false,\"pin\":1}}}",
                "{\"version\":1,\"limits\":{\"collectors\":7}}",
                "{\"version\":1,\"drained\":{\"w1\":7}}"
            })
    void aFileThatCannotBeUnderstoodIsPutAsideAndNotLost(String text) throws IOException {
        Files.writeString(folder.resolve(KeptFile.NAME), text);

        assertThat(new KeptFile(folder).read()).isEqualTo(Kept.NOTHING);

        assertThat(folder.resolve(KeptFile.NAME)).doesNotExist();
        assertThat(folder.resolve(KeptFile.NAME + ".unreadable")).hasContent(text);
        new KeptFile(folder).write(SOME);
        assertThat(new KeptFile(folder).read()).isEqualTo(SOME);
    }

    @Test
    void whatAnEndInTheMiddleOfAWriteLeftBehindIsWrittenOver() throws IOException {
        new KeptFile(folder).write(SOME);
        Files.writeString(folder.resolve(KeptFile.NAME + ".next"), "{\"version\":1,\"lim");

        assertThat(new KeptFile(folder).read()).isEqualTo(SOME);
        new KeptFile(folder).write(Kept.NOTHING);
        assertThat(new KeptFile(folder).read()).isEqualTo(Kept.NOTHING);
    }

    @Test
    void aFolderThatIsAFileIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        assertThatThrownBy(() -> new KeptFile(file).write(SOME)).isInstanceOf(IOException.class);
    }
}
