package dev.clew.logstore.pipes;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.logstore.pipes.flow.WholeRecord;
import dev.clew.model.AttributeValue;
import dev.clew.storage.rows.Row;
import org.jspecify.annotations.Nullable;

/** A log line as the store gives it. */
record StoredLine(LogStore store, Row row) implements PipeRow.Source {
  @Override
  public @Nullable Cell cell(String name) {
    if (name.equals("time")) {
      return new Cell.Time(row.timeNanos());
    }
    if (name.equals("id")) {
      return Cell.of(row.key().toString());
    }
    AttributeValue value = row.typedValue(name);
    return value == null ? null : Cell.of(value);
  }

  @Override
  public WholeRecord record() {
    return new WholeRecord(
        store.recordOf(row), row.has(store.fields().severityDetected), row.ids());
  }
}
