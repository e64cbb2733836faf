package dev.clew.tracestore;

import dev.clew.model.Attributes;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Resource;
import dev.clew.model.SpanStatus;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.Filter;
import dev.clew.storage.block.BlockStore;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the traces of which a span matches, in the order of their newest matching span. Matching
 * spans are visited newest first; whenever some new traces have come up, all of their spans are
 * read by trace ID and added up. A trace whose newest matching span lies before the page's start
 * was on an earlier page and is left out. For one search; not thread-safe.
 */
final class TraceSearch {
  /** Matching spans visited per step: enough for a page of traces with some spans each. */
  private static final int STEP = 2_000;

  /** Steps per page: a query that matches long traces only gives short pages, not long waits. */
  private static final int MOST_STEPS = 50;

  /** Traces read at once: the filter names each of them. */
  private static final int TRACES_AT_ONCE = 100;

  /** Of a trace that was seen: ID, key, map entry; and its sum with its services. */
  private static final long TRACE_BYTES = 500;

  private final BlockStore store;
  private final SpanSchema schema;
  private final Filter filter;
  private final TimeRange range;
  private final QueryLimits limits;
  private QueryCost cost = QueryCost.NONE;

  TraceSearch(
      BlockStore store, SpanSchema schema, Filter filter, TimeRange range, QueryLimits limits) {
    this.store = store;
    this.schema = schema;
    this.filter = filter;
    this.range = range;
    this.limits = limits;
  }

  TracePage page(int limit, @Nullable RowKey after) throws IOException {
    List<TraceSummary> found = new ArrayList<>();
    Map<TraceId, RowKey> seen = new HashMap<>();
    QueryMemory memory = QueryMemory.current();
    RowKey next = after;
    for (int step = 0; step < MOST_STEPS; step++) {
      List<TraceId> candidates = new ArrayList<>();
      int room = Math.min(TRACES_AT_ONCE, limit - found.size());
      ScanReport report =
          store.search(
              new RowQuery(filter, range, STEP, RowQuery.Order.NEWEST_FIRST, next, limits),
              row -> {
                TraceId traceId = traceId(row);
                if (seen.putIfAbsent(traceId, row.key()) == null) {
                  memory.take(TRACE_BYTES);
                  candidates.add(traceId);
                }
                return candidates.size() < room;
              });
      cost = cost.plus(report);
      next = report.next();
      for (Sum sum : read(candidates).values()) {
        if (sum.spans > 0 && (after == null || !sum.isAhead(after))) {
          found.add(sum.summary());
        }
      }
      if (next == null || found.size() >= limit || report.partial() != null) {
        break;
      }
    }
    return new TracePage(found, next, cost);
  }

  private TraceId traceId(Row row) {
    return new TraceId(row.idHigh(schema.traceId), row.idLow(schema.traceId));
  }

  private Map<TraceId, Sum> read(List<TraceId> traceIds) throws IOException {
    Map<TraceId, Sum> sums = new LinkedHashMap<>();
    if (traceIds.isEmpty()) {
      return sums;
    }
    traceIds.forEach(traceId -> sums.put(traceId, new Sum(traceId)));
    List<Filter> each = new ArrayList<>();
    traceIds.forEach(id -> each.add(new Filter.Carries(CorrelationKeys.TRACE_ID, id.toString())));
    Filter ofTraces = each.size() == 1 ? each.getFirst() : new Filter.Or(each);
    boolean all = filter instanceof Filter.All;
    cost =
        cost.plus(
            store.scan(
                ofTraces,
                TimeRange.ALL,
                limits,
                row -> {
                  Sum sum = sums.get(traceId(row));
                  if (sum != null) {
                    sum.add(row);
                    if (all && range.contains(row.timeNanos())) {
                      sum.match(row);
                    }
                  }
                  return true;
                }));
    if (!all) {
      cost =
          cost.plus(
              store.scan(
                  Filter.and(ofTraces, filter),
                  range,
                  limits,
                  row -> {
                    Sum sum = sums.get(traceId(row));
                    if (sum != null) {
                      sum.match(row);
                    }
                    return true;
                  }));
    }
    return sums;
  }

  /** A trace while its spans are added up. */
  private final class Sum {
    private final TraceId traceId;
    private final Map<String, Long> firstOfService = new HashMap<>();
    private final SpanIndex seen = new SpanIndex();
    private final SpanIndex wanted = new SpanIndex();
    private int spans;
    private int errors;
    private int matched;
    private long start = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;
    private boolean complete;
    private long rootStart = Long.MAX_VALUE;
    private String rootService = "";
    private String rootName = "";
    private @Nullable RowKey newest;

    Sum(TraceId traceId) {
      this.traceId = traceId;
    }

    void add(Row row) {
      if (seen.add(row.number(schema.spanId), (int) row.number(schema.kind)) < spans) {
        return; // a copy
      }
      long time = row.timeNanos();
      String service = service(row.group());
      boolean root = row.number(schema.parentSpanId) == 0;
      spans++;
      errors += SpanStatus.ofNumber((int) row.number(schema.status)) == SpanStatus.ERROR ? 1 : 0;
      start = Math.min(start, time);
      end = Math.max(end, time + row.number(schema.durationNanos));
      firstOfService.merge(service, time, Math::min);
      if (root == complete ? time < rootStart : root) {
        complete = root;
        rootStart = time;
        rootService = service;
        rootName = row.text(schema.name);
      }
    }

    void match(Row row) {
      if (wanted.add(row.number(schema.spanId), (int) row.number(schema.kind)) == matched) {
        matched++;
      }
      RowKey key = row.key();
      if (newest == null || key.compareTo(newest) > 0) {
        newest = key;
      }
    }

    boolean isAhead(RowKey after) {
      return newest != null && newest.compareTo(after) >= 0;
    }

    TraceSummary summary() {
      List<String> services =
          firstOfService.entrySet().stream()
              .sorted(
                  Map.Entry.<String, Long>comparingByValue()
                      .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
              .map(Map.Entry::getKey)
              .toList();
      return new TraceSummary(
          traceId,
          rootService,
          rootName,
          start,
          end - start,
          spans,
          errors,
          services,
          matched,
          complete);
    }
  }

  static String service(Attributes group) {
    String name = group.text(SpanSchema.SERVICE);
    return name == null || name.isEmpty() ? Resource.UNKNOWN_SERVICE : name;
  }
}
