package dev.clew.tracestore;

import dev.clew.model.Attributes;
import dev.clew.model.TraceId;
import dev.clew.model.TraceTree;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.block.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the rows of one trace into columns and arranges them. Not thread-safe. */
final class SkeletonReader {
  /**
   * Of a span: its columns twice (as read and as arranged), its places in the tree, and a name that
   * is often its own object.
   */
  private static final long SPAN_BYTES = 220;

  private final QueryMemory memory = QueryMemory.current();
  private final SpanSchema schema;
  private final int most;
  private final Map<String, Integer> serviceNumbers = new HashMap<>();
  private final List<String> serviceNames = new ArrayList<>();
  private Attributes lastGroup = Attributes.EMPTY;
  private int lastService = -1;
  private long[] spanId = new long[64];
  private long[] parentId = new long[64];
  private int[] service = new int[64];
  private String[] name = new String[64];
  private byte[] kind = new byte[64];
  private long[] start = new long[64];
  private long[] duration = new long[64];
  private byte[] status = new byte[64];
  private int[] events = new int[64];
  private int[] links = new int[64];
  private int rows;
  private boolean truncated;

  SkeletonReader(SpanSchema schema, int most) {
    this.schema = schema;
    this.most = most;
  }

  /** Takes a row; false when there are too many. */
  boolean add(Row row) {
    if (rows == most) {
      truncated = true;
      return false;
    }
    if (rows == spanId.length) {
      grow();
    }
    spanId[rows] = row.number(schema.spanId);
    parentId[rows] = row.number(schema.parentSpanId);
    service[rows] = service(row.group());
    name[rows] = row.text(schema.name);
    kind[rows] = (byte) row.number(schema.kind);
    start[rows] = row.timeNanos();
    duration[rows] = row.number(schema.durationNanos);
    status[rows] = (byte) row.number(schema.status);
    events[rows] = (int) row.number(schema.events);
    links[rows] = (int) row.number(schema.links);
    rows++;
    return true;
  }

  @SuppressWarnings("ReferenceEquality") // only saves work: rows of one resource share the object
  private int service(Attributes group) {
    if (group != lastGroup || lastService < 0) {
      lastGroup = group;
      lastService =
          serviceNumbers.computeIfAbsent(
              TraceSearch.service(group),
              added -> {
                serviceNames.add(added);
                return serviceNames.size() - 1;
              });
    }
    return lastService;
  }

  private void grow() {
    int capacity = rows * 2;
    memory.take(SPAN_BYTES * rows);
    spanId = Arrays.copyOf(spanId, capacity);
    parentId = Arrays.copyOf(parentId, capacity);
    service = Arrays.copyOf(service, capacity);
    name = Arrays.copyOf(name, capacity);
    kind = Arrays.copyOf(kind, capacity);
    start = Arrays.copyOf(start, capacity);
    duration = Arrays.copyOf(duration, capacity);
    status = Arrays.copyOf(status, capacity);
    events = Arrays.copyOf(events, capacity);
    links = Arrays.copyOf(links, capacity);
  }

  TraceSkeleton finish(TraceId traceId, QueryCost cost) {
    TraceTree tree =
        TraceTree.of(
            Arrays.copyOf(spanId, rows), Arrays.copyOf(parentId, rows), Arrays.copyOf(start, rows));
    int[] order = tree.order();
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < rows; i++) {
      first = Math.min(first, start[i]);
      last = Math.max(last, start[i] + duration[i]);
    }
    int[] newNumber = new int[serviceNames.size()];
    List<String> services = servicesByAppearance(newNumber);
    int[] sortedService = ints(service, order);
    for (int i = 0; i < rows; i++) {
      sortedService[i] = newNumber[sortedService[i]];
    }
    String[] sortedName = new String[rows];
    Arrays.setAll(sortedName, i -> name[order[i]]);
    return new TraceSkeleton(
        traceId,
        rows == 0 ? 0 : first,
        rows == 0 ? 0 : last - first,
        services,
        longs(spanId, order),
        tree.parent(),
        sortedService,
        sortedName,
        bytes(kind, order),
        longs(start, order),
        longs(duration, order),
        bytes(status, order),
        ints(events, order),
        ints(links, order),
        tree.orphans(),
        truncated,
        cost);
  }

  private List<String> servicesByAppearance(int[] newNumber) {
    long[] first = new long[serviceNames.size()];
    Arrays.fill(first, Long.MAX_VALUE);
    for (int i = 0; i < rows; i++) {
      first[service[i]] = Math.min(first[service[i]], start[i]);
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < first.length; i++) {
      order.add(i);
    }
    order.sort((a, b) -> Long.compare(first[a], first[b]));
    List<String> names = new ArrayList<>();
    for (int number : order) {
      newNumber[number] = names.size();
      names.add(serviceNames.get(number));
    }
    return names;
  }

  private static long[] longs(long[] values, int[] order) {
    return Arrays.stream(order).mapToLong(i -> values[i]).toArray();
  }

  private static int[] ints(int[] values, int[] order) {
    return Arrays.stream(order).map(i -> values[i]).toArray();
  }

  private static byte[] bytes(byte[] values, int[] order) {
    byte[] sorted = new byte[order.length];
    for (int i = 0; i < order.length; i++) {
      sorted[i] = values[order[i]];
    }
    return sorted;
  }
}
