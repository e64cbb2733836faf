package dev.clew.storage.block.filter;

import dev.clew.model.query.Filter;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.ValueText;
import dev.clew.storage.text.TextPattern;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The value is one of some; case ignored, numbers by their value. */
final class EqualPredicate implements ValuePredicate {
  private final Set<String> texts = new HashSet<>();
  private final Set<String> names = new HashSet<>();
  private final Set<Double> numbers = new HashSet<>();

  private final @Nullable TextPattern only;

  EqualPredicate(Collection<String> values) {
    only = values.size() == 1 ? TextPattern.equalTo(values.iterator().next()) : null;
    for (String value : values) {
      String folded = value.toLowerCase(Locale.ROOT);
      texts.add(folded);
      Filter.Operand operand = Filter.Operand.of(value);
      if (operand.isNumber()) {
        numbers.add(operand.number() + 0.0); // -0.0 is 0.0
      } else {
        names.add(folded);
      }
    }
  }

  /** As {@link TextPattern#equalTo}: ASCII values equal only ASCII ones. */
  @Override
  public boolean text(byte[] bytes, int from, int to) {
    if (only != null) {
      return only.matches(bytes, from, to);
    }
    String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    String folded = text.toLowerCase(Locale.ROOT);
    return texts.contains(folded) && isAscii(text) == isAscii(folded);
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 128);
  }

  @Override
  public @Nullable TextPattern pattern() {
    return only;
  }

  @Override
  public boolean number(ColumnType type, long value) {
    return numbers.contains(ValueText.number(type, value) + 0.0)
        || (!names.isEmpty()
            && names.contains(ValueText.text(type, value).toLowerCase(Locale.ROOT)));
  }
}
