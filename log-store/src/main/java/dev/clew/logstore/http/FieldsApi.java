package dev.clew.logstore.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.scan.BlockFacts;
import dev.clew.storage.block.scan.BlockSlice;
import dev.clew.storage.block.scan.SliceVisitor;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.rows.FieldSummary;
import dev.clew.storage.rows.ScanReport;
import dev.clew.web.Parameters;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /fields}: which fields log lines have, and how many of the lines. */
final class FieldsApi {
  private final LogStore store;
  private final LogqlEngine logql;
  private final Clock clock;
  private final FieldCatalog catalog;

  FieldsApi(LogStore store, LogqlEngine logql, Clock clock) {
    this.logql = logql;
    this.store = store;
    this.clock = clock;
    this.catalog = new FieldCatalog(store);
  }

  /** Counts rows without reading more of them than it must. */
  private static final class RowCounter implements SliceVisitor {
    private long rows;

    @Override
    public boolean visit(BlockSlice slice) {
      rows += slice.rows().cardinality();
      return true;
    }

    @Override
    public boolean visitWhole(BlockFacts block) {
      rows += block.rows();
      return true;
    }
  }

  void fields(ServiceRequestContext context, JsonGenerator json) throws IOException {
    Parameters parameters = new Parameters(context, clock);
    TimeRange range = parameters.range();
    Filter filter = QueryText.filter(logql, parameters, range);
    boolean exact = !(filter instanceof Filter.All);
    if (exact) {
      exact(context, filter, range, json);
      return;
    }
    RowCounter counter = new RowCounter();
    ScanReport report = store.blocks().slices(filter, range, AnswerReport.limits(context), counter);
    write(json, catalog.byName(range), counter.rows, false);
    AnswerReport.write(json, report);
  }

  private void exact(
      ServiceRequestContext context, Filter filter, TimeRange range, JsonGenerator json)
      throws IOException {
    Map<ColumnKey, Long> counts = new HashMap<>();
    RowCounter counter = new RowCounter();
    ScanReport report =
        store
            .blocks()
            .slices(
                filter,
                range,
                AnswerReport.limits(context),
                slice -> {
                  slice.countFields((key, rows) -> counts.merge(key, rows, Long::sum));
                  return counter.visit(slice);
                });
    write(json, byName(counts), counter.rows, true);
    AnswerReport.write(json, report);
  }

  /** Fields of several types stand once, with the most frequent one. */
  private Map<String, FieldSummary> byName(Map<ColumnKey, Long> counts) {
    List<Map.Entry<ColumnKey, Long>> sorted =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<ColumnKey, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(entry -> entry.getKey().name()))
            .toList();
    Map<String, FieldSummary> byName = new LinkedHashMap<>();
    for (Map.Entry<ColumnKey, Long> entry : sorted) {
      String name = catalog.shown(entry.getKey().name());
      if (name != null) {
        FieldSummary field = new FieldSummary(name, entry.getKey().type(), entry.getValue());
        byName.merge(name, field, (a, b) -> new FieldSummary(name, a.type(), a.rows() + b.rows()));
      }
    }
    return byName;
  }

  private static void write(
      JsonGenerator json, Map<String, FieldSummary> fields, long rows, boolean exact)
      throws IOException {
    json.writeArrayFieldStart("fields");
    for (Map.Entry<String, FieldSummary> field : fields.entrySet()) {
      long have = Math.min(rows, field.getValue().rows());
      json.writeStartObject();
      json.writeStringField("name", field.getKey());
      json.writeStringField("type", FieldCatalog.type(field.getValue().type()));
      json.writeNumberField("rows", have);
      json.writeNumberField("coverage", rows == 0 ? 0 : Math.round(1e4 * have / rows) / 1e4);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("rows", rows);
    json.writeBooleanField("exact", exact);
  }
}
