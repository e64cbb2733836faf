package dev.clew.logstore.pipeline;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes some values of a JSON document labels; those that it has not are empty. */
public final class JsonFieldsStage implements Stage {
  private final List<Extraction> fields;
  private final List<JsonPath> paths;

  /**
   * @throws dev.clew.model.QueryException when an expression is wrong
   */
  public JsonFieldsStage(List<Extraction> fields) {
    this.fields = List.copyOf(fields);
    this.paths = fields.stream().map(field -> JsonPath.parse(field.expression())).toList();
  }

  @Override
  public boolean process(Line line) {
    String text = line.text();
    if (text.isEmpty()) {
      return true;
    }
    for (int i = 0; i < paths.size(); i++) {
      try {
        @Nullable String value = paths.get(i).find(text);
        String label = fields.get(i).label();
        if (value != null) {
          line.put(line.extracted(label), value);
        } else if (line.originOf(label) == null) {
          line.put(label, "");
        }
      } catch (IOException e) {
        line.fail(JsonStage.ERROR, JsonPath.reason(e));
        return true;
      }
    }
    return true;
  }
}
