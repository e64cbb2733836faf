package dev.clew.notation.template;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value with fields that templates reach by name; all others are Java's own types. */
public interface TemplateValue extends Typed {
  /**
   * A field.
   *
   * @throws FunctionException when there is none of that name
   */
  @Nullable Object field(String name);

  /** What is counted, indexed and gone over; null when the value is no map. */
  @Nullable Map<String, ?> asMap();

  /** As {@code %v} shows it. */
  default String print() {
    return GoFormat.text(asMap());
  }
}
