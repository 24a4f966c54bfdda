package dev.weir.example.trivia;

import java.util.List;

/**
 * A question with four possible answers.
 *
 * @param right the letter of the right one
 */
record Question(String text, List<String> choices, char right) {
    private static final List<Question> ALL = List.of(
            new Question("Which of these is the longest river?", List.of("Rhine", "Nile", "Thames", "Seine"), 'B'),
            new Question("How many bits has a snowflake?", List.of("64", "32", "128", "48"), 'A'),
            new Question("What does a weir hold back?", List.of("Wind", "Sand", "Light", "Water"), 'D'),
            new Question("Which planet is nearest to the sun?", List.of("Venus", "Mars", "Mercury", "Earth"), 'C'));

    Question {
        choices = List.copyOf(choices);
    }

    /** One of the questions; the same seed gives the same. */
    static Question pick(long seed) {
        return ALL.get(Math.floorMod(seed, ALL.size()));
    }

    /** Whether a message is an answer at all, right or wrong. */
    static boolean isAnswer(String content) {
        return content.length() == 1 && "ABCD".contains(content);
    }

    boolean isRight(String content) {
        return content.equals(String.valueOf(right));
    }

    /** As people see it. */
    String shown() {
        StringBuilder shown = new StringBuilder(text);
        for (int i = 0; i < choices.size(); i++) {
            shown.append('\n').append((char) ('A' + i)).append(") ").append(choices.get(i));
        }
        return shown.toString();
    }
}
