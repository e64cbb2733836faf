package dev.clew.storage.block.filter;

import dev.clew.model.query.Filter;
import dev.clew.storage.column.ColumnType;
import dev.clew.storage.rows.ValueText;
import dev.clew.storage.text.TextPattern;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A test of one value, whatever its type. */
interface ValuePredicate {
  /** The value exists; nothing else is asked. */
  ValuePredicate ANY =
      new ValuePredicate() {
        @Override
        public boolean text(byte[] bytes, int from, int to) {
          return true;
        }

        @Override
        public boolean number(ColumnType type, long value) {
          return true;
        }
      };

  boolean text(byte[] bytes, int from, int to);

  /** A value of a column of numbers; a double as its bits. */
  boolean number(ColumnType type, long value);

  /** The pattern that decides about texts, or null when it is more than that. */
  default @Nullable TextPattern pattern() {
    return null;
  }

  /** Texts match the pattern; numbers match when their text does. */
  static ValuePredicate of(TextPattern pattern) {
    return new ValuePredicate() {
      @Override
      public boolean text(byte[] bytes, int from, int to) {
        return pattern.matches(bytes, from, to);
      }

      @Override
      public boolean number(ColumnType type, long value) {
        return pattern.matches(ValueText.text(type, value));
      }

      @Override
      public TextPattern pattern() {
        return pattern;
      }
    };
  }

  /** Numbers compare by value; text that is a number, a duration or a size, too. */
  static ValuePredicate of(Filter.Op op, double operand) {
    return new ValuePredicate() {
      @Override
      public boolean text(byte[] bytes, int from, int to) {
        if (to == from || to - from > 40) {
          return false;
        }
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        double number = Filter.Operand.of(text).number();
        return !Double.isNaN(number) && op.test(number, operand);
      }

      @Override
      public boolean number(ColumnType type, long value) {
        return op.test(ValueText.number(type, value), operand);
      }
    };
  }
}
