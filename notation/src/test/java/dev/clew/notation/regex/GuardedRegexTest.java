package dev.clew.notation.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.re2j.Pattern;
import dev.clew.model.QueryException;
import dev.clew.model.query.Nesting;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedRegexTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "((a{999}){999}){999}",
        "((a{1,100}){1,100}){1,100}",
        "((a{0,100}){0,100}){0,100}",
        "((((((((((a{2}){2}){2}){2}){2}){2}){2}){2}){2}){2}){2}",
        "(?:(?:x{1000}){2})",
        "((){1000}){1000}",
        "(abcdefghijkl){1000}",
        "(?i:[a-z]{500}[0-9]{500}){20}",
      })
  void refusesWhatRepeatsTooMuchBeforeItIsCompiled(String expression) {
    assertThatThrownBy(() -> GuardedRegex.compile(expression))
        .isInstanceOf(RegexException.class)
        .hasMessageContaining("expression too large, ")
        .hasMessageContaining("(expected: at most ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(?i)\u1c80",
        "a(?s-i:(?i:\u1c88))",
        "(?i)[0-\ufffd]",
        "(?i)[\\x41-\ufffd]",
        "(?i)[\\x50-\\x{10450}]",
        "(?i)[\\120-\\x{10450}]",
        "(?i)[\\~-\\x{10450}]",
        "(?i)[^\u1c7f-\u1c80]",
        "(?i)\\x{1c84}",
        "(?i)[\\x{1c84}]",
        "(?i)\\Qa\u1c84\\E"
      })
  void refusesLettersThatWouldBeCompiledForEver(String expression) {
    assertThatThrownBy(() -> GuardedRegex.compile(expression))
        .isInstanceOf(RegexException.class)
        .hasMessageContaining("U+1C80 to U+1C88 where case is ignored (expected: ");
    Pattern _ = GuardedRegex.compile(expression.replaceFirst("\\(\\?i\\)|\\?i", ""));
  }

  /** Whatever letters a newer Java knows. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void everyLetterCompilesOrIsRefusedWhereCaseIsIgnored() {
    for (int c = 0x80; c <= 0x1FFFF; c++) {
      try {
        Pattern _ = GuardedRegex.compile(Character.toString(c), Pattern.CASE_INSENSITIVE);
      } catch (RegexException e) {
        assertThat(c).isBetween(0x1C80, 0x1C88);
      }
    }
    Pattern _ = GuardedRegex.compile("(?i)[\\x00-\\x{10FFFF}][^a\\d][\\x80-\u1c7f\u1c89-\uffff]");
  }

  @Test
  void saysWhereTheExpressionBecomesTooLarge() {
    RegexException fault =
        catchThrowableOfType(
            RegexException.class, () -> GuardedRegex.compile("ok ((a{999}){999}){999}"));
    assertThat(fault.position()).isEqualTo("ok ((a{999})".length());
    assertThat(fault)
        .hasMessage(
            "error parsing regexp: expression too large, repetitions within each other: 998001"
                + " (expected: at most 1000): `ok ((a{999}){999}){999}`");
  }

  @Test
  void boundsDepthLengthAlternativesAndClasses() {
    refused("(".repeat(20_000));
    refused("(".repeat(Nesting.MOST + 1) + "a" + ")".repeat(Nesting.MOST + 1));
    refused("(?:".repeat(20_000) + "a" + ")*".repeat(20_000));
    refused("a".repeat(GuardedRegex.LONGEST + 1));
    refused("x?".repeat(5_000));
    refused(words(5_000));
    refused("\\pL".repeat(201));
    refused("[" + "\\p{Greek}".repeat(201) + "]");
    refused("(?i)" + "[\\pL]".repeat(201));
  }

  private static void refused(String expression) {
    assertThatThrownBy(() -> GuardedRegex.compile(expression)).isInstanceOf(RegexException.class);
  }

  private static String words(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Integer.toString(i * 7919, 36) + ".")
        .collect(Collectors.joining("|"));
  }

  @Test
  void takesWhatPeopleWrite() {
    assertThat(GuardedRegex.compile("(?P<user>\\w+)@(?:[a-z0-9-]+\\.)+[a-z]{2,}").groupCount())
        .isEqualTo(1);
    assertThat(GuardedRegex.compile(words(500)).matches("0x")).isTrue();
    assertThat(GuardedRegex.compile("a{1000}").matches("a".repeat(1000))).isTrue();
    assertThat(GuardedRegex.compile("[^]a{2}(){999}]{3}").matches("bcd")).isTrue();
    assertThat(GuardedRegex.compile("\\Q(((\\E{2}").matches("((((")).isTrue();
    assertThat(GuardedRegex.compile("a{,2}").matches("a{,2}")).isTrue();
    String deep = "(".repeat(Nesting.MOST) + "a" + ")".repeat(Nesting.MOST);
    assertThat(GuardedRegex.compile(deep).matches("a")).isTrue();
    assertThat(GuardedRegex.compile("a.b", Pattern.DOTALL).matches("a\nb")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a{1001}", "a**", "(", "a)", "[z-a]", "\\", "[a", "\\p{Nothing}", "(?P<"})
  void leavesTheFaultsOfSyntaxToTheCompiler(String expression) {
    assertThatThrownBy(() -> GuardedRegex.compile(expression))
        .isInstanceOf(RegexException.class)
        .hasMessageStartingWith("error parsing regexp: ");
  }

  @Test
  void boundsTheStepsForOneText() {
    Pattern pattern = GuardedRegex.compile("(?:a{1,1000})*b");
    assertThat(GuardedRegex.matcher(pattern, "aab").find()).isTrue();
    assertThatThrownBy(() -> GuardedRegex.matcher(pattern, "a".repeat(1 << 20)))
        .isInstanceOf(QueryException.class)
        .hasMessageContaining("(expected: a product of at most ");
  }

  @Test
  void measuresNoLessThanTheCompilerMakes() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String expression = expression(random, 5);
      try {
        long measured = RegexMeasure.instructions(expression);
        int made = GuardedRegex.compile(expression).programSize();
        assertThat(measured + 2).as(expression).isGreaterThanOrEqualTo(made);
      } catch (RegexException e) {
        assertThat(e).hasMessageContaining("error parsing regexp: ");
      }
    }
  }

  @Test
  void anyTextIsRefusedOrCompiled() {
    Random random = new Random(11);
    String characters = "((()))[[]]{{}}0129,,||**++??..^$\\\\QEpPx:-<>aZ\u00e9\ud83d\ude00";
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int j = random.nextInt(40); j > 0; j--) {
        text.append(characters.charAt(random.nextInt(characters.length())));
      }
      try {
        boolean _ = GuardedRegex.compile(text.toString()).matcher("a01Z").find();
      } catch (RegexException e) {
        assertThat(e).hasMessageContaining("error parsing regexp: ");
      }
    }
  }

  private static String expression(Random random, int depth) {
    if (depth == 0) {
      return new String[] {"a", "[b-d]", "\\d", ".", "\\pL", "^", "$", "\\b", "é", "xyz"}
          [random.nextInt(10)];
    }
    String inner = expression(random, depth - 1);
    return switch (random.nextInt(12)) {
      case 0 -> "(" + inner + ")";
      case 1 -> "(?:" + inner + ")*";
      case 2 -> "(" + inner + ")+?";
      case 3 -> "(?:" + inner + ")?";
      case 4 -> "(?:" + inner + "){" + random.nextInt(8) + "}";
      case 5 -> "(?:" + inner + "){" + random.nextInt(8) + ",}";
      case 6 -> "(" + inner + "){1," + (1 + random.nextInt(12)) + "}";
      case 7 -> inner + "|" + expression(random, depth - 1);
      case 8 -> "(?i)" + inner;
      case 9 -> "(?P<n" + depth + random.nextInt(1000) + ">" + inner + "|)";
      default -> inner + expression(random, depth - 1);
    };
  }

  @Test
  void valuesSeparatedByBarsAreNoExpression() {
    String many =
        IntStream.range(0, 50_000).mapToObj(i -> "v\\." + i).collect(Collectors.joining("|"));
    assertThat(WholeText.matching(many).test("v.49999")).isTrue();
    assertThat(WholeText.matching(many).test("v.50000")).isFalse();
    assertThat(WholeText.matching("a.*|b").test("a\nz")).isTrue();
    assertThat(WholeText.matching("a|b.").test("ba")).isTrue();
    assertThatThrownBy(() -> WholeText.check("((a{999}){999}){999}"))
        .isInstanceOf(RegexException.class);
  }
}
