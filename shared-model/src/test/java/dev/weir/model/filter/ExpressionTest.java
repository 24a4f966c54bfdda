package dev.weir.model.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters in their three forms: text, JSON, predicate. */
class ExpressionTest {

    /** A message by user 123 in channel 10. */
    private record Said(String content) implements Subject {
        @Override
        public long id(Field field) {
            return switch (field) {
                case AUTHOR -> 123;
                case CHANNEL -> 10;
                default -> 0;
            };
        }

        @Override
        public String text(Field field) {
            return field == Field.CONTENT ? content : "";
        }

        @Override
        public boolean flag(Field field) {
            return false;
        }

        @Override
        public boolean holds(Field field, long id) {
            return field == Field.ROLE && id == 7;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '\'', textBlock = """
            author == 123 && content startsWith "!"     ; true
            author == 124 && content startsWith "!"     ; false
            author in [1, 123]                          ; true
            author not in [1, 123]                      ; false
            user != 123                                 ; false
            content == "!go now"                        ; true
            content in ["a", "b"]                       ; false
            content contains "go" and content endsWith "now" ; true
            content matches "^!g[o]+ "                  ; true
            content matches "^g"                        ; false
            bot || role == 7                            ; true
            !bot                                        ; true
            not (bot or direct)                         ; true
            mention == 5                                ; false
            true                                        ; true
            author == 1 || author == 2 && bot           ; false
            """)
    void saysWhatItReads(String text, boolean matches) {
        Expression expression = Expression.parse(text);
        assertThat(expression.compile().matches(new Said("!go now"))).isEqualTo(matches);
        assertThat(Explanation.of(expression, new Said("!go now")).matched()).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            author = 123               | 8  | expected ==, !=, in after 'author'
            autor == 123               | 1  | unknown field 'autor'
            author == abc              | 11 | expected an id
            author == 99999999999999999999999 | 11 | expected an id
            content == 5               | 12 | expected a text in double quotes
            content startsWith "!      | 20 | no closing quote
            content matches "(a"       | 17 | regular expression
            (author == 1               | 13 | expected ')'
            author == 1 author == 2    | 13 | expected '&&'
            author startsWith "1"      | 8  | 'startsWith' is for texts
            author in 1                | 11 | expected '['
            author in [1               | 13 | expected ',' or ']'
            content == "a\\q"          | 14 | unknown escape
            &&                         | 1  | expected a field
            """)
    void pointsAtWhatItCannotRead(String text, int column, String complaint) {
        assertThatThrownBy(() -> Expression.parse(text)).isInstanceOfSatisfying(FilterSyntaxError.class, e -> {
            assertThat(e).hasMessageContaining(complaint);
            assertThat(e.column()).isEqualTo(column);
        });
    }

    @Test
    void theMessageShowsTheTextAndTheColumn() {
        assertThatThrownBy(() -> Expression.parse("author = 1")).hasMessage("""
                        filter, column 8: expected ==, !=, in after 'author', found '='
                          author = 1
                                 ^""");
    }

    @Test
    void anEmptyFilterIsNoFilter() {
        assertThatThrownBy(() -> Expression.parse(" ")).hasMessageContaining("found the end");
    }

    @Test
    void aFilterNestedTooDeepIsRefusedNotOverflowed() {
        assertThatThrownBy(() -> Expression.parse("(".repeat(10_000) + "bot")).hasMessageContaining("nested deeper");
        assertThatThrownBy(() -> Expression.parse("!".repeat(10_000) + "bot")).hasMessageContaining("nested deeper");
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Expression expression = any(random, 3);
            assertThat(Expression.parse(expression.toString()))
                    .as("seed %d", seed)
                    .isEqualTo(expression);
            assertThat(Expression.fromJson(expression.toJson()))
                    .as("seed %d", seed)
                    .isEqualTo(expression);
        }
    }

    @Test
    void orderingByCostChangesNoAnswer() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            Expression expression = any(random, 3);
            Subject subject = new Said(random.nextBoolean() ? "!a\"b" : "a");
            assertThat(expression.compile().matches(subject))
                    .as("seed %d: %s", seed, expression)
                    .isEqualTo(Compiled.of(expression).matches(subject));
        }
    }

    @Test
    void cheapPartsAreAskedFirst() {
        Expression expression = Expression.parse("content matches \"x\" && content contains \"y\" && author == 1");

        assertThat(expression.ordered()).hasToString("author == 1 && content contains \"y\" && content matches \"x\"");
    }

    @Test
    void anExplanationNamesThePartThatSaidNo() {
        Expression expression = Expression.parse("author == 123 && content startsWith \"?\"");

        assertThat(Explanation.of(expression, new Said("!go"))).hasToString("""
                no   all of
                  yes  author == 123  (is 123)
                  no   content startsWith "?"  (is "!go")""");
    }

    @Test
    void wrongJsonIsNamedByItsPath() {
        assertThatThrownBy(() -> Expression.fromJson(Map.of(
                        "op", "and", "of", List.of(Map.of("op", "is", "field", "bott"), Map.of("op", "always")))))
                .hasMessageContaining("filter at $.of[0].field: expected one of author")
                .hasMessageContaining("found bott");
    }

    @Test
    void aRegularExpressionTakesLinearTime() {
        Expression expression = Expression.parse("content matches \"(a+)+$\"");

        assertThat(expression.compile().matches(new Said("a".repeat(5_000) + "b")))
                .isFalse();
    }

    private static final List<Expression.Where> WHERE = List.of(Expression.Where.values());

    private static Expression any(Random random, int depth) {
        int pick = random.nextInt(depth == 0 ? 5 : 8);
        return switch (pick) {
            case 0 -> new Expression.Is(Field.BOT);
            case 1 -> new Expression.IdIn(Field.AUTHOR, List.of(123L, random.nextLong()));
            case 2 -> new Expression.TextIn(Field.CONTENT, List.of("a", "\\\"\n"));
            case 3 ->
                new Expression.Has(Field.CONTENT, WHERE.get(random.nextInt(3)), random.nextBoolean() ? "!" : "\"b");
            case 4 -> new Expression.Matches(Field.CONTENT, "a+");
            case 5 -> new Expression.Not(any(random, depth - 1));
            case 6 -> new Expression.And(parts(random, depth));
            default -> new Expression.Or(parts(random, depth));
        };
    }

    private static List<Expression> parts(Random random, int depth) {
        List<Expression> parts = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(2); i++) {
            parts.add(any(random, depth - 1));
        }
        return parts;
    }
}
