package dev.weir.worker.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final Map<String, String> MEANINGS =
            List.of("id", "t", "guild_id", "channel_id", "resume_gateway_url", "ключ").stream()
                    .collect(Collectors.toMap(key -> key, key -> "means " + key));

    private final Keys<String> keys = new Keys<>(MEANINGS, "unknown");
    private final JsonCursor json = new JsonCursor();

    @Test
    void eachMeansTheSameInWhateverOrderTheyCome() throws IOException {
        // Many of them begin or end as another one does, and some are as long.
        List<String> some = new ArrayList<>(MEANINGS.keySet());
        some.addAll(List.of("i", "ids", "id2", "xd", "tt", "u", "", "guild_ix", "guild_id2", "xuild_id", "channel_xd"));
        some.addAll(List.of("resume_gatewax_url", "xesume_gateway_url", "resume_gateway_urx", "\\u0069d", "a\\tb"));
        Random random = new Random(13);
        for (int i = 0; i < 20_000; i++) {
            List<String> written = random.ints(random.nextInt(6), 0, some.size())
                    .mapToObj(some::get)
                    .toList();

            assertThat(meanings(written, i % 2 == 0 ? "" : " "))
                    .as("%s", written)
                    .isEqualTo(written.stream()
                            .map(key -> MEANINGS.getOrDefault(key.equals("\\u0069d") ? "id" : key, "unknown"))
                            .toList());
        }
    }

    @Test
    void moreThanItLearnsAreUnknownAllTheSame() throws IOException {
        List<String> many =
                IntStream.range(0, 1_000).mapToObj(i -> "of tomorrow " + i).collect(Collectors.toList());
        many.add(500, "x".repeat(100_000));
        many.add("channel_id");
        many.add("ключ");
        for (int i = 0; i < 3; i++) {
            List<String> found = meanings(many, "");

            assertThat(found.subList(0, many.size() - 2)).hasSize(1_001).containsOnly("unknown");
            assertThat(found.subList(many.size() - 2, many.size())).containsExactly("means channel_id", "means ключ");
        }
    }

    @Test
    void oneThatIsExpectedButCutIsNoJson() throws IOException {
        String whole = "{\"id\":1,\"guild_id\":2}";
        assertThat(meanings(List.of("id", "guild_id"), "")).containsExactly("means id", "means guild_id");
        for (int length = 1; length < whole.length(); length++) {
            json.open(whole.substring(0, length).getBytes(StandardCharsets.UTF_8), 0);
            int cut = length;

            assertThatThrownBy(() -> {
                        json.object();
                        while (json.nextKey(keys) != null) {
                            json.skip();
                        }
                    })
                    .as("%d bytes", cut)
                    .isInstanceOf(IOException.class);
        }
    }

    /** What an object's keys mean, one after the other; each value is a number. */
    private List<String> meanings(List<String> written, String blank) throws IOException {
        String text = written.stream()
                .map(key -> blank + "\"" + key + "\"" + blank + ":" + blank + "1")
                .collect(Collectors.joining(blank + ",", "{", blank + "}"));
        json.open(text.getBytes(StandardCharsets.UTF_8), 0);
        List<String> found = new ArrayList<>();
        assertThat(json.object()).isTrue();
        String meaning;
        while ((meaning = json.nextKey(keys)) != null) {
            found.add(meaning);
            assertThat(json.number()).isEqualTo(1);
        }
        return found;
    }
}
