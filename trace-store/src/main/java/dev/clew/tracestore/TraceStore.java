package dev.clew.tracestore;

import dev.clew.model.Attributes;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Resource;
import dev.clew.model.Signal;
import dev.clew.model.Span;
import dev.clew.model.SpanId;
import dev.clew.model.SpanKind;
import dev.clew.model.SpanStatus;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.health.Incidents;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.Filter;
import dev.clew.model.seam.OtlpSink;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.model.seam.TraceQueries;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import dev.clew.storage.block.BlockSightings;
import dev.clew.storage.block.BlockStore;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.buffer.BufferConsumer;
import dev.clew.storage.rows.Facets;
import dev.clew.storage.rows.FieldSummary;
import dev.clew.storage.rows.Histogram;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.RowVisitor;
import dev.clew.storage.rows.ScanReport;
import dev.clew.tracestore.otlp.SpanReader;
import dev.clew.tracestore.red.FoldedNames;
import dev.clew.tracestore.red.SpanMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Keeps spans, finds them and their traces, and derives request metrics from them. Fed by one
 * thread through {@link BufferConsumer}; all queries are thread-safe and see every span whose
 * {@link #ingest} has returned.
 *
 * <p>Spans and the counters of the span metrics are committed in one step, see {@link
 * RedStateFiles}: killed at any instant, each span is found once and counts once.
 */
public final class TraceStore implements BufferConsumer, TraceQueries, AutoCloseable {
  /** More copies of one span need not be counted. */
  private static final int MOST_COPIES = 1000;

  private final TraceStoreConfig config;
  private final CorrelationKeys keys;
  private final SpanSchema schema;
  private final BlockStore store;
  private final RedStateFiles states;
  private final SpanMetricsWriter metrics;
  private final ScheduledExecutorService scheduler;
  private final SpanReader reader = new SpanReader();
  private long lastPosition;
  private boolean ingestedSinceAsked;
  private final AtomicLong invalidSpans = new AtomicLong();

  private TraceStore(
      TraceStoreConfig config,
      CorrelationKeys keys,
      SpanSchema schema,
      BlockStore store,
      RedStateFiles states,
      SpanMetricsWriter metrics) {
    this.config = config;
    this.keys = keys;
    this.schema = schema;
    this.store = store;
    this.states = states;
    this.metrics = metrics;
    this.lastPosition = store.committedPosition();
    this.scheduler =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("span-metrics").daemon().factory());
  }

  /**
   * Opens the store in a directory of its own, and creates it when needed.
   *
   * @param sink takes the span metrics
   */
  public static TraceStore open(
      TraceStoreConfig config, Path directory, CorrelationKeys keys, OtlpSink sink, Clock clock)
      throws IOException {
    return open(config, directory, keys, sink, clock, Incidents.NONE);
  }

  /**
   * The same.
   *
   * @param incidents where the store says what is wrong with it
   */
  public static TraceStore open(
      TraceStoreConfig config,
      Path directory,
      CorrelationKeys keys,
      OtlpSink sink,
      Clock clock,
      Incidents incidents)
      throws IOException {
    SpanSchema schema = new SpanSchema(keys);
    RedStateFiles states = new RedStateFiles(directory.resolve(RedStateFiles.FOLDER), incidents);
    BlockStore store =
        BlockStore.open(
            config.blocks(),
            schema.blocks,
            directory.resolve("spans"),
            clock,
            new StoreIncidents(Signal.TRACES.id(), incidents));
    SpanMetrics metrics = new SpanMetrics(config.spanMetrics());
    metrics.restore(states.read(store.committedPosition()));
    SpanMetricsWriter writer =
        new SpanMetricsWriter(config.spanMetrics(), metrics, sink, clock, incidents);
    TraceStore opened = new TraceStore(config, keys, schema, store, states, writer);
    long interval = config.spanMetrics().interval().toMillis();
    opened.scheduler.scheduleAtFixedRate(
        opened::writeMetrics, interval, interval, TimeUnit.MILLISECONDS);
    return opened;
  }

  @Override
  public Signal signal() {
    return Signal.TRACES;
  }

  @Override
  public String name() {
    return "trace-store";
  }

  @Override
  public long committedPosition() {
    return store.committedPosition();
  }

  @Override
  public void ingest(long position, long receivedNanos, byte[] otlp, int offset, int length)
      throws IOException {
    ingestedSinceAsked = true;
    try (RowWriter rows = store.write()) {
      int invalid =
          reader.read(otlp, offset, length, new SpanRows(schema, keys, rows, receivedNanos));
      rows.commit(position);
      invalidSpans.addAndGet(invalid);
    } catch (RuntimeException e) {
      // The entry goes into quarantine; the next commit must not bring it back.
      try (RowWriter nothing = store.write()) {
        nothing.commit(position);
      }
      lastPosition = position;
      throw e;
    }
    lastPosition = position;
    metrics.count(receivedNanos, otlp, offset, length);
  }

  @Override
  public boolean flushDue() {
    if (!ingestedSinceAsked) {
      metrics.idle();
    }
    ingestedSinceAsked = false;
    return store.flushDue();
  }

  @Override
  public void flush() throws IOException {
    metrics.commit(snapshot -> {
      states.write(lastPosition, snapshot);
      store.flush();
    });
    states.keepOnly(store.committedPosition());
  }

  /** Writes the span metrics now, as happens in every interval. */
  public void writeMetrics() {
    metrics.write();
  }

  /** Drops the days whose retention has ended. */
  public void dropExpired() throws IOException {
    store.dropExpired();
  }

  /** Merges small segments now, as otherwise happens in the background. */
  public void merge() throws IOException {
    store.merge();
  }

  /** The rows behind the spans: for deletion, and to be dropped when the disk is full. */
  public BlockStore blocks() {
    return store;
  }

  public TraceStoreStatus status() {
    SpanMetricsWriter.Figures figures = metrics.figures();
    return new TraceStoreStatus(
        store.status(),
        invalidSpans.get(),
        figures.series(),
        figures.overflowed(),
        figures.copies(),
        figures.droppedHalves(),
        figures.writes(),
        figures.failures());
  }

  /**
   * Services that have more operations than there is room for in the span metrics, the one with
   * most spans under {@code other} first.
   */
  public List<FoldedNames> foldedNames() {
    return metrics.figures().folded();
  }

  public CorrelationKeys keys() {
    return keys;
  }

  private static Filter ofTrace(TraceId traceId) {
    return new Filter.Carries(CorrelationKeys.TRACE_ID, traceId.toString());
  }

  /**
   * The spans of one trace in order of start, or an empty list when none is stored.
   *
   * @param limit greatest number of spans, at least 1; the earliest are kept
   */
  public List<Span> trace(TraceId traceId, int limit) {
    return spans(RowQuery.newest(ofTrace(traceId), TimeRange.ALL, limit).oldestFirst());
  }

  /** What makes two spans the same; a client and a server may share an ID, as Zipkin's do. */
  private record Identity(TraceId traceId, SpanId spanId, SpanKind kind) {
    static Identity of(Span span) {
      return new Identity(span.traceId(), span.spanId(), span.kind());
    }
  }

  private List<Span> spans(RowQuery query) {
    return distinct(query).spans();
  }

  /** As many different spans as the query wants rows, if there are. */
  private SpanPage distinct(RowQuery query) {
    Map<Identity, Span> spans = new LinkedHashMap<>();
    SpanRowReader rows = new SpanRowReader(schema);
    QueryMemory memory = QueryMemory.current();
    QueryCost cost = QueryCost.NONE;
    RowKey next = query.after();
    int left = query.limit();
    do {
      ScanReport report =
          search(
              query.atMost(left).after(next),
              row -> {
                Span span = rows.read(row);
                memory.take(SpanRowReader.bytes(span));
                spans.merge(Identity.of(span), span, TraceStore::whole);
                return true;
              });
      cost = cost.plus(report);
      next = report.next();
      left = query.limit() - spans.size();
    } while (next != null && left > 0 && cost.partial() == null);
    return new SpanPage(List.copyOf(spans.values()), next, cost);
  }

  /** Of two copies the one that was sent when the span had ended. */
  private static Span whole(Span first, Span second) {
    return second.durationNanos() > first.durationNanos() ? second : first;
  }

  private ScanReport search(RowQuery query, RowVisitor visitor) {
    try {
      return store.search(query, visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A page of spans. */
  public record SpanPage(List<Span> spans, @Nullable RowKey next, QueryCost cost) {}

  /** The newest matching spans. */
  public SpanPage searchSpans(Filter filter, TimeRange range, int limit, @Nullable RowKey after) {
    return distinct(RowQuery.newest(filter, range, limit).after(after));
  }

  /** Traces of which a span matches, in the order of their newest matching span. */
  public TracePage searchTraces(Filter filter, TimeRange range, int limit, @Nullable RowKey after) {
    try {
      return new TraceSearch(store, schema, filter, range, QueryLimits.DEFAULT).page(limit, after);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All spans of a trace as columns; without rows when none is stored. */
  public TraceSkeleton skeleton(TraceId traceId) {
    return skeleton(traceId, false);
  }

  /**
   * The same.
   *
   * @param correct whether spans of hosts whose clocks are off stand where they should be
   */
  public TraceSkeleton skeleton(TraceId traceId, boolean correct) {
    SkeletonReader rows = new SkeletonReader(schema, config.maxTraceSpans());
    try {
      ScanReport report =
          store.scan(ofTrace(traceId), TimeRange.ALL, QueryLimits.DEFAULT, rows::add);
      return rows.finish(traceId, correct, QueryCost.NONE.plus(report));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One span whole, or null when it is not stored.
   *
   * @param kind which of two that share the ID; null for any
   */
  public @Nullable StoredSpan span(TraceId traceId, SpanId spanId, @Nullable SpanKind kind) {
    Filter filter =
        Filter.and(ofTrace(traceId), new Filter.Equals(schema.spanId.name(), spanId.toString()));
    SpanRowReader rows = new SpanRowReader(schema);
    Map<SpanKind, StoredSpan> found = new EnumMap<>(SpanKind.class);
    search(
        RowQuery.newest(filter, TimeRange.ALL, MOST_COPIES),
        row -> {
          StoredSpan one = StoredSpan.of(rows.read(row), row, schema);
          found.merge(one.span().kind(), one, StoredSpan::with);
          return true;
        });
    if (kind != null) {
      return found.get(kind);
    }
    // The kinds are in the order of the protocol: of two, the server's comes first.
    return found.values().stream().findFirst().orElse(null);
  }

  /** Matching spans over time, per status number. */
  public Histogram histogram(Filter filter, TimeRange range, int buckets) {
    try {
      return store.histogram(filter, range, buckets, schema.status, QueryLimits.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The most frequent values of fields among the matching spans. */
  public Facets facets(Filter filter, TimeRange range, List<String> fields, int limit) {
    try {
      return store.facets(filter, range, fields, limit, QueryLimits.DEFAULT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The fields that spans of the range have, under the names that people use. */
  public List<FieldSummary> fields(TimeRange range) {
    try {
      return FieldNames.forPeople(schema, store.fieldNames(range));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The versions of each service ({@code service.version}) among some of the spans of the range.
   *
   * @param mostRows spans looked at
   */
  public Map<String, Set<String>> versions(TimeRange range, int mostRows) {
    Map<String, Set<String>> versions = new TreeMap<>();
    IdentityHashMap<Attributes, Boolean> seen = new IdentityHashMap<>();
    int[] left = {mostRows};
    try {
      store.scan(
          Filter.and(),
          range,
          QueryLimits.DEFAULT,
          row -> {
            Attributes group = row.group();
            String version = seen.put(group, true) == null ? group.text(SpanSchema.VERSION) : null;
            if (version != null && !version.isEmpty()) {
              String service = TraceSearch.service(group);
              versions.computeIfAbsent(service, name -> new TreeSet<>()).add(version);
            }
            return --left[0] > 0;
          });
      return versions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Sightings<Span> sightings(Sought sought, TimeRange range, int most) {
    return BlockSightings.of(store, kind(), sought, range, most);
  }

  @Override
  public Sightings<Span> mentioning(String value, TimeRange range, int most) {
    return BlockSightings.mentioning(store, kind(), value, range, most);
  }

  private BlockSightings.Kind<Span> kind() {
    QueryMemory memory = QueryMemory.current();
    SpanRowReader rows = new SpanRowReader(schema);
    return new BlockSightings.Kind<>(
        schema.traceId,
        schema.durationNanos,
        row -> SpanStatus.ofNumber((int) row.number(schema.status)) == SpanStatus.ERROR,
        this::identity,
        row -> {
          Span span = rows.read(row);
          memory.take(SpanRowReader.bytes(span));
          return span;
        },
        keys);
  }

  /** Of its trace, its ID and its kind: a client and a server may share an ID. */
  private long identity(Row row) {
    long hash = row.idHigh(schema.traceId) * 0x9E3779B97F4A7C15L + row.idLow(schema.traceId);
    hash = (hash ^ hash >>> 29) * 0xBF58476D1CE4E5B9L + row.number(schema.spanId);
    hash = (hash ^ hash >>> 32) * 0x94D049BB133111EBL + row.number(schema.kind);
    return hash ^ hash >>> 31;
  }

  @Override
  public int servicesWith(String field, TimeRange range) {
    return BlockSightings.servicesWith(store, field, range);
  }

  @Override
  public List<ServiceCoverage> coverage(TimeRange range) {
    try {
      return store.coverage(range).stream()
          .map(one ->
              one.service().isEmpty()
                  ? new ServiceCoverage(
                      Resource.UNKNOWN_SERVICE, one.records(), one.withTraceContext())
                  : one)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long retainedSinceNanos() {
    return store.retainedSinceNanos();
  }

  /** Releases everything; spans that are not flushed come again from the buffer. */
  @Override
  public void close() throws IOException {
    scheduler.shutdownNow();
    try {
      if (!scheduler.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IOException("The span metrics are still being written after 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }
}
