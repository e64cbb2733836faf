package dev.clew.logstore.otlp;

import dev.clew.model.Attribute;
import dev.clew.model.AttributeValue;
import dev.clew.model.otlp.AnyValues;
import dev.clew.model.otlp.ProtoCursor;
import dev.clew.storage.block.life.RowWriter;
import java.nio.charset.StandardCharsets;

/**
 * Reads the body of a log record. A structured body is kept as JSON text; the correlation IDs among
 * its top-level fields are indexed, whether it was sent as a map or as text that is JSON.
 */
final class BodyReader {
  private final LogFields fields;
  private final JsonIds jsonIds;
  private final ProtoCursor nested = new ProtoCursor();

  /** The text that was read last. */
  private byte[] text = new byte[0];

  private int from;
  private int to;

  BodyReader(LogFields fields) {
    this.fields = fields;
    this.jsonIds = new JsonIds(fields.keys);
  }

  /** Forgets the body of the record before. */
  void reset() {
    to = from;
  }

  /** The severity that the body speaks of; 0 for none. */
  int severity() {
    return LineSeverity.of(text, from, to);
  }

  /** Reads the {@code AnyValue} whose bounds the cursor has entered. */
  void read(ProtoCursor cursor, RowWriter rows) {
    int start = cursor.position();
    int length = cursor.limit() - start;
    if (!cursor.next()) {
      return;
    }
    if (cursor.field() != 1) {
      structured(AnyValues.value(nested.reset(cursor.array(), start, length)), rows);
      cursor.skip();
      return;
    }
    int outer = cursor.enter();
    text = cursor.array();
    from = cursor.position();
    to = cursor.limit();
    rows.bytes(fields.body, text, from, to - from);
    if (to - from > 1 && text[from] == '{') {
      jsonIds.read(text, from, to, rows);
    }
    cursor.leave(outer);
  }

  private void structured(AttributeValue value, RowWriter rows) {
    text = value.asText().getBytes(StandardCharsets.UTF_8);
    from = 0;
    to = text.length;
    rows.bytes(fields.body, text, 0, to);
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
