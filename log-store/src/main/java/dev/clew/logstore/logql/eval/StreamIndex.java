package dev.clew.logstore.logql.eval;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.logql.result.StreamTotals;
import dev.clew.logstore.pipeline.Line;
import dev.clew.logstore.pipeline.Line.Origin;
import dev.clew.logstore.pipeline.Stage;
import dev.clew.model.Attributes;
import dev.clew.model.Labels;
import dev.clew.model.TimeRange;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.RowVisitor;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Which streams there are in a range of time. Belongs to one thread. */
public final class StreamIndex {
  /** Of a stream: its map, its sorted labels, and their places in two sets. */
  private static final long STREAM_BYTES = 300;

  private static final long LABEL_BYTES = 120;

  private final LogStore store;
  private final TimeRange range;
  private final QueryLimits limits;
  private final Pruning pruning;
  private final Set<Map<String, String>> found = new HashSet<>();

  public StreamIndex(LogStore store, TimeRange range, QueryLimits limits) {
    this.store = store;
    this.range = range;
    this.limits = limits;
    this.pruning = Pruning.of(store, range);
  }

  private ScanReport scan(List<Matcher> selector, RowVisitor visitor) {
    try {
      return store.blocks().scan(pruning.filter(selector), range, limits, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Finds the streams of one more selector. */
  public void add(List<Matcher> selector) {
    Set<String> names = new HashSet<>();
    selector.forEach(matcher -> names.add(matcher.name()));
    RowLines lines = new RowLines(store.fields(), new Projection(false, Set.copyOf(names)));
    RowLines whole = new RowLines(store.fields(), new Projection(false, null));
    Stage stage = Stage.all(Selectors.stages(selector));
    IdentityHashMap<Attributes, Boolean> known = new IdentityHashMap<>();
    scan(
        selector,
        row -> {
          // Once one row of a group is wanted, its stream is, whatever the others are.
          Attributes group = row.group();
          if (!known.containsKey(group) && stage.process(lines.line(row))) {
            known.put(group, true);
            Map<String, String> labels = whole.line(row).labels(Origin.STREAM);
            QueryMemory.current().take(STREAM_BYTES + LABEL_BYTES * labels.size());
            found.add(labels);
          }
          return true;
        });
  }

  public List<Labels> streams() {
    Set<Labels> sorted = new TreeSet<>();
    found.forEach(labels -> sorted.add(Labels.of(labels)));
    return List.copyOf(sorted);
  }

  public StreamTotals totals(List<Matcher> selector) {
    RowLines lines = new RowLines(store.fields(), Projection.EVERYTHING);
    Stage stage = Stage.all(Selectors.stages(selector));
    long[] totals = new long[2];
    ScanReport report =
        scan(
            selector,
            row -> {
              Line line = lines.line(row);
              if (stage.process(line)) {
                found.add(line.labels(Origin.STREAM));
                totals[0]++;
                totals[1] += Utf8.length(line.text());
              }
              return true;
            });
    return new StreamTotals(found.size(), report.scannedBlocks(), totals[0], totals[1]);
  }
}
