package dev.weir.model.filter;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an item must be like: a tree that can be written (by {@code toString}, {@link #parse}), stored and sent
 * ({@link #toJson}, {@link #fromJson}), explained ({@link Explanation}) and compiled ({@link #compile}).
 */
public sealed interface Expression {

    /** Whatever it is like. */
    record Always() implements Expression {
        @Override
        public String toString() {
            return "true";
        }
    }

    /** A flag is set. */
    record Is(Field field) implements Expression {
        public Is {
            demand(field.type() == Field.Type.FLAG, field, "is no flag");
        }

        @Override
        public String toString() {
            return field.word();
        }
    }

    /** An id, or one of several, is in a set. Written with {@code ==} for one. */
    record IdIn(Field field, List<Long> ids) implements Expression {
        public IdIn {
            ids = List.copyOf(ids);
            demand(field.type() == Field.Type.ID || field.type() == Field.Type.IDS, field, "is no id");
            demand(!ids.isEmpty(), field, "is compared with an empty set");
        }

        @Override
        public String toString() {
            return ids.size() == 1
                    ? field.word() + " == " + Long.toUnsignedString(ids.getFirst())
                    : field.word() + " in ["
                            + ids.stream().map(Long::toUnsignedString).collect(Collectors.joining(", ")) + "]";
        }
    }

    /** A text is in a set. Written with {@code ==} for one. */
    record TextIn(Field field, List<String> texts) implements Expression {
        public TextIn {
            texts = List.copyOf(texts);
            demand(field.type() == Field.Type.TEXT, field, "is no text");
            demand(!texts.isEmpty(), field, "is compared with an empty set");
        }

        @Override
        public String toString() {
            return texts.size() == 1
                    ? field.word() + " == " + quoted(texts.getFirst())
                    : field.word() + " in ["
                            + texts.stream().map(Expression::quoted).collect(Collectors.joining(", ")) + "]";
        }
    }

    /** A text has another in a place. */
    record Has(Field field, Where where, String text) implements Expression {
        public Has {
            demand(field.type() == Field.Type.TEXT, field, "is no text");
        }

        @Override
        public String toString() {
            return field.word() + " " + where.word + " " + quoted(text);
        }
    }

    /** Where in a text. */
    enum Where {
        CONTAINS("contains"),
        STARTS("startsWith"),
        ENDS("endsWith");

        final String word;

        Where(String word) {
            this.word = word;
        }
    }

    /** A regular expression is found in a text; RE2's syntax, time linear in the text. */
    record Matches(Field field, String regex) implements Expression {
        public Matches {
            demand(field.type() == Field.Type.TEXT, field, "is no text");
            try {
                Pattern.compile(regex);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException("regular expression " + quoted(regex) + ": " + e.getMessage(), e);
            }
        }

        @Override
        public String toString() {
            return field.word() + " matches " + quoted(regex);
        }
    }

    /** The other way round. */
    record Not(Expression inner) implements Expression {
        @Override
        public String toString() {
            return "!" + (inner instanceof Is || inner instanceof Always ? inner : "(" + inner + ")");
        }
    }

    /** All hold. */
    record And(List<Expression> all) implements Expression {
        public And {
            all = List.copyOf(all);
            if (all.size() < 2) {
                throw new IllegalArgumentException("'&&' needs two sides, got " + all.size());
            }
        }

        @Override
        public String toString() {
            return all.stream()
                    .map(e -> e instanceof Or || e instanceof And ? "(" + e + ")" : e.toString())
                    .collect(Collectors.joining(" && "));
        }
    }

    /** At least one holds. */
    record Or(List<Expression> any) implements Expression {
        public Or {
            any = List.copyOf(any);
            if (any.size() < 2) {
                throw new IllegalArgumentException("'||' needs two sides, got " + any.size());
            }
        }

        @Override
        public String toString() {
            return any.stream()
                    .map(e -> e instanceof Or ? "(" + e + ")" : e.toString())
                    .collect(Collectors.joining(" || "));
        }
    }

    /**
     * Reads what a person wrote, as {@code author == 123 && content startsWith "!"}.
     *
     * @throws FilterSyntaxError names what is wrong and where
     */
    static Expression parse(String text) {
        return new Syntax(text).whole();
    }

    /** Roughly how many nanoseconds it takes to ask; only the order counts. */
    default int cost() {
        return switch (this) {
            case Always _ -> 0;
            case Is is -> is.field.cost();
            case IdIn in -> in.field.cost() + 1;
            case TextIn in -> in.field.cost() + 2;
            case Has has -> has.field.cost() + (has.where == Where.CONTAINS ? 8 : 2);
            case Matches matches -> matches.field.cost() + 200;
            case Not not -> not.inner.cost();
            case And and -> and.all.stream().mapToInt(Expression::cost).sum();
            case Or or -> or.any.stream().mapToInt(Expression::cost).sum();
        };
    }

    /** The same, with what is cheap to ask first. */
    default Expression ordered() {
        return switch (this) {
            case Always _, Is _, IdIn _, TextIn _, Has _, Matches _ -> this;
            case Not not -> new Not(not.inner.ordered());
            case And and -> new And(cheapFirst(and.all));
            case Or or -> new Or(cheapFirst(or.any));
        };
    }

    private static List<Expression> cheapFirst(List<Expression> parts) {
        return parts.stream()
                .map(Expression::ordered)
                .sorted(Comparator.comparingInt(Expression::cost))
                .toList();
    }

    /** Makes it fast to ask: cheap parts first, patterns compiled. */
    default Compiled compile() {
        return Compiled.of(this);
    }

    /** As JSON: objects are maps, arrays are lists, ids are text. */
    default Map<String, Object> toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        switch (this) {
            case Always _ -> json.put("op", "always");
            case Is is -> leaf(json, "is", is.field);
            case IdIn in -> {
                leaf(json, "in", in.field);
                json.put("values", in.ids.stream().map(Long::toUnsignedString).toList());
            }
            case TextIn in -> {
                leaf(json, "in", in.field);
                json.put("values", in.texts);
            }
            case Has has -> {
                leaf(json, has.where.word, has.field);
                json.put("value", has.text);
            }
            case Matches matches -> {
                leaf(json, "matches", matches.field);
                json.put("value", matches.regex);
            }
            case Not not -> {
                json.put("op", "not");
                json.put("of", List.of(not.inner.toJson()));
            }
            case And and -> {
                json.put("op", "and");
                json.put("of", and.all.stream().map(Expression::toJson).toList());
            }
            case Or or -> {
                json.put("op", "or");
                json.put("of", or.any.stream().map(Expression::toJson).toList());
            }
        }
        return json;
    }

    private static void leaf(Map<String, Object> json, String op, Field field) {
        json.put("op", op);
        json.put("field", field.word());
    }

    /**
     * Reads the JSON form.
     *
     * @throws IllegalArgumentException says what is wrong and at which path
     */
    static Expression fromJson(Object json) {
        return JsonForm.read(json, "$");
    }

    private static void demand(boolean held, Field field, String complaint) {
        if (!held) {
            throw new IllegalArgumentException("field '" + field.word() + "' " + complaint);
        }
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** Joins what holds together, or gives the only one. */
    static Expression and(List<Expression> all) {
        return all.size() == 1 ? all.getFirst() : new And(new ArrayList<>(all));
    }
}
