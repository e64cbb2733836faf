package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.logstore.pipes.flow.WholeRecord;
import dev.clew.model.CorrelationKeys;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object per line: a record as {@code /record} answers it, with {@code fields} when stages
 * made some; or the columns of a table.
 */
final class NdjsonExport implements ExportFormat {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().rootValueSeparator((String) null).build();

  private final JsonGenerator json;
  private final RecordJson records;
  private final CorrelationKeys keys;

  NdjsonExport(ExportStream out, CorrelationKeys keys) throws IOException {
    this.json = JSON.createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
    this.records = new RecordJson(json);
    this.keys = keys;
  }

  @Override
  public void write(PipeRow row) throws IOException {
    json.writeStartObject();
    WholeRecord whole = row.record();
    if (whole == null) {
      cells(row.made());
    } else {
      records.write(whole, keys);
      if (!row.made().isEmpty()) {
        json.writeObjectFieldStart("fields");
        cells(row.made());
        json.writeEndObject();
      }
    }
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private void cells(Map<String, @Nullable Cell> cells) throws IOException {
    for (Map.Entry<String, @Nullable Cell> field : cells.entrySet()) {
      Cell cell = field.getValue();
      json.writeFieldName(field.getKey());
      if (cell == null) {
        json.writeNull();
      } else {
        TableJson.write(json, cell);
      }
    }
  }

  @Override
  public void end(@Nullable String partial) throws IOException {
    if (partial != null) {
      json.writeStartObject();
      json.writeObjectFieldStart("partial");
      json.writeStringField("reason", partial);
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    json.flush();
  }
}
