package dev.clew.metricsstore.cardinality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Supplier;

/**
 * Keeps the items with the greatest counts; among equal counts those that came first. Items are
 * made only when they are kept. Used by one thread.
 */
public final class TopItems<T> {
  private record Entry<T>(T item, long count, long order) {}

  private final int limit;
  private final PriorityQueue<Entry<T>> entries =
      new PriorityQueue<>(
          Comparator.<Entry<T>>comparingLong(Entry::count)
              .thenComparing(Comparator.<Entry<T>>comparingLong(Entry::order).reversed()));
  private long offered;

  public TopItems(int limit) {
    this.limit = limit;
  }

  public void offer(long count, Supplier<T> item) {
    offered++;
    if (limit == 0) {
      return;
    }
    if (entries.size() == limit) {
      if (count <= entries.element().count) {
        return;
      }
      entries.remove();
    }
    entries.add(new Entry<>(item.get(), count, offered));
  }

  /** The kept items, the greatest first. */
  public List<T> items() {
    List<Entry<T>> sorted = new ArrayList<>(entries);
    sorted.sort(
        Comparator.<Entry<T>>comparingLong(Entry::count)
            .reversed()
            .thenComparingLong(Entry::order));
    return sorted.stream().map(Entry::item).toList();
  }
}
