package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.logstore.pipes.PipeTable;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.model.NumberText;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes tables: {@code kind}, {@code columns} and {@code rows}. */
final class TableJson {
  private TableJson() {}

  static void write(JsonGenerator json, PipeTable table) throws IOException {
    json.writeStringField("kind", table.kind().id());
    json.writeArrayFieldStart("columns");
    for (PipeTable.Column column : table.columns()) {
      json.writeStartObject();
      json.writeStringField("name", column.name());
      json.writeStringField("type", column.type().id());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("rows");
    for (List<@Nullable Cell> row : table.rows()) {
      json.writeStartArray();
      for (int i = 0; i < row.size(); i++) {
        boolean text = table.columns().get(i).type() == PipeTable.Type.STRING;
        write(json, row.get(i), text);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  /** Numbers in a column of text are text, so that a column is of one type. */
  private static void write(JsonGenerator json, @Nullable Cell cell, boolean text)
      throws IOException {
    if (cell == null) {
      json.writeNull();
    } else if (text) {
      json.writeString(cell.text());
    } else {
      write(json, cell);
    }
  }

  /** Writes a value as what it is; instants are decimal strings of nanoseconds. */
  static void write(JsonGenerator json, Cell cell) throws IOException {
    switch (cell) {
      case Cell.Whole whole -> json.writeNumber(whole.value());
      case Cell.Bucket bucket -> json.writeNumber(bucket.startMillis());
      case Cell.Flag flag -> json.writeBoolean(flag.value());
      case Cell.Real real when Double.isFinite(real.value()) ->
          json.writeNumber(NumberText.of(real.value()));
      default -> json.writeString(cell.text());
    }
  }
}
