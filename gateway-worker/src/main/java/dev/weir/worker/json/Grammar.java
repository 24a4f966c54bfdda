package dev.weir.worker.json;

import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Says where in a JSON text something ends, and that it is JSON until there. A place is handed in and a place comes back: that way
 * it stays in a register.
 */
final class Grammar {
    /** As deep as Jackson goes. */
    static final int DEEPEST = StreamReadConstraints.DEFAULT_MAX_DEPTH;

    private static final VarHandle FOUR_BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int TRUE = word('t', 'r', 'u', 'e');
    private static final int NULL = word('n', 'u', 'l', 'l');
    private static final int ALSE = word('a', 'l', 's', 'e');

    private Grammar() {}

    private static int word(int first, int second, int third, int fourth) {
        return first | second << 8 | third << 16 | fourth << 24;
    }

    /** The byte at a place, -1 behind the end: no character of JSON's own. */
    static int byteAt(byte[] text, int at) {
        return at < text.length ? text[at] : -1;
    }

    static boolean digit(int character) {
        return character >= '0' && character <= '9';
    }

    /** Behind white space. */
    static int blank(byte[] text, int at) {
        int i = at;
        while (i < text.length && text[i] <= ' ' && white(text[i])) {
            i++;
        }
        return i;
    }

    private static boolean white(byte found) {
        return found == ' ' || found == '\n' || found == '\r' || found == '\t';
    }

    /** Behind a character that has to stand there, and white space. */
    static int expect(byte[] text, int at, char expected) throws IOException {
        if (byteAt(text, at) != expected) {
            throw noJson(text, at);
        }
        return blank(text, at + 1);
    }

    /**
     * Behind the value that begins there.
     *
     * @param depth in how many objects and arrays it stands
     */
    static int value(byte[] text, int at, int depth) throws IOException {
        return switch (byteAt(text, at)) {
            case '"' -> string(text, at);
            case '{' -> object(text, at, deeper(text, at, depth));
            case '[' -> array(text, at, deeper(text, at, depth));
            case 't' -> literal(text, at, TRUE);
            case 'f' -> literal(text, at + 1, ALSE);
            case 'n' -> literal(text, at, NULL);
            default -> number(text, at);
        };
    }

    /** The depth inside the object or array that begins there. */
    static int deeper(byte[] text, int at, int depth) throws IOException {
        if (depth >= DEEPEST) {
            throw new IOException("nested deeper than " + DEEPEST + " at byte " + at + " of " + text.length);
        }
        return depth + 1;
    }

    private static int object(byte[] text, int at, int depth) throws IOException {
        int i = blank(text, at + 1);
        if (byteAt(text, i) == '}') {
            return i + 1;
        }
        while (true) {
            i = expect(text, blank(text, string(text, i)), ':');
            i = blank(text, value(text, i, depth));
            if (byteAt(text, i) == '}') {
                return i + 1;
            }
            i = expect(text, i, ',');
        }
    }

    private static int array(byte[] text, int at, int depth) throws IOException {
        int i = blank(text, at + 1);
        if (byteAt(text, i) == ']') {
            return i + 1;
        }
        while (true) {
            i = blank(text, value(text, i, depth));
            if (byteAt(text, i) == ']') {
                return i + 1;
            }
            i = expect(text, i, ',');
        }
    }

    private static int literal(byte[] text, int at, int word) throws IOException {
        if (at + Integer.BYTES > text.length || (int) FOUR_BYTES.get(text, at) != word) {
            throw noJson(text, at);
        }
        return at + Integer.BYTES;
    }

    private static int number(byte[] text, int at) throws IOException {
        int i = byteAt(text, at) == '-' ? at + 1 : at;
        i = byteAt(text, i) == '0' ? i + 1 : digits(text, i);
        if (byteAt(text, i) == '.') {
            i = digits(text, i + 1);
        }
        if ((byteAt(text, i) | ' ') == 'e') {
            i++;
            i = digits(text, byteAt(text, i) == '+' || byteAt(text, i) == '-' ? i + 1 : i);
        }
        return i;
    }

    private static int digits(byte[] text, int at) throws IOException {
        int i = at;
        while (i < text.length && digit(text[i])) {
            i++;
        }
        if (i == at) {
            throw noJson(text, at);
        }
        return i;
    }

    /** Behind the quote that ends the string. */
    static int string(byte[] text, int at) throws IOException {
        if (byteAt(text, at) != '"') {
            throw noJson(text, at);
        }
        int i = letters(text, at + 1);
        while (byteAt(text, i) != '"') {
            i = letters(text, oddity(text, i));
        }
        return i + 1;
    }

    /** As {@link #string}, if it is nothing but ASCII without escapes; else -1. */
    static int plainString(byte[] text, int at) {
        if (byteAt(text, at) != '"') {
            return -1;
        }
        int end = letters(text, at + 1);
        return byteAt(text, end) == '"' ? end + 1 : -1;
    }

    /** Whether a backslash is among them. */
    static boolean escapes(byte[] text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (text[i] == '\\') {
                return true;
            }
        }
        return false;
    }

    /** The next byte of a string that is not just a letter. */
    private static int letters(byte[] text, int at) {
        int i = at;
        while (i + Long.BYTES <= text.length) {
            long odd = Eight.odd(Eight.at(text, i));
            if (odd != 0) {
                return i + Long.numberOfTrailingZeros(odd) / Byte.SIZE;
            }
            i += Long.BYTES;
        }
        while (i < text.length && text[i] >= ' ' && text[i] != '"' && text[i] != '\\') {
            i++;
        }
        return i;
    }

    /** Behind an escape, or a character that is not ASCII. */
    private static int oddity(byte[] text, int at) throws IOException {
        if (at >= text.length) {
            throw noJson(text, at);
        }
        int found = text[at];
        if (found == '\\') {
            return escape(text, at + 1);
        }
        int length = length(found);
        for (int i = 1; i < length; i++) {
            if (at + i >= text.length || (text[at + i] & 0xC0) != 0x80) {
                throw noJson(text, at + i);
            }
        }
        if (length == 0) {
            throw noJson(text, at);
        }
        return at + length;
    }

    /** Of a character in UTF-8 that is not ASCII, by its first byte; 0 when it is none. */
    private static int length(int first) {
        if ((first & 0xE0) == 0xC0) {
            return 2;
        }
        if ((first & 0xF0) == 0xE0) {
            return 3;
        }
        return (first & 0xF8) == 0xF0 ? 4 : 0;
    }

    private static int escape(byte[] text, int at) throws IOException {
        int found = byteAt(text, at);
        if (found != 'u') {
            if (found < 0 || "\"\\/bfnrt".indexOf(found) < 0) {
                throw noJson(text, at);
            }
            return at + 1;
        }
        for (int i = at + 1; i <= at + 4; i++) {
            if (Character.digit(byteAt(text, i), 16) < 0) {
                throw noJson(text, i);
            }
        }
        return at + 5;
    }

    static IOException noJson(byte[] text, int at) {
        return new IOException(
                at < text.length
                        ? "no JSON at byte " + at + " of " + text.length
                        : "the text ends too soon, after " + text.length + " bytes");
    }
}
