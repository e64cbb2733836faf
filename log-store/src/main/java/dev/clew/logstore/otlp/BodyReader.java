package dev.clew.logstore.otlp;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.ProtoCursor;
import dev.clew.storage.block.RowWriter;
import java.nio.charset.StandardCharsets;

/**
 * Reads the body of a log record. A structured body is kept as JSON text; the correlation IDs among
 * its top-level fields are indexed, whether it was sent as a map or as text that is JSON.
 */
final class BodyReader {
  private final LogFields fields;
  private final JsonIds jsonIds;
  private final ProtoCursor nested = new ProtoCursor();

  BodyReader(LogFields fields) {
    this.fields = fields;
    this.jsonIds = new JsonIds(fields.keys);
  }

  /** Reads the {@code AnyValue} whose bounds the cursor has entered. */
  void read(ProtoCursor cursor, RowWriter rows) {
    int from = cursor.position();
    int length = cursor.limit() - from;
    if (!cursor.next()) {
      return;
    }
    if (cursor.field() != 1) {
      structured(AnyValues.value(nested.reset(cursor.array(), from, length)), rows);
      cursor.skip();
      return;
    }
    int outer = cursor.enter();
    int textFrom = cursor.position();
    int textTo = cursor.limit();
    rows.bytes(fields.body, cursor.array(), textFrom, textTo - textFrom);
    if (textTo - textFrom > 1 && cursor.array()[textFrom] == '{') {
      jsonIds.read(cursor.array(), textFrom, textTo, rows);
    }
    cursor.leave(outer);
  }

  private void structured(AttributeValue value, RowWriter rows) {
    byte[] text = value.asText().getBytes(StandardCharsets.UTF_8);
    rows.bytes(fields.body, text, 0, text.length);
    if (value instanceof AttributeValue.Entries entries) {
      for (Attribute field : entries.attributes()) {
        String key = fields.keys.nameOf(field.key());
        String id = field.value().asText();
        if (key != null && !id.isEmpty()) {
          rows.idTerm(key, id);
        }
      }
    }
  }
}
