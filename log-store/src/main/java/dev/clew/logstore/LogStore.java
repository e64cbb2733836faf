package dev.clew.logstore;

import dev.clew.logstore.otlp.LogFields;
import dev.clew.logstore.otlp.LogsReader;
import dev.clew.model.Attributes;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.QueryException;
import dev.clew.model.Resource;
import dev.clew.model.Severity;
import dev.clew.model.Signal;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.health.Incidents;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.Filter;
import dev.clew.model.seam.LogQueries;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import dev.clew.storage.block.BlockSightings;
import dev.clew.storage.block.BlockStore;
import dev.clew.storage.block.life.RowTail;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.buffer.BufferConsumer;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.StoreStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps log records, fed from the write-ahead buffer, and finds them again. Search by filter goes
 * through {@link #blocks}; whole records come from here. Thread-safe, but for the methods of {@link
 * BufferConsumer}, which belong to the buffer's thread.
 */
public final class LogStore implements BufferConsumer, LogQueries, AutoCloseable {
  private final LogFields fields;
  private final BlockStore blocks;
  private final LogsReader reader;
  private final LogRows rows;

  private LogStore(LogFields fields, BlockStore blocks, boolean detectSeverity) {
    this.fields = fields;
    this.blocks = blocks;
    this.reader = new LogsReader(fields, detectSeverity);
    this.rows = new LogRows(fields);
  }

  /** Opens the store in a directory of its own, and creates it when needed. */
  public static LogStore open(
      LogStoreConfig config, Path directory, CorrelationKeys keys, Clock clock) throws IOException {
    return open(config, directory, keys, clock, Incidents.NONE);
  }

  /**
   * The same.
   *
   * @param incidents where the store says what is wrong with it
   */
  public static LogStore open(
      LogStoreConfig config, Path directory, CorrelationKeys keys, Clock clock, Incidents incidents)
      throws IOException {
    LogFields fields = new LogFields(keys);
    return new LogStore(
        fields,
        BlockStore.open(
            config.blocks(),
            fields.schema,
            directory,
            clock,
            new StoreIncidents(Signal.LOGS.id(), incidents)),
        config.detectSeverity());
  }

  @Override
  public Signal signal() {
    return Signal.LOGS;
  }

  @Override
  public String name() {
    return "log-store";
  }

  @Override
  public long committedPosition() {
    return blocks.committedPosition();
  }

  @Override
  public void ingest(long position, long receivedNanos, byte[] otlp, int offset, int length) {
    try (RowWriter writer = blocks.write()) {
      reader.read(otlp, offset, length, receivedNanos, writer);
      writer.commit(position);
    }
  }

  @Override
  public boolean flushDue() {
    return blocks.flushDue();
  }

  @Override
  public void flush() throws IOException {
    blocks.flush();
  }

  @Override
  public List<LogRecord> ofTraces(Collection<TraceId> traceIds, TimeRange range, int limit) {
    if (traceIds.isEmpty()) {
      return List.of();
    }
    List<Filter> any =
        traceIds.stream()
            .<Filter>map(id -> new Filter.Carries(CorrelationKeys.TRACE_ID, id.toString()))
            .toList();
    return newest(any.size() == 1 ? any.getFirst() : new Filter.Or(any), range, limit);
  }

  private List<LogRecord> newest(Filter filter, TimeRange range, int limit) {
    return records(RowQuery.newest(filter, range, limit));
  }

  /** The records of a query, in its order. */
  public List<LogRecord> records(RowQuery query) {
    List<LogRecord> found = new ArrayList<>();
    QueryMemory memory = QueryMemory.current();
    try {
      blocks.search(
          query,
          row -> {
            LogRecord record = rows.record(row);
            memory.take(bytes(record));
            found.add(record);
            return true;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** Memory that a record takes, by an estimate: objects of their own, whatever rows share. */
  private static long bytes(LogRecord record) {
    int attributes =
        record.attributes().size()
            + record.resource().attributes().size()
            + record.scope().attributes().size();
    return 600L + record.body().length() + 120L * attributes;
  }

  /**
   * Follows the records that arrive from now on; the caller closes it.
   *
   * @throws QueryException when a value cannot be of its field, or too many follow already
   */
  public <T> RowTail<T> tail(Filter filter, RowTail.Reader<T> reader) {
    return blocks.tail(filter, reader);
  }

  /** The record that a row is. */
  public LogRecord recordOf(Row row) {
    return rows.record(row);
  }

  /** The record with that {@link LogRecord#id}, or null when there is none. */
  public @Nullable LogRecord record(String id) {
    RowKey key = RowKey.parse(id);
    if (key == null || key.timeNanos() == Long.MAX_VALUE) {
      return null;
    }
    return records(theRow(key)).stream().filter(r -> r.id().equals(id)).findFirst().orElse(null);
  }

  /** Correlation IDs of a record that are in its structured body only: key and value. */
  public Attributes bodyIds(String id) {
    RowKey key = RowKey.parse(id);
    List<Attributes> found = new ArrayList<>();
    if (key != null) {
      try {
        blocks.search(theRow(key), row -> found.add(row.ids()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return found.isEmpty() ? Attributes.EMPTY : found.getFirst();
  }

  /** Whether the severity of a record was not sent but found in what it says. */
  public boolean isSeverityDetected(String id) {
    RowKey key = RowKey.parse(id);
    boolean[] detected = {false};
    if (key != null) {
      try {
        blocks.search(theRow(key), row -> detected[0] = row.has(fields.severityDetected));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return detected[0];
  }

  /** Finds the row of that key; when there is none, another one of the same instant or nothing. */
  public static RowQuery theRow(RowKey key) {
    TimeRange instant = new TimeRange(key.timeNanos(), key.timeNanos() + 1);
    RowKey before = new RowKey(key.timeNanos(), key.sequence() - 1);
    return RowQuery.newest(Filter.all(), instant, 1).oldestFirst().after(before);
  }

  @Override
  public Sightings<LogRecord> sightings(Sought sought, TimeRange range, int most) {
    return BlockSightings.of(blocks, kind(), sought, range, most);
  }

  @Override
  public Sightings<LogRecord> mentioning(String value, TimeRange range, int most) {
    return BlockSightings.mentioning(blocks, kind(), value, range, most);
  }

  private BlockSightings.Kind<LogRecord> kind() {
    QueryMemory memory = QueryMemory.current();
    return new BlockSightings.Kind<>(
        fields.traceId,
        null,
        row -> row.number(fields.severity) >= Severity.ERROR.lowestNumber(),
        null,
        row -> {
          LogRecord record = rows.record(row);
          memory.take(bytes(record));
          return record;
        },
        fields.keys);
  }

  @Override
  public int servicesWith(String field, TimeRange range) {
    return BlockSightings.servicesWith(blocks, field, range);
  }

  @Override
  public List<ServiceCoverage> coverage(TimeRange range) {
    try {
      return blocks.coverage(range).stream()
          .map(c ->
              c.service().isEmpty()
                  ? new ServiceCoverage(Resource.UNKNOWN_SERVICE, c.records(), c.withTraceContext())
                  : c)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long retainedSinceNanos() {
    return blocks.retainedSinceNanos();
  }

  /** The rows behind the records, for search, histogram and facets. */
  public BlockStore blocks() {
    return blocks;
  }

  /** The names of the columns. */
  public LogFields fields() {
    return fields;
  }

  public StoreStatus status() {
    return blocks.status();
  }

  @Override
  public void close() throws IOException {
    blocks.close();
  }
}
