package dev.clew.alerting.template;

import dev.clew.notation.template.FunctionException;
import dev.clew.notation.template.GoFormat;
import dev.clew.notation.template.TemplateValue;
import dev.clew.notation.template.TextMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the dot is in a rule's template at first. */
record Data(TemplateContext context) implements TemplateValue {
  @Override
  public Object field(String name) {
    return switch (name) {
      case "Labels" -> new TextMap(context.labels());
      case "ExternalLabels" -> new TextMap(context.site().externalLabels());
      case "ExternalURL" -> context.site().externalUrl();
      case "Value" -> context.value();
      default ->
          throw new FunctionException("can't evaluate field " + name + " in type " + typeName());
    };
  }

  @Override
  public String typeName() {
    return "struct";
  }

  @Override
  public @Nullable Map<String, ?> asMap() {
    return null;
  }

  @Override
  public String print() {
    return "{"
        + GoFormat.text(context.labels())
        + " "
        + GoFormat.text(context.site().externalLabels())
        + " "
        + context.site().externalUrl()
        + " "
        + GoFormat.text(context.value())
        + "}";
  }
}
