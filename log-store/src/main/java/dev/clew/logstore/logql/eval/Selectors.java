package dev.clew.logstore.logql.eval;

import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.pipeline.LabelCheck;
import dev.clew.logstore.pipeline.Stage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Tests the labels that a line comes with. Not thread-safe. */
final class Selectors {
  /** Values whose answer is remembered; regular expressions are dear and values repeat. */
  private static final int MOST_KNOWN = 1_000;

  private Selectors() {}

  static List<Stage> stages(List<Matcher> selector) {
    return selector.stream().map(m -> LabelCheck.text(m.name(), remembering(m)).stage()).toList();
  }

  private static Predicate<String> remembering(Matcher matcher) {
    Predicate<String> test = StageCompiler.valueTest(matcher);
    if (!matcher.operator().isRegex()) {
      return test;
    }
    Map<String, Boolean> known = new HashMap<>();
    return value -> {
      Boolean answer = known.get(value);
      if (answer == null) {
        answer = test.test(value);
        if (known.size() < MOST_KNOWN) {
          known.put(value, answer);
        }
      }
      return answer;
    };
  }
}
