package dev.weir.model.filter;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** An expression that is fast to ask; equal to another of the same expression. Thread-safe. */
public final class Compiled {
    private final Expression expression;
    private final Predicate<Subject> test;

    private Compiled(Expression expression, Predicate<Subject> test) {
        this.expression = expression;
        this.test = test;
    }

    static Compiled of(Expression expression) {
        Expression ordered = expression.ordered();
        return new Compiled(ordered, predicate(ordered));
    }

    /** What it asks, with what is cheap to ask first. */
    public Expression expression() {
        return expression;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Compiled that && expression.equals(that.expression);
    }

    @Override
    public int hashCode() {
        return expression.hashCode();
    }

    @Override
    public String toString() {
        return expression.toString();
    }

    /** Whether a subject is as it must be. */
    public boolean matches(Subject subject) {
        return test.test(subject);
    }

    private static Predicate<Subject> predicate(Expression expression) {
        return switch (expression) {
            case Expression.Always _ -> _ -> true;
            case Expression.Is(Field field) -> s -> s.flag(field);
            case Expression.IdIn(Field field, List<Long> ids) -> ids(field, ids);
            case Expression.TextIn(Field field, List<String> texts) -> texts(field, texts);
            case Expression.Has(Field field, Expression.Where where, String text) ->
                switch (where) {
                    case CONTAINS -> s -> s.text(field).contains(text);
                    case STARTS -> s -> s.text(field).startsWith(text);
                    case ENDS -> s -> s.text(field).endsWith(text);
                };
            case Expression.Matches(Field field, String regex) -> {
                Pattern pattern = Pattern.compile(regex);
                yield s -> pattern.matcher(s.text(field)).find();
            }
            case Expression.Not(Expression inner) -> predicate(inner).negate();
            case Expression.And(List<Expression> all) ->
                all.stream().map(Compiled::predicate).reduce(Predicate::and).orElseThrow();
            case Expression.Or(List<Expression> any) ->
                any.stream().map(Compiled::predicate).reduce(Predicate::or).orElseThrow();
        };
    }

    private static Predicate<Subject> ids(Field field, List<Long> ids) {
        if (field.type() == Field.Type.IDS) {
            return s -> {
                for (long id : ids) {
                    if (s.holds(field, id)) {
                        return true;
                    }
                }
                return false;
            };
        }
        if (ids.size() == 1) {
            long only = ids.getFirst();
            return s -> s.id(field) == only;
        }
        Set<Long> set = Set.copyOf(ids);
        return s -> set.contains(s.id(field));
    }

    private static Predicate<Subject> texts(Field field, List<String> texts) {
        if (texts.size() == 1) {
            String only = texts.getFirst();
            return s -> only.equals(s.text(field));
        }
        Set<String> set = Set.copyOf(texts);
        return s -> set.contains(s.text(field));
    }
}
