package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.Line;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with actions in {@code {{ }}}, filled in from the labels of a line. The language is that
 * of Go's text/template without {@code define}, {@code template} and {@code block}. Thread-safe.
 */
public final class Template {
  private static final String ERROR = "TemplateFormatErr";

  private final List<Node> nodes;
  private final Clock clock;

  private Template(List<Node> nodes, Clock clock) {
    this.nodes = nodes;
    this.clock = clock;
  }

  /**
   * @param clock for {@code now}
   * @throws dev.clew.model.QueryException when the text is no template
   */
  public static Template parse(String text, Clock clock) {
    return new Template(TemplateParser.parse(text), clock);
  }

  /** The text for a line; null when that failed, and then the line has the error. */
  public @Nullable String apply(Line line) {
    if (nodes.isEmpty()) {
      return "";
    }
    if (nodes.size() == 1 && nodes.getFirst() instanceof Node.Text(String text)) {
      return text;
    }
    try {
      return new Execution(line, clock).run(nodes);
    } catch (TemplateException e) {
      line.fail(ERROR, String.valueOf(e.getMessage()));
      return null;
    }
  }
}
