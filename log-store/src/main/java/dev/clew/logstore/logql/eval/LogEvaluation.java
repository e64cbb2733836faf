package dev.clew.logstore.logql.eval;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.result.LogStream;
import dev.clew.logstore.logql.result.LogStream.LogEntry;
import dev.clew.logstore.logql.result.LogqlTail;
import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.Line.Origin;
import dev.clew.logstore.pipeline.Stage;
import dev.clew.model.Labels;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.Filter;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the lines of a log query. Belongs to one thread. */
public final class LogEvaluation implements LogqlTail {
  /** Of a line beside its characters: text, entry, place in a list. */
  private static final long LINE_BYTES = 80;

  private static final long STREAM_BYTES = 60;

  /** References, and texts of which those of attributes are not shared. */
  private static final long LABEL_BYTES = 80;

  private final QueryMemory memory = QueryMemory.current();
  private final Filter filter;
  private final RowLines lines;
  private final Stage stages;
  private int found;
  private final Map<LogStream, List<LogEntry>> streams = new LinkedHashMap<>();

  public LogEvaluation(LogStore store, StageCompiler compiler, Pruning pruning, LogQuery query) {
    this.filter = pruning.filter(query);
    this.lines = new RowLines(store.fields(), Projection.EVERYTHING);
    List<Stage> all = new ArrayList<>(Selectors.stages(query.selector()));
    all.addAll(compiler.compile(Pushdown.withoutExact(query).stages()));
    this.stages = Stage.all(all);
  }

  @Override
  public Filter filter() {
    return filter;
  }

  @Override
  public @Nullable LogStream offer(Row row) {
    Line line = lines.line(row);
    if (!stages.process(line)) {
      return null;
    }
    return stream(line).with(List.of(new LogEntry(line.timeNanos(), line.text())));
  }

  /** Whether the query wants a row of the filter. */
  public boolean wants(Row row) {
    return stages.process(lines.line(row));
  }

  /** The labels of a line, without the line. */
  private static LogStream stream(Line line) {
    return new LogStream(
        Labels.of(line.labels()),
        Labels.of(line.labels(Origin.STREAM)),
        Labels.of(line.labels(Origin.METADATA)),
        Labels.of(line.labels(Origin.PARSED)),
        line.empty(),
        List.of());
  }

  /** Collects lines up to the limit of the query. */
  public ScanReport run(LogStore store, RowQuery query) throws IOException {
    // The limit is of lines that the stages want, and any number of rows may be left out before.
    RowQuery all =
        new RowQuery(
            query.filter(),
            query.range(),
            Integer.MAX_VALUE,
            query.order(),
            query.after(),
            query.limits());
    return store.blocks().stream(
        all,
        row -> {
          Line line = lines.line(row);
          if (stages.process(line)) {
            memory.take(LINE_BYTES + line.text().length());
            streams
                .computeIfAbsent(stream(line), this::entries)
                .add(new LogEntry(line.timeNanos(), line.text()));
            found++;
          }
          return found < query.limit();
        });
  }

  private List<LogEntry> entries(LogStream stream) {
    memory.take(
        4 * STREAM_BYTES + (2L * stream.labels().size() + stream.empty().size()) * LABEL_BYTES);
    return new ArrayList<>();
  }

  /** What was found: streams by their labels, lines in the order that was asked for. */
  public List<LogStream> streams() {
    List<LogStream> all = new ArrayList<>();
    streams.forEach((stream, entries) -> all.add(stream.with(entries)));
    all.sort(Comparator.comparing(LogStream::labels));
    return all;
  }
}
