package dev.clew.logstore.pipeline;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Makes every value of a JSON object a label; names of nested objects are joined by underscores.
 * Arrays are left out.
 */
public final class JsonStage implements Stage {
  static final String ERROR = "JSONParserErr";

  @Override
  public boolean process(Line line) {
    try (JsonParser json = JsonPath.FACTORY.createParser(line.text())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        line.fail(ERROR, "expecting json object(6), but it is not");
      } else {
        object(json, "", line);
      }
    } catch (IOException e) {
      line.fail(ERROR, JsonPath.reason(e));
    }
    return true;
  }

  private static void object(JsonParser json, String prefix, Line line) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = LabelNames.sanitize(prefix + json.currentName());
      switch (json.nextToken()) {
        case START_OBJECT -> object(json, name + "_", line);
        case START_ARRAY -> json.skipChildren();
        case VALUE_NULL -> {}
        default -> line.extract(name, json.getText());
      }
    }
  }
}
