package dev.clew.tracestore;

import dev.clew.model.Attributes;
import dev.clew.model.SpanId;
import dev.clew.model.TraceId;
import dev.clew.model.TraceTree;
import dev.clew.model.memory.QueryMemory;
import dev.clew.storage.rows.Row;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the rows of one trace into columns and arranges them. Not thread-safe. */
final class SkeletonReader {
  /** Of a span: five numbers of 8 bytes and less for what all have. */
  private static final long COLUMN_BYTES = 42;

  /** Of a span while all are arranged: six places in the tree; a column twice is less. */
  private static final long TREE_BYTES = 24;

  /** Of a place in the table of what has come, of which at least half are free. */
  private static final long PLACE_BYTES = 4;

  /** Of a name, each kept once. */
  private static final long NAME_BYTES = 150;

  /** With the status: a span without a parent, and one that names itself. */
  private static final int STATUS = 0x0F;

  private static final int ROOT = 0x10;
  private static final int OWN = 0x20;

  private final QueryMemory memory = QueryMemory.current();
  private final SpanSchema schema;
  private final int most;

  /** Row of a span + 1, by span ID and kind; 0 for a free place. */
  private int[] places = new int[256];

  private final Map<String, Integer> serviceNumbers = new HashMap<>();
  private final List<String> serviceNames = new ArrayList<>();
  private final Map<String, Integer> clockNumbers = new HashMap<>();
  private final List<TraceSkeleton.Clock> clockNames = new ArrayList<>();
  private final List<Integer> serviceOfClock = new ArrayList<>();
  private final Map<String, Integer> nameNumbers = new HashMap<>();
  private final List<String> names = new ArrayList<>();
  private final Map<Altered, Concerned> altered = new EnumMap<>(Altered.class);
  private Attributes lastGroup = Attributes.EMPTY;
  private int lastClock = -1;
  private long[] spanId = new long[64];
  private long[] parentId = new long[64];
  private int[] clock = new int[64];
  private int[] name = new int[64];
  private byte[] kind = new byte[64];
  private long[] start = new long[64];
  private long[] duration = new long[64];
  private byte[] status = new byte[64];
  private final FewNumbers events = new FewNumbers();
  private final FewNumbers links = new FewNumbers();

  /** Of a span that came several times, how often it came again. */
  private final FewNumbers copies = new FewNumbers();

  private int rows;
  private boolean truncated;

  SkeletonReader(SpanSchema schema, int most) {
    this.schema = schema;
    this.most = most;
  }

  /** Spans that a warning is about. */
  private static final class Concerned {
    private final List<SpanId> examples = new ArrayList<>();
    private long spans;

    void add(long spanId) {
      spans++;
      if (examples.size() < TraceWarning.MOST_EXAMPLES) {
        examples.add(new SpanId(spanId));
      }
    }

    TraceWarning warning(TraceWarning.Kind kind, String message) {
      return new TraceWarning(kind, spans, message, examples);
    }
  }

  /** Takes a row; false when there are too many. */
  boolean add(Row row) {
    long id = row.number(schema.spanId);
    int spanKind = (int) row.number(schema.kind);
    int place = place(id, spanKind);
    if (places[place] == 0 && rows == most) {
      truncated = true;
      return false;
    }
    if (places[place] != 0) {
      int at = places[place] - 1;
      copies.set(at, copies.get(at) + 1);
      if (row.number(schema.durationNanos) > duration[at]) {
        // Sent before it had ended, and whole afterwards.
        set(at, row);
      }
      return true;
    }
    if (rows == spanId.length) {
      grow();
    }
    spanId[rows] = id;
    kind[rows] = (byte) spanKind;
    set(rows, row);
    places[place] = ++rows;
    if (rows * 2 > places.length) {
      growPlaces();
    }
    if (row.has(schema.altered)) {
      for (Altered one : Altered.in(row.number(schema.altered))) {
        altered.computeIfAbsent(one, first -> new Concerned()).add(id);
      }
    }
    return true;
  }

  private int place(long id, int spanKind) {
    int mask = places.length - 1;
    int place = (int) ((id * 0x9E3779B97F4A7C15L + spanKind) >>> 32) & mask;
    while (places[place] != 0
        && (spanId[places[place] - 1] != id || kind[places[place] - 1] != spanKind)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private void growPlaces() {
    memory.take(PLACE_BYTES * places.length);
    places = new int[places.length * 2];
    for (int row = 0; row < rows; row++) {
      places[place(spanId[row], kind[row])] = row + 1;
    }
  }

  private void set(int at, Row row) {
    group(row.group());
    parentId[at] = row.number(schema.parentSpanId);
    clock[at] = lastClock;
    name[at] = name(row.text(schema.name));
    start[at] = row.timeNanos();
    duration[at] = row.number(schema.durationNanos);
    status[at] = (byte) row.number(schema.status);
    events.set(at, (int) row.number(schema.events));
    links.set(at, (int) row.number(schema.links));
  }

  private int name(String text) {
    Integer known = nameNumbers.get(text);
    if (known == null) {
      memory.take(NAME_BYTES + text.length());
      known = names.size();
      names.add(text);
      nameNumbers.put(text, known);
    }
    return known;
  }

  @SuppressWarnings("ReferenceEquality") // only saves work: rows of one resource share the object
  private void group(Attributes group) {
    if (group == lastGroup && lastClock >= 0) {
      return;
    }
    lastGroup = group;
    String serviceName = TraceSearch.service(group);
    int service =
        serviceNumbers.computeIfAbsent(
            serviceName,
            added -> {
              serviceNames.add(added);
              return serviceNames.size() - 1;
            });
    String host = TraceSkeleton.host(group, "resource.");
    lastClock =
        clockNumbers.computeIfAbsent(
            serviceName + '\0' + host,
            added -> {
              clockNames.add(new TraceSkeleton.Clock(serviceName, host, 0));
              serviceOfClock.add(service);
              return clockNames.size() - 1;
            });
  }

  private void grow() {
    int capacity = rows * 2;
    memory.take(COLUMN_BYTES * rows);
    spanId = Arrays.copyOf(spanId, capacity);
    parentId = Arrays.copyOf(parentId, capacity);
    clock = Arrays.copyOf(clock, capacity);
    name = Arrays.copyOf(name, capacity);
    kind = Arrays.copyOf(kind, capacity);
    start = Arrays.copyOf(start, capacity);
    duration = Arrays.copyOf(duration, capacity);
    status = Arrays.copyOf(status, capacity);
  }

  /**
   * Arranges what was read; nothing is read after that.
   *
   * @param correct whether spans of clocks that are off stand where they should be
   */
  TraceSkeleton finish(TraceId traceId, boolean correct, QueryCost cost) {
    memory.give(PLACE_BYTES * (places.length - 256));
    places = new int[0];
    trim();
    memory.take((TREE_BYTES - Long.BYTES) * rows);
    TraceTree tree = TraceTree.of(spanId, parentId, start, kind);
    parentId = new long[0];
    arrange(tree.order());
    ClockSkew skew = new ClockSkew(clockNames.size(), tree.parent(), clock, kind, start, duration);
    List<TraceWarning> warnings = warnings(tree, cost);
    List<TraceSkeleton.Clock> clocks = new ArrayList<>();
    for (int i = 0; i < clockNames.size(); i++) {
      if (!skew.impossible(i).isEmpty()) {
        TraceSkeleton.Clock one = clockNames.get(i);
        clocks.add(new TraceSkeleton.Clock(one.service(), one.host(), skew.offsetNanos(i)));
        warnings.add(skewed(i, skew));
      }
    }
    long[] corrected = correct ? skew.corrected() : null;
    if (corrected != null) {
      start = corrected;
      tree = tree.at(start);
      arrange(tree.order());
    }
    // Of the tree the parents stay, in less room than the parents' IDs had.
    memory.give(TREE_BYTES * rows);
    long first = rows == 0 ? 0 : Long.MAX_VALUE;
    long last = rows == 0 ? 0 : Long.MIN_VALUE;
    for (int i = 0; i < rows; i++) {
      first = Math.min(first, start[i]);
      last = Math.max(last, start[i] + duration[i]);
    }
    return new TraceSkeleton(
        traceId,
        first,
        last - first,
        servicesByAppearance(),
        spanId,
        tree.parent(),
        clock,
        name,
        List.copyOf(names),
        kind,
        start,
        duration,
        status,
        events,
        links,
        copies,
        tree.orphans(),
        truncated,
        warnings,
        clocks,
        corrected != null,
        cost);
  }

  private void trim() {
    int spare = spanId.length - rows;
    for (int row = 0; row < rows; row++) {
      int root = parentId[row] == 0 ? ROOT : 0;
      int own = parentId[row] == spanId[row] ? OWN : 0;
      status[row] = (byte) ((status[row] & STATUS) | root | own);
    }
    clock = Arrays.copyOf(clock, rows);
    name = Arrays.copyOf(name, rows);
    duration = Arrays.copyOf(duration, rows);
    status = Arrays.copyOf(status, rows);
    memory.give(COLUMN_BYTES * Math.max(0, spare - 64));
    spanId = Arrays.copyOf(spanId, rows);
    parentId = Arrays.copyOf(parentId, rows);
    start = Arrays.copyOf(start, rows);
    kind = Arrays.copyOf(kind, rows);
  }

  /** Brings the columns into an order, one after the other. */
  private void arrange(int[] order) {
    spanId = longs(spanId, order);
    clock = ints(clock, order);
    name = ints(name, order);
    kind = bytes(kind, order);
    start = longs(start, order);
    duration = longs(duration, order);
    status = bytes(status, order);
    events.arrange(order);
    links.arrange(order);
    copies.arrange(order);
  }

  private List<TraceWarning> warnings(TraceTree tree, QueryCost cost) {
    List<TraceWarning> warnings = new ArrayList<>();
    if (truncated || cost.partial() != null) {
      String why = truncated ? "traces.max_trace_spans" : cost.partial();
      warnings.add(
          new TraceWarning(
              TraceWarning.Kind.TRUNCATED,
              rows,
              "there are more spans than these " + rows + " (" + why + ")",
              List.of()));
    }
    Concerned again = new Concerned();
    Concerned roots = new Concerned();
    Concerned orphans = new Concerned();
    Concerned own = new Concerned();
    long more = 0;
    for (int row = 0; row < rows; row++) {
      if (copies.get(row) > 0) {
        again.add(spanId[row]);
        more += copies.get(row);
      }
      if (tree.parent()[row] < 0) {
        Concerned top =
            (status[row] & ROOT) != 0 ? roots : (status[row] & OWN) != 0 ? own : orphans;
        top.add(spanId[row]);
      }
    }
    if (again.spans > 0) {
      String copy = more == 1 ? "1 copy" : more + " copies";
      warnings.add(
          again.warning(
              TraceWarning.Kind.COPIES,
              spans(again.spans) + " came more than once (" + copy + "): shown once"));
    }
    altered.forEach(
        (how, which) -> warnings.add(which.warning(how.kind, how.sentence(which.spans))));
    places(tree, roots, own, orphans, warnings);
    return warnings;
  }

  private static void places(
      TraceTree tree, Concerned roots, Concerned own, Concerned tops, List<TraceWarning> into) {
    if (tree.rings() > 0) {
      String rings = tree.rings() == 1 ? "1 ring" : tree.rings() + " rings";
      into.add(
          new TraceWarning(
              TraceWarning.Kind.CYCLE,
              tree.rings(),
              "the parents form " + rings + ": broken at the earliest span",
              List.of()));
    }
    if (own.spans > 0) {
      String named = own.spans == 1 ? " names itself" : " name themselves";
      into.add(
          own.warning(
              TraceWarning.Kind.SELF_PARENT,
              spans(own.spans) + named + " as parent: shown at the top level"));
    }
    if (roots.spans > 1) {
      into.add(
          roots.warning(TraceWarning.Kind.SEVERAL_ROOTS, roots.spans + " spans have no parent"));
    }
    if (tree.orphans() > 0) {
      String have = tree.orphans() == 1 ? " has" : " have";
      into.add(
          new TraceWarning(
              TraceWarning.Kind.MISSING_PARENT,
              tree.orphans(),
              spans(tree.orphans()) + have + " a parent that is not stored: shown at the top level",
              tree.rings() == 0 ? tops.examples : List.of()));
    }
  }

  private static String spans(long count) {
    return count == 1 ? "1 span" : count + " spans";
  }

  private TraceWarning skewed(int of, ClockSkew skew) {
    Concerned which = new Concerned();
    skew.impossible(of).forEach(row -> which.add(spanId[row]));
    String other = place(clockNames.get(clock[skew.caller(of)]));
    long offset = skew.offsetNanos(of);
    return which.warning(
        TraceWarning.Kind.CLOCK_SKEW,
        "the clock of "
            + place(clockNames.get(of))
            + " is about "
            + millis(Math.abs(offset))
            + (offset > 0 ? " behind" : " ahead of")
            + " that of "
            + other
            + ": "
            + spans(which.spans)
            + (which.spans == 1 ? " starts" : " start")
            + " before the call or after its end");
  }

  private static String millis(long nanos) {
    return nanos >= 10_000_000_000L
        ? Math.round(nanos / 1e9) + " s"
        : Math.round(nanos / 1e6) + " ms";
  }

  private static String place(TraceSkeleton.Clock clock) {
    return clock.host().isEmpty() ? clock.service() : clock.service() + " on " + clock.host();
  }

  /** Turns clocks into services, numbered in the order in which they begin. */
  private List<String> servicesByAppearance() {
    long[] first = new long[serviceNames.size()];
    Arrays.fill(first, Long.MAX_VALUE);
    for (int i = 0; i < rows; i++) {
      clock[i] = serviceOfClock.get(clock[i]);
      first[clock[i]] = Math.min(first[clock[i]], start[i]);
      status[i] &= STATUS;
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < first.length; i++) {
      order.add(i);
    }
    order.sort((a, b) -> Long.compare(first[a], first[b]));
    int[] newNumber = new int[serviceNames.size()];
    List<String> sorted = new ArrayList<>();
    for (int number : order) {
      newNumber[number] = sorted.size();
      sorted.add(serviceNames.get(number));
    }
    for (int i = 0; i < rows; i++) {
      clock[i] = newNumber[clock[i]];
    }
    return sorted;
  }

  private static long[] longs(long[] values, int[] order) {
    long[] sorted = new long[order.length];
    for (int i = 0; i < order.length; i++) {
      sorted[i] = values[order[i]];
    }
    return sorted;
  }

  private static int[] ints(int[] values, int[] order) {
    int[] sorted = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      sorted[i] = values[order[i]];
    }
    return sorted;
  }

  private static byte[] bytes(byte[] values, int[] order) {
    byte[] sorted = new byte[order.length];
    for (int i = 0; i < order.length; i++) {
      sorted[i] = values[order[i]];
    }
    return sorted;
  }
}
