package dev.clew.alerting.template;

import java.util.List;
import java.util.Map;

/**
 * A label or annotation of a rule, such as {@code {{ $labels.instance }} is down for {{
 * humanizeDuration $value }}}. Immutable and thread-safe.
 *
 * <p>Understood is what text/template of Go understands (pipelines, variables, {@code if}, {@code
 * with}, {@code range}, {@code define}, {@code template}, comparison, {@code printf}) and the
 * functions of Prometheus. Labels that are missing are empty, as with Prometheus.
 */
public final class Template {
  /** Prometheus defines these before each template. */
  static final List<String> VARIABLES =
      List.of("$", "$labels", "$externalLabels", "$externalURL", "$value");

  private final String source;
  private final List<Node> nodes;
  private final Map<String, List<Node>> templates;
  private final boolean plain;

  private Template(String source, List<Node> nodes, Map<String, List<Node>> templates) {
    this.source = source;
    this.nodes = nodes;
    this.templates = templates;
    this.plain = !source.contains("{{");
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException when it cannot be understood
   */
  public static Template parse(String source) {
    Parser parser = new Parser(source, Functions.names(), VARIABLES);
    List<Node> nodes = parser.parse();
    return new Template(source, nodes, parser.templates());
  }

  /**
   * Fills the template in.
   *
   * @throws TemplateException when a function refuses its arguments or types do not fit
   */
  public String render(TemplateContext context) {
    return plain ? source : new Interpreter(source, templates, context).run(nodes);
  }

  /** Whether nothing has to be filled in. */
  public boolean isPlain() {
    return plain;
  }

  public String source() {
    return source;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template template && source.equals(template.source);
  }

  @Override
  public int hashCode() {
    return source.hashCode();
  }

  @Override
  public String toString() {
    return source;
  }
}
