package dev.clew.tracestore;

import dev.clew.storage.rows.RowKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of traces.
 *
 * @param next where the next page begins, null at the end
 */
public record TracePage(List<TraceSummary> traces, @Nullable RowKey next, QueryCost cost) {
  public TracePage {
    traces = List.copyOf(traces);
  }
}
