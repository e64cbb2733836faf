package dev.clew.logstore.pipes.expression;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.PipeRow;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Computes a value of the fields of a row.
 *
 * @param text as typed
 * @param fields those it reads
 */
public record Expression(String text, Set<String> fields, Node node) {
  /** A part of an expression. */
  @FunctionalInterface
  interface Node {
    @Nullable Cell value(PipeRow row);

    /** The value as a number; NaN when it is none. */
    default double number(PipeRow row) {
      Cell value = value(row);
      return value == null ? Double.NaN : value.number();
    }

    /** Whether the value is true, or text that says so. */
    default boolean test(PipeRow row) {
      Cell value = value(row);
      return value != null && value.text().equals("true");
    }
  }

  public Expression {
    fields = Set.copyOf(fields);
  }

  /** The value, or null when a field it needs has none or is no number. */
  public @Nullable Cell value(PipeRow row) {
    Cell value = node.value(row);
    return value instanceof Cell.Real real && Double.isNaN(real.value()) ? null : value;
  }

  /** Whether it is true of a row. */
  public boolean test(PipeRow row) {
    return node.test(row);
  }

  @Override
  public String toString() {
    return text;
  }
}
