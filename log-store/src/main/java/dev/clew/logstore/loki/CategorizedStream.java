package dev.clew.logstore.loki;

import dev.clew.logstore.logql.result.LogStream;
import dev.clew.model.Labels;
import dev.clew.storage.rows.RowQuery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A stream by the labels that identify it; each line knows the labels that are its own.
 *
 * @param items in the order of the result
 */
record CategorizedStream(Labels labels, List<Item> items) {
  /**
   * @param of where the line's own labels are
   */
  record Item(LogStream.LogEntry entry, LogStream of) {}

  static List<CategorizedStream> join(List<LogStream> streams, RowQuery.Order order) {
    Map<Labels, List<Item>> byLabels = new LinkedHashMap<>();
    for (LogStream stream : streams) {
      List<Item> items = byLabels.computeIfAbsent(stream.stream(), labels -> new ArrayList<>());
      stream.entries().forEach(entry -> items.add(new Item(entry, stream)));
    }
    Comparator<Item> byTime = Comparator.comparingLong(item -> item.entry().timeNanos());
    List<CategorizedStream> joined = new ArrayList<>();
    byLabels.forEach((labels, items) -> {
      items.sort(order == RowQuery.Order.NEWEST_FIRST ? byTime.reversed() : byTime);
      joined.add(new CategorizedStream(labels, items));
    });
    return joined;
  }
}
