package dev.clew.metricsstore.head;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is too rare and too large for arrays (histograms, exemplars), in order by series. */
final class EntryLog<T> {
  private final TreeMap<Integer, List<T>> bySeries = new TreeMap<>();
  private final List<Integer> order = new ArrayList<>();

  int size() {
    return order.size();
  }

  void add(int series, T entry) {
    bySeries.computeIfAbsent(series, key -> new ArrayList<>(2)).add(entry);
    order.add(series);
  }

  /** Takes back all entries but the first ones. */
  void truncate(int newSize) {
    while (order.size() > newSize) {
      int series = order.removeLast();
      List<T> entries = entries(series);
      entries.removeLast();
      if (entries.isEmpty()) {
        bySeries.remove(series);
      }
    }
  }

  /** In the order in which they came. */
  List<T> entries(int series) {
    return bySeries.getOrDefault(series, Collections.emptyList());
  }

  /** All entries, series ascending. */
  Map<Integer, List<T>> all() {
    return bySeries;
  }
}
