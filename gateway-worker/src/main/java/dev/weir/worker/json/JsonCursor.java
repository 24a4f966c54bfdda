package dev.weir.worker.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Goes once through a JSON text in UTF-8, from value to value. Who stands at a value takes it with one of the methods that read,
 * or passes it with {@link #skip}; a value of another kind than the method reads is passed, too. All of it is checked to be JSON,
 * as far as one has gone; nothing is made of what is passed.
 *
 * <p>Every method throws an {@link IOException} when the text is no JSON or ends too soon. It names the place and shows nothing of
 * the text. Reused from text to text. Not thread-safe.
 */
public final class JsonCursor {
    private static final JsonFactory JACKSON = new JsonFactory();

    /** 19 digits fit a signed long but for the last tenth; Discord's ids reach that in the year 2084. */
    private static final int DIGITS = 19;

    private byte[] text = {};
    private int at;
    private int depth;

    /** An object or array was entered and nothing of it read. */
    private boolean entered;

    /** Where the key or string read last stands, without its quotes. */
    private int from;

    private int to;

    /** It holds escapes. */
    private boolean escaped;

    /**
     * Stands before a value of a text, which must not change as long as it is read.
     *
     * @param place where it begins, as {@link #place} has said, or 0
     */
    public void open(byte[] json, int place) {
        text = json;
        at = Grammar.blank(json, place);
        depth = 0;
        entered = false;
    }

    /** Where the value begins, in bytes. */
    public int place() {
        return at;
    }

    /** Whether the value is an object. */
    public boolean atObject() {
        return current() == '{';
    }

    /** Enters an object: {@link #nextKey} leads through it. False for anything else, which is passed. */
    public boolean object() throws IOException {
        return entered('{');
    }

    /** Enters an array: {@link #nextElement} leads through it. False for anything else, which is passed. */
    public boolean array() throws IOException {
        return entered('[');
    }

    private boolean entered(char opening) throws IOException {
        if (current() != opening) {
            skip();
            return false;
        }
        depth = Grammar.deeper(text, at, depth);
        at = Grammar.blank(text, at + 1);
        entered = true;
        return true;
    }

    /** Goes to the value of the object's next key; false, and behind the object, when there is none. */
    public boolean nextKey() throws IOException {
        if (!next('}')) {
            return false;
        }
        at = Grammar.expect(text, Grammar.blank(text, quoted()), ':');
        return true;
    }

    /** Goes to the value of the object's next key, and says what the key means; null, and behind the object, when there is none. */
    public <T> @Nullable T nextKey(Keys<T> keys) throws IOException {
        if (entered) {
            keys.begin();
        }
        if (!next('}')) {
            return null;
        }
        Keys.Known<T> key = keys.passExpected(text, at);
        if (key == null) {
            return otherKey(keys);
        }
        at = Grammar.blank(text, at + key.length);
        return key.meaning;
    }

    private <T> T otherKey(Keys<T> keys) throws IOException {
        at = Grammar.expect(text, Grammar.blank(text, quoted()), ':');
        if (escaped) {
            byte[] plain = unescapedBytes();
            return keys.pass(plain, 0, plain.length);
        }
        return keys.pass(text, from, to);
    }

    /** Goes to the array's next element; false, and behind the array, when there is none. */
    public boolean nextElement() throws IOException {
        return next(']');
    }

    private boolean next(char closing) throws IOException {
        int i = Grammar.blank(text, at);
        boolean more = Grammar.byteAt(text, i) != closing;
        if (!more) {
            at = i + 1;
            depth--;
        } else {
            at = entered ? i : Grammar.expect(text, i, ',');
        }
        entered = false;
        return more;
    }

    /** Whether the key that {@link #nextKey()} led to is this one, in UTF-8; to be asked before the value is read. */
    public boolean keyIs(byte[] word) throws IOException {
        if (escaped) {
            return Arrays.equals(word, unescapedBytes());
        }
        return Arrays.equals(word, 0, word.length, text, from, to);
    }

    /** What a string means; a value of another kind means what an empty one does. */
    public <T> T word(Words<T> words) throws IOException {
        if (current() == '"') {
            at = quoted();
        } else {
            skip();
            from = at;
            to = at;
            escaped = false;
        }
        if (escaped) {
            byte[] plain = unescapedBytes();
            return words.find(plain, 0, plain.length);
        }
        return words.find(text, from, to);
    }

    /** The text of the key that {@link #nextKey()} led to, or of the string whose meaning was asked; to be asked right then. */
    public String spelled() throws IOException {
        return escaped ? unescaped() : new String(text, from, to - from, StandardCharsets.UTF_8);
    }

    /** A string; null for a value of another kind. */
    public @Nullable String string() throws IOException {
        if (current() != '"') {
            skip();
            return null;
        }
        at = quoted();
        return spelled();
    }

    /** A string, number or truth value as text; empty for null, objects and arrays. */
    public String scalar() throws IOException {
        int first = current();
        if (first == '"') {
            at = quoted();
            return spelled();
        }
        int began = at;
        skip();
        boolean none = first == '{' || first == '[' || first == 'n';
        return none ? "" : new String(text, began, at - began, StandardCharsets.US_ASCII);
    }

    /** Whether the value is {@code true}. */
    public boolean isTrue() throws IOException {
        boolean yes = current() == 't';
        skip();
        return yes;
    }

    /** A whole number that fits an int; 0 for anything else. */
    public int number() throws IOException {
        int began = at;
        skip();
        boolean negative = text[began] == '-';
        long number = digits(text, negative ? began + 1 : began, at);
        long signed = negative ? -number : number;
        return signed == (int) signed ? (int) signed : 0;
    }

    /** An id, as string or number; 0 for what is none. */
    public long snowflake() throws IOException {
        if (current() != '"') {
            int began = at;
            skip();
            return digits(text, began, at);
        }
        long usual = usualId();
        if (usual >= 0) {
            return usual;
        }
        at = quoted();
        if (escaped) {
            byte[] plain = unescapedBytes();
            return digits(plain, 0, plain.length);
        }
        return digits(text, from, to);
    }

    /** Reads a string of 16 to 19 digits, as ids are since Discord's first year; -1, and stays, for another one. */
    private long usualId() {
        int i = at + 1;
        int most = i + DIGITS;
        if (most >= text.length) {
            return -1;
        }
        long first = Eight.number(Eight.at(text, i));
        long second = Eight.number(Eight.at(text, i + Long.BYTES));
        if ((first | second) < 0) {
            return -1;
        }
        long id = first * 100_000_000 + second;
        i += 2 * Long.BYTES;
        for (; i < most && Grammar.digit(text[i]); i++) {
            id = id * 10 + text[i] - '0';
        }
        if (text[i] != '"') {
            return -1;
        }
        at = i + 1;
        return Math.max(id, 0);
    }

    /** Passes the value, whatever it is. */
    public void skip() throws IOException {
        at = Grammar.value(text, at, depth);
    }

    private int current() {
        return Grammar.byteAt(text, at);
    }

    /** Notes the string that begins here; says where it ends. */
    private int quoted() throws IOException {
        int end = Grammar.plainString(text, at);
        boolean plain = end >= 0;
        if (!plain) {
            end = Grammar.string(text, at);
        }
        from = at + 1;
        to = end - 1;
        escaped = !plain && Grammar.escapes(text, from, to);
        return end;
    }

    private String unescaped() throws IOException {
        try (JsonParser json = JACKSON.createParser(text, from - 1, to - from + 2)) {
            json.nextToken();
            return json.getText();
        }
    }

    private byte[] unescapedBytes() throws IOException {
        return unescaped().getBytes(StandardCharsets.UTF_8);
    }

    /** The number of nothing but digits, at most 19 of them; else 0. */
    private static long digits(byte[] text, int from, int to) {
        if (to - from > DIGITS) {
            return 0;
        }
        long number = 0;
        for (int i = from; i < to; i++) {
            if (!Grammar.digit(text[i])) {
                return 0;
            }
            number = number * 10 + text[i] - '0';
        }
        return Math.max(number, 0);
    }
}
