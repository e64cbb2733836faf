package dev.clew.alerting.template;

import dev.clew.notation.template.Dialect;
import dev.clew.notation.template.GoTemplate;
import dev.clew.notation.template.TemplateException;
import dev.clew.notation.template.TextMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A label or annotation of a rule, such as {@code {{ $labels.instance }} is down for {{
 * humanizeDuration $value }}}: a {@link GoTemplate} with the functions of Prometheus. Immutable and
 * thread-safe. Labels that are missing are empty, as with Prometheus.
 */
public final class Template {
  /** No label or annotation is worth more. */
  private static final int LONGEST = 64 * 1024;

  private static final Dialect.Limits LIMITS =
      new Dialect.Limits(LONGEST, 64L * LONGEST, 1_000_000);

  private static final Dialect<TemplateContext> DIALECT =
      new Dialect<>(Functions.ALL, Data::new, variables(), LIMITS);

  private final GoTemplate<TemplateContext> template;

  private Template(GoTemplate<TemplateContext> template) {
    this.template = template;
  }

  /** Prometheus defines these before each template. */
  private static Map<String, Function<TemplateContext, @Nullable Object>> variables() {
    Map<String, Function<TemplateContext, @Nullable Object>> variables = new LinkedHashMap<>();
    variables.put("$labels", context -> new TextMap(context.labels()));
    variables.put("$externalLabels", context -> new TextMap(context.site().externalLabels()));
    variables.put("$externalURL", context -> context.site().externalUrl());
    variables.put("$value", TemplateContext::value);
    return variables;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateException when it cannot be understood
   */
  public static Template parse(String source) {
    return new Template(GoTemplate.parse(source, DIALECT));
  }

  /**
   * Fills the template in.
   *
   * @throws TemplateException when a function refuses its arguments or types do not fit
   */
  public String render(TemplateContext context) {
    return template.render(context);
  }

  /** Whether nothing has to be filled in. */
  public boolean isPlain() {
    return !source().contains("{{");
  }

  public String source() {
    return template.source();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template that && source().equals(that.source());
  }

  @Override
  public int hashCode() {
    return source().hashCode();
  }

  @Override
  public String toString() {
    return source();
  }
}
