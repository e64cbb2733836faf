package dev.clew.notation.template;

import java.util.Map;

/** Go's {@code map[string]string}: what is missing is empty. */
public record TextMap(Map<String, String> texts) implements TemplateValue {
  @Override
  public Object field(String name) {
    return texts.getOrDefault(name, "");
  }

  @Override
  public String typeName() {
    return "map[string]string";
  }

  @Override
  public Map<String, ?> asMap() {
    return texts;
  }
}
