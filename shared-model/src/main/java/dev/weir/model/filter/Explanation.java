package dev.weir.model.filter;

import java.util.List;

/**
 * Why a subject is, or is not, as it must be.
 *
 * @param matched what the expression says
 * @param expression that was asked
 * @param found what the subject has there; empty for joined expressions
 * @param parts of a joined expression, each with its own answer; all of them are asked
 */
public record Explanation(boolean matched, Expression expression, String found, List<Explanation> parts) {
    public Explanation {
        parts = List.copyOf(parts);
    }

    /** Asks every part and notes what it said. */
    public static Explanation of(Expression expression, Subject subject) {
        boolean matched = Compiled.of(expression).matches(subject);
        return switch (expression) {
            case Expression.Always _ -> new Explanation(matched, expression, "", List.of());
            case Expression.Is is -> leaf(matched, is, String.valueOf(subject.flag(is.field())));
            case Expression.IdIn in ->
                leaf(
                        matched,
                        in,
                        in.field().type() == Field.Type.ID
                                ? Long.toUnsignedString(subject.id(in.field()))
                                : matched ? "among them" : "not among them");
            case Expression.TextIn in -> leaf(matched, in, quoted(subject.text(in.field())));
            case Expression.Has has -> leaf(matched, has, quoted(subject.text(has.field())));
            case Expression.Matches matches -> leaf(matched, matches, quoted(subject.text(matches.field())));
            case Expression.Not not -> joined(matched, not, List.of(not.inner()), subject);
            case Expression.And and -> joined(matched, and, and.all(), subject);
            case Expression.Or or -> joined(matched, or, or.any(), subject);
        };
    }

    private static Explanation leaf(boolean matched, Expression expression, String found) {
        return new Explanation(matched, expression, found, List.of());
    }

    private static Explanation joined(boolean matched, Expression expression, List<Expression> parts, Subject subject) {
        return new Explanation(
                matched,
                expression,
                "",
                parts.stream().map(part -> of(part, subject)).toList());
    }

    private static String quoted(String text) {
        return '"' + (text.length() > 60 ? text.substring(0, 60) + "…" : text) + '"';
    }

    /** One line for each part, indented; {@code yes} or {@code no} first. */
    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder();
        write(lines, 0);
        return lines.toString().stripTrailing();
    }

    private void write(StringBuilder lines, int depth) {
        String what = switch (expression) {
            case Expression.And _ -> "all of";
            case Expression.Or _ -> "any of";
            case Expression.Not _ -> "not";
            default -> expression.toString();
        };
        lines.append("  ".repeat(depth)).append(matched ? "yes  " : "no   ").append(what);
        if (!found.isEmpty()) {
            lines.append("  (is ").append(found).append(')');
        }
        lines.append('\n');
        for (Explanation part : parts) {
            part.write(lines, depth + 1);
        }
    }
}
