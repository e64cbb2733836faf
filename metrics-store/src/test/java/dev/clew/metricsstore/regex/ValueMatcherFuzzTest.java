package dev.clew.metricsstore.regex;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.re2j.Pattern;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.model.QueryException;
import java.nio.charset.StandardCharsets;

/** Our automata for expressions over labels, beside RE2 for Java. */
class ValueMatcherFuzzTest {
  private static final int LONGEST = 60;

  /** The first line is the expression, the rest is a value. */
  @FuzzTest
  void expression(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    String expression = text.substring(0, Math.min(LONGEST, Math.max(0, end)));
    String value = text.substring(Math.min(text.length(), end + 1));
    ValueMatcher matcher;
    try {
      matcher = ValueMatcher.of(new LabelMatcher("x", Operator.MATCH, expression));
    } catch (QueryException e) {
      assertThat(e.getMessage()).startsWith("error parsing regexp: ");
      return;
    }
    boolean expected = Pattern.compile(expression, Pattern.DOTALL).matches(value);
    assertThat(matcher.matches(value)).as("%s on %s", expression, value).isEqualTo(expected);
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    assertThat(matcher.test().passes(utf8, 0, utf8.length)).isEqualTo(expected);
  }
}
