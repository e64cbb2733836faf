package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What every query answer says about itself, and what every query may cost. */
final class AnswerReport {
  private AnswerReport() {}

  /** The default bounds; ended when the caller goes away. */
  static QueryLimits limits(ServiceRequestContext context) {
    return QueryLimits.DEFAULT.withCanceled(context::isCancelled);
  }

  /** Writes {@code stats} and, when a bound was hit, {@code partial}. */
  static void write(JsonGenerator json, ScanReport report) throws IOException {
    write(json, report, report.partial());
  }

  static void write(JsonGenerator json, ScanReport report, @Nullable String partial)
      throws IOException {
    json.writeObjectFieldStart("stats");
    json.writeNumberField("elapsedMillis", Math.round(report.elapsedNanos() / 1e3) / 1e3);
    json.writeNumberField("scannedRows", report.scannedRows());
    json.writeNumberField("scannedBlocks", report.scannedBlocks());
    json.writeNumberField("skippedBlocks", report.skippedBlocks());
    json.writeNumberField("bytesRead", report.bytesRead());
    json.writeEndObject();
    if (partial != null) {
      json.writeObjectFieldStart("partial");
      json.writeStringField("reason", partial);
      json.writeEndObject();
    }
  }
}
