package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.Line;
import dev.clew.notation.template.TemplateValue;
import java.util.Map;

/** The labels of a line, which the dot is at first; what is missing is empty. */
record LineLabels(Line line) implements TemplateValue {
  @Override
  public Object field(String name) {
    return line.label(name);
  }

  @Override
  public String typeName() {
    return "map[string]string";
  }

  @Override
  public Map<String, ?> asMap() {
    return line.labels();
  }
}
