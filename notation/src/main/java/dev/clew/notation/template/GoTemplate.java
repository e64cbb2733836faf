package dev.clew.notation.template;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text with actions in {@code {{ }}}. Immutable and thread-safe.
 *
 * <p>Understood is what text/template of Go understands: pipelines, variables, {@code if}, {@code
 * with}, {@code range}, {@code define}, {@code template}, {@code block}, comparison, {@code
 * printf}; of a map, what is missing has the zero of its kind.
 *
 * @param <C> what it is filled in from
 */
public final class GoTemplate<C> {
  private final String source;
  private final Dialect<C> dialect;
  private final List<Node> nodes;
  private final Map<String, List<Node>> templates;

  private GoTemplate(
      String source, Dialect<C> dialect, List<Node> nodes, Map<String, List<Node>> templates) {
    this.source = source;
    this.dialect = dialect;
    this.nodes = nodes;
    this.templates = templates;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException when it cannot be understood
   */
  public static <C> GoTemplate<C> parse(String source, Dialect<C> dialect) {
    Parser parser = new Parser(source, dialect.functions().keySet(), dialect.variableNames());
    List<Node> nodes = parser.parse();
    return new GoTemplate<>(source, dialect, nodes, parser.templates());
  }

  /** The text when nothing has to be filled in, else null. */
  public @Nullable String plain() {
    return switch (nodes.size()) {
      case 0 -> "";
      case 1 -> nodes.getFirst() instanceof Node.Text(String text) ? text : null;
      default -> null;
    };
  }

  /**
   * Fills the template in.
   *
   * @throws TemplateException when a function refuses its arguments, types do not fit, or a bound
   *     of the dialect is reached
   */
  public String render(C context) {
    String plain = plain();
    if (plain != null) {
      return plain;
    }
    try {
      return new Interpreter<>(source, templates, dialect, context).run(nodes);
    } catch (TemplateException e) {
      throw e.whileRunning();
    }
  }

  public String source() {
    return source;
  }
}
