package dev.weir.model.filter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text form, by recursive descent:
 *
 * <pre>
 * or    = and { ("||" | "or") and }
 * and   = unary { ("&amp;&amp;" | "and") unary }
 * unary = ("!" | "not") unary | "(" or ")" | "true" | flag
 *       | field ("==" | "!=") value | field ["not"] "in" "[" value { "," value } "]"
 *       | field ("contains" | "startsWith" | "endsWith" | "matches") text
 * </pre>
 */
final class Syntax {
    private static final int DEEPEST = 64;

    private final String text;
    private int at;
    private int depth;

    Syntax(String text) {
        this.text = text;
    }

    Expression whole() {
        Expression expression = or();
        skip();
        if (at < text.length()) {
            throw wrong(at, "expected '&&', '||' or the end, found " + found());
        }
        return expression;
    }

    private Expression or() {
        if (++depth > DEEPEST) {
            throw wrong(at, "nested deeper than " + DEEPEST + " levels");
        }
        List<Expression> parts = new ArrayList<>(List.of(and()));
        while (take("||") || takeWord("or")) {
            parts.add(and());
        }
        depth--;
        return parts.size() == 1 ? parts.getFirst() : new Expression.Or(parts);
    }

    private Expression and() {
        List<Expression> parts = new ArrayList<>(List.of(unary()));
        while (take("&&") || takeWord("and")) {
            parts.add(unary());
        }
        return Expression.and(parts);
    }

    private Expression unary() {
        if (++depth > DEEPEST) {
            throw wrong(at, "nested deeper than " + DEEPEST + " levels");
        }
        try {
            skip();
            if ((peek() == '!' && !text.startsWith("!=", at) && take("!")) || takeWord("not")) {
                return new Expression.Not(unary());
            }
            if (take("(")) {
                Expression inner = or();
                if (!take(")")) {
                    throw wrong(at, "expected ')', found " + found());
                }
                return inner;
            }
            if (takeWord("true")) {
                return new Expression.Always();
            }
            return comparison();
        } finally {
            depth--;
        }
    }

    private Expression comparison() {
        int start = at;
        String word = word();
        Field field = fieldOf(word);
        if (field == null) {
            throw wrong(
                    start,
                    word.isEmpty()
                            ? "expected a field, '!' or '(', found " + found()
                            : "unknown field '" + word + "': expected one of " + Field.words());
        }
        return field.type() == Field.Type.FLAG ? new Expression.Is(field) : compared(field);
    }

    private Expression compared(Field field) {
        skip();
        int start = at;
        if (take("==")) {
            return in(field, List.of(value(field)));
        }
        if (take("!=")) {
            return new Expression.Not(in(field, List.of(value(field))));
        }
        if (takeWord("not")) {
            if (!takeWord("in")) {
                throw wrong(at, "expected 'in' after 'not', found " + found());
            }
            return new Expression.Not(in(field, set(field)));
        }
        if (takeWord("in")) {
            return in(field, set(field));
        }
        if (takeWord("matches")) {
            textOnly(field, "matches", start);
            skip();
            int regexAt = at;
            try {
                return new Expression.Matches(field, string());
            } catch (FilterSyntaxError e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw wrong(regexAt, String.valueOf(e.getMessage()));
            }
        }
        for (Expression.Where where : Expression.Where.values()) {
            if (takeWord(where.word)) {
                textOnly(field, where.word, start);
                return new Expression.Has(field, where, string());
            }
        }
        String texts = field.type() == Field.Type.TEXT ? ", contains, startsWith, endsWith, matches" : "";
        throw wrong(start, "expected ==, !=, in" + texts + " after '" + field.word() + "', found " + found());
    }

    private void textOnly(Field field, String op, int start) {
        if (field.type() != Field.Type.TEXT) {
            throw wrong(start, "'" + op + "' is for texts, but '" + field.word() + "' holds ids: use == or in");
        }
    }

    private static Expression in(Field field, List<Object> values) {
        return field.type() == Field.Type.TEXT
                ? new Expression.TextIn(
                        field, values.stream().map(String.class::cast).toList())
                : new Expression.IdIn(
                        field, values.stream().map(Long.class::cast).toList());
    }

    private List<Object> set(Field field) {
        if (!take("[")) {
            throw wrong(at, "expected '[', found " + found());
        }
        List<Object> values = new ArrayList<>(List.of(value(field)));
        while (take(",")) {
            values.add(value(field));
        }
        if (!take("]")) {
            throw wrong(at, "expected ',' or ']', found " + found());
        }
        return values;
    }

    private Object value(Field field) {
        return field.type() == Field.Type.TEXT ? string() : (Object) id();
    }

    private long id() {
        skip();
        int start = at;
        boolean quoted = peek() == '"';
        String digits = quoted ? string() : digits();
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw wrong(start, "expected an id: a decimal number of at most 64 bits, found " + foundAt(start));
        }
    }

    private String digits() {
        int start = at;
        while (Character.isLetterOrDigit(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    private String string() {
        skip();
        if (peek() != '"') {
            throw wrong(at, "expected a text in double quotes, found " + found());
        }
        int start = at++;
        StringBuilder value = new StringBuilder();
        while (at < text.length() && peek() != '"') {
            char c = text.charAt(at++);
            if (c == '\\') {
                if (at == text.length()) {
                    break;
                }
                char escaped = text.charAt(at++);
                value.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case '"', '\\' -> escaped;
                            default ->
                                throw wrong(at - 2, "unknown escape '\\" + escaped + "': write \\\\, \\\" or \\n");
                        });
            } else {
                value.append(c);
            }
        }
        if (at >= text.length()) {
            throw wrong(start, "this text has no closing quote");
        }
        at++;
        return value.toString();
    }

    private static @Nullable Field fieldOf(String word) {
        if (word.equals("user")) {
            return Field.AUTHOR;
        }
        for (Field field : Field.values()) {
            if (field.word().equals(word)) {
                return field;
            }
        }
        return null;
    }

    private String word() {
        int start = at;
        while (Character.isLetter(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    private boolean takeWord(String expected) {
        skip();
        int end = at + expected.length();
        if (text.startsWith(expected, at) && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)))) {
            at = end;
            return true;
        }
        return false;
    }

    private boolean take(String expected) {
        skip();
        if (text.startsWith(expected, at)) {
            at += expected.length();
            return true;
        }
        return false;
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private String found() {
        return foundAt(at);
    }

    private String foundAt(int position) {
        if (position >= text.length()) {
            return "the end";
        }
        int end = position;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end)) && end - position < 20) {
            end++;
        }
        return "'" + text.substring(position, end) + "'";
    }

    private FilterSyntaxError wrong(int position, String complaint) {
        return new FilterSyntaxError(text, position, complaint);
    }
}
