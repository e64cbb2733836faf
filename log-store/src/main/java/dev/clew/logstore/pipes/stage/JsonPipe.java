package dev.clew.logstore.pipes.stage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import java.io.IOException;
import java.io.StringWriter;
import java.util.function.Consumer;

/**
 * {@code json from payload prefix p.}: the values of a JSON object as fields; names of nested
 * objects are joined by dots, arrays stay JSON. {@code unpack} does the same of the whole body and
 * makes {@code _entry} the body, as Promtail packs lines. A text that is no JSON object is left
 * alone.
 */
public record JsonPipe(String source, String prefix, boolean entryIsBody) implements Pipe {
  private static final JsonFactory JSON = new JsonFactory();

  /** Wider objects are data, not log lines. */
  private static final int MOST_FIELDS = 1000;

  private static final int DEEPEST = 20;

  public static JsonPipe parse(PipeReader reader) {
    String source = reader.source();
    return new JsonPipe(source, reader.takeIf("prefix") ? reader.field() : "", false);
  }

  public static JsonPipe parseUnpack(PipeReader reader) {
    return new JsonPipe(reader.source(), "", true);
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return RowFlow.each(next, this::extract);
  }

  private void extract(PipeRow row) {
    String text = row.text(source);
    int start = 0;
    while (start < text.length() && text.charAt(start) <= ' ') {
      start++;
    }
    if (start == text.length() || text.charAt(start) != '{') {
      return;
    }
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      object(json, prefix, row, new int[] {MOST_FIELDS}, 0);
    } catch (IOException e) {
      // What was read before the fault stays: lines are cut off at the end.
    }
    if (entryIsBody) {
      Cell entry = row.made().get("_entry");
      if (entry != null) {
        row.remove("_entry");
        row.put("body", entry);
      }
    }
  }

  private static void object(JsonParser json, String path, PipeRow row, int[] left, int depth)
      throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = path + json.currentName();
      JsonToken token = json.nextToken();
      if (token == JsonToken.START_OBJECT && depth < DEEPEST) {
        object(json, name + ".", row, left, depth + 1);
      } else if (left[0]-- > 0 && token != null) {
        row.put(name, value(json, token));
      } else {
        json.skipChildren();
      }
    }
  }

  private static Cell value(JsonParser json, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_TRUE -> new Cell.Flag(true);
      case VALUE_FALSE -> new Cell.Flag(false);
      case VALUE_NUMBER_INT ->
          json.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? Cell.of(json.getText())
              : new Cell.Whole(json.getLongValue());
      case VALUE_NUMBER_FLOAT -> new Cell.Real(json.getDoubleValue());
      case START_ARRAY, START_OBJECT -> Cell.of(copy(json));
      case VALUE_NULL -> Cell.of("");
      default -> Cell.of(json.getText());
    };
  }

  private static String copy(JsonParser json) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = JSON.createGenerator(text)) {
      generator.copyCurrentStructure(json);
    }
    return text.toString();
  }

  @Override
  public void reads(Consumer<String> field) {
    field.accept(source);
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public String toString() {
    return (entryIsBody ? "unpack" : "json")
        + (source.equals("body") ? "" : " from " + PipeReader.shown(source))
        + (prefix.isEmpty() ? "" : " prefix " + PipeReader.shown(prefix));
  }
}
