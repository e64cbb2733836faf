package dev.clew.alerting.template;

import dev.clew.notation.template.FunctionException;
import dev.clew.notation.template.GoFormat;
import dev.clew.notation.template.TemplateValue;
import dev.clew.notation.template.TextMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code query} gives to a template: {@code .Labels.job} and {@code .Value}. */
record QuerySample(Map<String, String> labels, double value) implements TemplateValue {
  @Override
  public Object field(String name) {
    return switch (name) {
      case "Labels" -> new TextMap(labels);
      case "Value" -> value;
      default ->
          throw new FunctionException("can't evaluate field " + name + " in type " + typeName());
    };
  }

  @Override
  public String typeName() {
    return "*template.sample";
  }

  @Override
  public @Nullable Map<String, ?> asMap() {
    return null;
  }

  @Override
  public String print() {
    return "{" + GoFormat.text(labels) + " " + GoFormat.text(value) + "}";
  }
}
