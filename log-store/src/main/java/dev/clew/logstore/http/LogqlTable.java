package dev.clew.logstore.http;

import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogStream;
import dev.clew.logstore.logql.result.LogqlResult;
import dev.clew.logstore.logql.result.LogqlStatistics;
import dev.clew.logstore.logql.result.LogqlValue;
import dev.clew.logstore.pipes.PipeEngine;
import dev.clew.logstore.pipes.PipeTable;
import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.model.seam.MetricSeries;
import dev.clew.storage.rows.ScanReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Answers of LogQL queries as tables: one column per label. */
final class LogqlTable {
  /** A selector, or a function or aggregation over one. */
  private static final Pattern LOGQL =
      Pattern.compile("(?si)\\s*(\\{.*|[a-z_]+\\s*(by\\s*\\(|without\\s*\\(|\\().*\\{.*)");

  /** As many steps as a chart shows well. */
  private static final int STEPS = 60;

  private final LogqlEngine engine;

  LogqlTable(LogqlEngine engine) {
    this.engine = engine;
  }

  /** Whether a text is LogQL, and not the search bar's notation. */
  static boolean isLogql(String text) {
    return LOGQL.matcher(text).matches();
  }

  PipeTable table(String query, PipeEngine.Request request) {
    if (engine.isLogQuery(query)) {
      LogqlResult lines =
          engine.logs(query, request.range(), request.limit(), request.order(), request.limits());
      return lines(lines);
    }
    long start = request.range().startNanos();
    long end = request.range().endNanos();
    long step =
        Math.max(
            1_000_000_000L, Math.ceilDiv(end - start, STEPS * 1_000_000_000L) * 1_000_000_000L);
    LogqlResult result = engine.range(query, start, end, step, request.limits());
    return series(result, request.limit());
  }

  private static PipeTable lines(LogqlResult result) {
    List<LogStream> streams = ((LogqlValue.Streams) result.value()).streams();
    TreeSet<String> labels = new TreeSet<>();
    streams.forEach(stream -> labels.addAll(stream.labels().asMap().keySet()));
    List<PipeTable.Column> columns = new ArrayList<>();
    columns.add(new PipeTable.Column("time", PipeTable.Type.TIME));
    labels.forEach(label -> columns.add(new PipeTable.Column(label, PipeTable.Type.STRING)));
    columns.add(new PipeTable.Column("line", PipeTable.Type.STRING));
    List<List<@Nullable Cell>> rows = new ArrayList<>();
    for (LogStream stream : streams) {
      for (LogStream.LogEntry entry : stream.entries()) {
        List<@Nullable Cell> row = new ArrayList<>();
        row.add(new Cell.Time(entry.timeNanos()));
        addLabels(row, labels, stream.labels().asMap());
        row.add(Cell.of(entry.line()));
        rows.add(row);
      }
    }
    rows.sort(Comparator.comparing(LogqlTable::time, Cell::compare).reversed());
    return table(PipeTable.Kind.TABLE, columns, rows, result.statistics(), null);
  }

  private static Cell time(List<@Nullable Cell> row) {
    return Objects.requireNonNull(row.getFirst());
  }

  private static void addLabels(
      List<@Nullable Cell> row, Set<String> labels, Map<String, String> values) {
    for (String label : labels) {
      String value = values.get(label);
      row.add(value == null ? null : Cell.of(value));
    }
  }

  private static PipeTable series(LogqlResult result, int limit) {
    List<MetricSeries> series = ((LogqlValue.Matrix) result.value()).series();
    TreeSet<String> labels = new TreeSet<>();
    series.forEach(one -> labels.addAll(one.labels().asMap().keySet()));
    List<PipeTable.Column> columns = new ArrayList<>();
    columns.add(new PipeTable.Column("time", PipeTable.Type.TIME));
    labels.forEach(label -> columns.add(new PipeTable.Column(label, PipeTable.Type.STRING)));
    columns.add(new PipeTable.Column("value", PipeTable.Type.DOUBLE));
    List<List<@Nullable Cell>> rows = new ArrayList<>();
    for (MetricSeries one : series) {
      long[] times = one.timesMillis();
      double[] values = one.values();
      for (int i = 0; i < times.length; i++) {
        List<@Nullable Cell> row = new ArrayList<>();
        row.add(new Cell.Bucket(times[i]));
        addLabels(row, labels, one.labels().asMap());
        row.add(new Cell.Real(values[i]));
        rows.add(row);
      }
    }
    rows.sort(Comparator.comparing(LogqlTable::time, Cell::compare));
    String cut = null;
    if (rows.size() > limit) {
      cut = "Only " + limit + " of " + rows.size() + " points are shown.";
      rows = rows.subList(0, limit);
    }
    return table(PipeTable.Kind.SERIES, columns, rows, result.statistics(), cut);
  }

  private static PipeTable table(
      PipeTable.Kind kind,
      List<PipeTable.Column> columns,
      List<List<@Nullable Cell>> rows,
      LogqlStatistics cost,
      @Nullable String cut) {
    ScanReport report =
        new ScanReport(
            cost.rows(),
            cost.scannedRows(),
            (int) cost.scannedBlocks(),
            (int) cost.skippedBlocks(),
            cost.bytesRead(),
            cost.elapsedNanos(),
            cost.partial(),
            null);
    return new PipeTable(kind, columns, rows, report, cut == null ? cost.partial() : cut);
  }
}
