package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.Line;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** A text with actions in {@code {{ }}}, filled in from the labels of a line. Thread-safe. */
public final class Template {
  private final String text;

  private Template(String text) {
    this.text = text;
  }

  /**
   * @param clock for {@code now}
   * @throws dev.clew.model.QueryException when the text is no template
   */
  public static Template parse(String text, Clock clock) {
    return new Template(text);
  }

  /** The text for a line; null when that failed, and then the line has the error. */
  public @Nullable String apply(Line line) {
    return text;
  }
}
