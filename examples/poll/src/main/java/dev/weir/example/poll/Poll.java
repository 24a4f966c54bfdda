package dev.weir.example.poll;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is asked, and for how long votes are taken.
 *
 * @param time 1 s to an hour
 */
record Poll(String question, Duration time) {
    /** What can be voted for: the emojis, in the order in which they are shown. */
    static final List<String> CHOICES = List.of("👍", "👎", "🤷");

    private static final Pattern COMMAND = Pattern.compile("!poll(?: +(\\d{1,4}))?(?: +(\\S.*))?");

    Poll {
        if (time.compareTo(Duration.ofSeconds(1)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("time must be 1 s to 1 h, was " + time);
        }
    }

    /** Reads {@code !poll [seconds] [question]}; null when the message is something else. */
    static @Nullable Poll read(String content) {
        Matcher command = COMMAND.matcher(content);
        if (!command.matches()) {
            return null;
        }
        String seconds = command.group(1);
        String question = command.group(2);
        long asked = seconds == null ? 10 : Math.clamp(Long.parseLong(seconds), 1, 3_600);
        return new Poll(question == null ? "Shall we?" : question, Duration.ofSeconds(asked));
    }

    /** As people see it. */
    String shown() {
        return question + "\nOne vote each, for " + time.toSeconds() + " s. Take it back to change it.";
    }

    /** The result of these votes. */
    String tally(List<String> votes) {
        Map<String, Long> counted = new LinkedHashMap<>();
        CHOICES.forEach(choice -> counted.put(choice, 0L));
        votes.forEach(vote -> counted.merge(vote, 1L, Long::sum));
        long most = counted.values().stream().mapToLong(Long::longValue).max().orElse(0);
        String winners = most == 0
                ? "nobody voted"
                : counted.entrySet().stream()
                        .filter(each -> each.getValue() == most)
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(" and "));
        String counts = counted.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
        return question + " " + winners + " (" + counts + ")";
    }
}
