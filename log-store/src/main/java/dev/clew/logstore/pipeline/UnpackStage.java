package dev.clew.logstore.pipeline;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes apart what collectors pack: a JSON object of labels, with the line itself as {@code
 * _entry}.
 */
public final class UnpackStage implements Stage {
  private static final String ENTRY = "_entry";

  @Override
  public boolean process(Line line) {
    if (line.text().isEmpty()) {
      return true;
    }
    String entry = null;
    List<String> pairs = new ArrayList<>();
    try (JsonParser json = JsonPath.FACTORY.createParser(line.text())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        line.fail(JsonStage.ERROR, "expecting json object(6), but it is not");
        return true;
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() != JsonToken.VALUE_STRING) {
          json.skipChildren();
        } else if (name.equals(ENTRY)) {
          entry = json.getText();
        } else {
          pairs.add(LabelNames.sanitize(name));
          pairs.add(json.getText());
        }
      }
    } catch (IOException e) {
      line.fail(JsonStage.ERROR, JsonPath.reason(e));
      return true;
    }
    if (entry != null) {
      line.text(entry);
      for (int i = 0; i < pairs.size(); i += 2) {
        line.extract(pairs.get(i), pairs.get(i + 1));
      }
    }
    return true;
  }
}
