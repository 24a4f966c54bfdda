package dev.weir.worker.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.worker.event.EventType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordsTest {
    private static final Set<String> NAMES =
            Arrays.stream(EventType.values()).map(EventType::name).collect(Collectors.toSet());

    private final Words<String> words =
            new Words<>(NAMES.stream().collect(Collectors.toMap(name -> name, name -> name)), "unknown");

    @Test
    void findsEachWhereverItStands() {
        for (EventType type : EventType.values()) {
            for (String around : new String[] {"", "12345678"}) {
                assertThat(find(around, type.name(), around)).isEqualTo(type.name());
            }
        }
    }

    @Test
    void findsNothingThatDiffersByOneByte() {
        for (EventType type : EventType.values()) {
            String name = type.name();
            assertThat(find("", name + "S", "")).isEqualTo("unknown");
            for (int i = 0; i < name.length(); i++) {
                String begun = name.substring(0, i);
                assertThat(find("", begun, name.substring(i))).isEqualTo(NAMES.contains(begun) ? begun : "unknown");
                assertThat(find("", name.substring(0, i) + "x" + name.substring(i + 1), ""))
                        .isEqualTo("unknown");
            }
        }
    }

    private String find(String before, String word, String behind) {
        byte[] text = (before + word + behind).getBytes(StandardCharsets.UTF_8);
        return words.find(text, before.length(), before.length() + word.length());
    }
}
