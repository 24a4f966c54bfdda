package dev.weir.worker.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    private static final String FRAME = """
            {"op":0,"content":"outside","t":"X","d":{"author":{"content":"inside","list":[{"content":1}]},
             "content":"h\\u00e9 \\"you\\"","number":42,"yes":true,"none":null,"list":["a"],"last":"end"},"s":7}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "content|hé \"you\"",
                "number|42",
                "yes|true",
                "none|''",
                "list|''",
                "author|''",
                "last|end",
                "missing|''"
            })
    void aTextIsTheSameWhetherOrNotTheRestIsParsed(String field, String expected) {
        Payload fresh = new Payload(FRAME);
        assertThat(fresh.text(field)).as("looked for").isEqualTo(expected);
        assertThat(fresh.text(field)).as("asked again").isEqualTo(expected);
        Payload parsed = new Payload(FRAME);
        assertThat(parsed.data().path("last").asText()).isEqualTo("end");
        assertThat(parsed.text(field)).as("parsed before").isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"op\":11}", "{\"op\":9,\"d\":false}", "{\"d\":null}", "{\"d\":[{\"content\":\"x\"}]}"})
    void aFrameWithoutAnObjectHasNoTexts(String frame) {
        assertThat(new Payload(frame).text("content")).isEmpty();
    }

    @Test
    void aFrameThatIsCutSaysSo() {
        assertThatThrownBy(() -> new Payload("{\"d\":{\"content\":").text("content"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("16 bytes");
    }
}
