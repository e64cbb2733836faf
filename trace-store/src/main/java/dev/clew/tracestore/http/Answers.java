package dev.clew.tracestore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.tracestore.QueryCost;
import java.io.IOException;

/** Parts that answers have in common. */
final class Answers {
  private Answers() {}

  /** Writes a row's value of a column. */
  @FunctionalInterface
  interface Cell {
    void write(int row) throws IOException;
  }

  static void column(JsonGenerator json, String name, int rows, Cell cell) throws IOException {
    json.writeArrayFieldStart(name);
    for (int row = 0; row < rows; row++) {
      cell.write(row);
    }
    json.writeEndArray();
  }

  static void stats(JsonGenerator json, QueryCost cost) throws IOException {
    json.writeObjectFieldStart("stats");
    json.writeNumberField("elapsedMillis", Math.round(cost.elapsedNanos() / 1e4) / 1e2);
    json.writeNumberField("scannedRows", cost.scannedRows());
    json.writeNumberField("scannedBlocks", cost.scannedBlocks());
    json.writeNumberField("skippedBlocks", cost.skippedBlocks());
    json.writeNumberField("bytesRead", cost.bytesRead());
    json.writeEndObject();
    if (cost.partial() != null) {
      json.writeObjectFieldStart("partial");
      json.writeStringField("reason", cost.partial());
      json.writeEndObject();
    }
  }
}
