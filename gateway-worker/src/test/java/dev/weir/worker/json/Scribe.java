package dev.weir.worker.json;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes JSON of any shape, with white space, escapes and letters of one to four bytes; spoils it, too. */
public final class Scribe {
    private static final String LETTERS = "abc_019 -\"\\/{}[],:\n\té€👍";
    private static final List<String> NUMBERS = List.of(
            "0", "-0", "7", "-12", "1.5", "2e3", "1E+2", "-0.1e-7", "9223372036854775807", "9223372036854775808");

    private final RandomGenerator random;

    public Scribe(RandomGenerator random) {
        this.random = random;
    }

    /** A value. */
    public String value(int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 6)) {
            case 0 -> "true";
            case 1 -> "false";
            case 2 -> "null";
            case 3 -> NUMBERS.get(random.nextInt(NUMBERS.size()));
            case 4 -> string(text());
            case 5 -> string(Long.toString(random.nextLong() >>> random.nextInt(64)));
            case 6 ->
                object(IntStream.range(0, random.nextInt(4))
                        .mapToObj(_ -> member(text(), value(depth - 1)))
                        .toList());
            default ->
                "["
                        + IntStream.range(0, random.nextInt(4))
                                .mapToObj(_ -> blank() + value(depth - 1) + blank())
                                .collect(Collectors.joining(","))
                        + blank() + "]";
        };
    }

    public String object(List<String> members) {
        return "{" + blank() + String.join(",", members) + "}";
    }

    public String member(String key, String value) {
        return blank() + string(key) + blank() + ":" + blank() + value + blank();
    }

    /** A text in quotes, some of it escaped. */
    public String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(letter -> {
            if (letter == '"' || letter == '\\' || (letter == '/' && random.nextInt(4) == 0)) {
                out.append('\\').appendCodePoint(letter);
            } else if (letter == '\n') {
                out.append("\\n");
            } else if (letter < ' ' || (Character.isBmpCodePoint(letter) && random.nextInt(20) == 0)) {
                out.append(String.format("\\u%04x", letter));
            } else {
                out.appendCodePoint(letter);
            }
        });
        return out.append('"').toString();
    }

    private String text() {
        int[] letters = LETTERS.codePoints().toArray();
        return random.ints(random.nextInt(20), 0, letters.length)
                .map(i -> letters[i])
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private String blank() {
        return random.nextInt(6) == 0 ? List.of(" ", "\n", "\r\t").get(random.nextInt(3)) : "";
    }

    /** The text with one byte changed, left out, put in, or all behind it cut. The first four bytes stay. */
    public byte[] spoiled(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int at = 4 + random.nextInt(Math.max(1, bytes.length - 4));
        byte other = (byte)
                (random.nextBoolean() ? "\"\\{}[],:0-.eE+tu\n ".charAt(random.nextInt(18)) : random.nextInt(256));
        byte[] head = Arrays.copyOf(bytes, Math.min(at, bytes.length));
        return switch (random.nextInt(4)) {
            case 0 -> joined(head, new byte[] {other}, bytes, at + 1);
            case 1 -> joined(head, new byte[0], bytes, at + 1);
            case 2 -> joined(head, new byte[] {other}, bytes, at);
            default -> head;
        };
    }

    private static byte[] joined(byte[] head, byte[] middle, byte[] rest, int from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head);
        out.writeBytes(middle);
        out.write(rest, Math.min(from, rest.length), Math.max(0, rest.length - from));
        return out.toByteArray();
    }
}
