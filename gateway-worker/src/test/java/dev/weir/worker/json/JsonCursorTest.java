package dev.weir.worker.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonCursorTest {
    private static final JsonMapper JACKSON = new JsonMapper();

    private final JsonCursor json = new JsonCursor();

    @Test
    void takesWhatJacksonTakesAndRefusesWhatItRefuses() {
        Scribe scribe = new Scribe(new Random(11));
        int refused = 0;
        for (int i = 0; i < 100_000; i++) {
            String whole = "[[[[" + scribe.value(4) + "," + scribe.value(3) + "]]]]";
            byte[] text = i % 4 == 0 ? whole.getBytes(StandardCharsets.UTF_8) : scribe.spoiled(whole);
            boolean takes = takes(text);
            refused += takes ? 0 : 1;

            assertThat(takes)
                    .as("run %d: %s", i, new String(text, StandardCharsets.UTF_8))
                    .isEqualTo(jacksonTakes(text));
        }
        assertThat(refused).as("refused of 75,000 spoiled ones").isBetween(20_000, 74_000);
    }

    @Test
    void halfALetterIsTakenWhichJacksonRefusesInAKey() throws IOException {
        byte[] text = "{\"\\udc4d\":\"\\ud83d\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(takes(text)).isTrue();
        assertThat(jacksonTakes(text)).isFalse();
        json.open(text, 10);
        assertThat(json.scalar()).isEqualTo("\ud83d");
    }

    private boolean takes(byte[] text) {
        try {
            json.open(text, 0);
            json.skip();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean jacksonTakes(byte[] text) {
        try (JsonParser parser = new JsonFactory().createParser(text)) {
            parser.nextToken();
            parser.skipChildren();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void readsOfAnObjectWhatJacksonReads() throws IOException {
        Scribe scribe = new Scribe(new Random(12));
        for (int i = 0; i < 20_000; i++) {
            String text = "{\"a\":" + scribe.value(3) + ", \"b\" :" + scribe.value(2) + "}";
            JsonNode tree = JACKSON.readTree(text);
            json.open(text.getBytes(StandardCharsets.UTF_8), 0);

            assertThat(json.object()).isTrue();
            assertThat(json.nextKey()).isTrue();
            assertThat(json.spelled()).isEqualTo("a");
            String scalar = json.scalar();
            if (tree.get("a").isFloatingPointNumber() || tree.get("a").isInt()) {
                // Jackson writes some numbers in another way, as 100.0 for 1E+2.
                assertThat(Double.parseDouble(scalar)).isEqualTo(tree.get("a").asDouble());
            } else {
                assertThat(scalar).as(text).isEqualTo(scalar(tree.get("a")));
            }
            assertThat(json.nextKey()).isTrue();
            assertThat(json.keyIs("b".getBytes(StandardCharsets.UTF_8))).isTrue();
            assertThat(json.snowflake()).as(text).isEqualTo(Trees.snowflake(tree.get("b")));
            assertThat(json.nextKey()).isFalse();
        }
    }

    private static String scalar(JsonNode node) {
        return node.isNull() || node.isContainerNode() ? "" : node.asText();
    }

    @Test
    void intsThatDoNotFitAreNone() throws IOException {
        Map<String, Integer> expected = Map.of(
                "2147483647",
                2147483647,
                "-2147483648",
                -2147483648,
                "2147483648",
                0,
                "1.0",
                0,
                "1e2",
                0,
                "\"1\"",
                0,
                "null",
                0,
                "[1]",
                0);
        for (var each : expected.entrySet()) {
            json.open(each.getKey().getBytes(StandardCharsets.UTF_8), 0);
            assertThat(json.number()).as(each.getKey()).isEqualTo(each.getValue());
        }
    }

    @Test
    void goesAsDeepAsJackson() {
        for (int depth : new int[] {Grammar.DEEPEST, Grammar.DEEPEST + 1}) {
            byte[] text = ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.UTF_8);
            boolean takes = depth == Grammar.DEEPEST;

            assertThat(takes(text)).as("depth %d", depth).isEqualTo(takes);
            assertThat(jacksonTakes(text)).as("depth %d", depth).isEqualTo(takes);
        }
    }

    @Test
    void whatIsNestedTooDeepIsRefusedNotOverflown() {
        String deep = "[".repeat(1_000_000);
        json.open(deep.getBytes(StandardCharsets.UTF_8), 0);

        assertThatThrownBy(json::skip)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("deeper than " + Grammar.DEEPEST);
    }

    @Test
    void anErrorNamesThePlaceAndShowsNothing() {
        json.open("{\"token\":\"secret\" oops}".getBytes(StandardCharsets.UTF_8), 0);
        assertThatThrownBy(json::skip).hasMessage("no JSON at byte 18 of 23");

        json.open("{\"token\":\"secret".getBytes(StandardCharsets.UTF_8), 0);
        assertThatThrownBy(json::skip).hasMessage("the text ends too soon, after 16 bytes");
    }
}
