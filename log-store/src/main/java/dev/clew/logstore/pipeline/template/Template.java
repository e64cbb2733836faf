package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.Line;
import dev.clew.model.QueryException;
import dev.clew.model.query.MadeText;
import dev.clew.notation.template.Dialect;
import dev.clew.notation.template.GoTemplate;
import dev.clew.notation.template.TemplateException;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text with actions in {@code {{ }}}, filled in from the labels of a line: a {@link GoTemplate}
 * with the functions of Loki. Thread-safe.
 */
public final class Template {
  private static final String ERROR = "TemplateFormatErr";

  /** Loki's, for messages. */
  private static final String NAME = "line";

  /** A line that takes more is not for reading. */
  private static final Dialect.Limits LIMITS =
      new Dialect.Limits(MadeText.LONGEST_LINE, 4L * MadeText.LONGEST_LINE, 100_000);

  private static final Dialect<LineContext> DIALECT =
      new Dialect<>(Functions.ALL, context -> new LineLabels(context.line()), Map.of(), LIMITS);

  private final GoTemplate<LineContext> template;
  private final Clock clock;

  private Template(GoTemplate<LineContext> template, Clock clock) {
    this.template = template;
    this.clock = clock;
  }

  /**
   * @param clock for {@code now}
   * @throws QueryException when the text is no template
   */
  public static Template parse(String text, Clock clock) {
    try {
      return new Template(GoTemplate.parse(text, DIALECT), clock);
    } catch (TemplateException e) {
      throw new QueryException(
          QueryException.Kind.SYNTAX, "invalid line template: " + e.told(NAME, text), -1);
    }
  }

  /** The text for a line; null when that failed, and then the line has the error. */
  public @Nullable String apply(Line line) {
    try {
      return template.render(new LineContext(line, clock));
    } catch (TemplateException e) {
      line.fail(ERROR, e.told(NAME, template.source()));
      return null;
    }
  }
}
