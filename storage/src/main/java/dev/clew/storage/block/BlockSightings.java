package dev.clew.storage.block;

import dev.clew.model.Attributes;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Resource;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.query.Filter;
import dev.clew.model.sighting.NewestOfEach;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import dev.clew.storage.block.filter.LongSet;
import dev.clew.storage.block.segment.CoverageCounter;
import dev.clew.storage.rows.Field;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a store that a look-up found, by columns. Of an ID the index knows the blocks, and every
 * row in them is counted; mentions are looked for from the newest block back, for a bounded time.
 */
public final class BlockSightings<T> implements Sightings<T> {
  /** With its place in the arrays and its share of their growth. */
  private static final int ROW_BYTES = 56;

  private static final int TRACE_BYTES = 100;

  /** With its entry in the map, and the length that goes with it. */
  private static final int IDENTITY_BYTES = 80;

  /** A mention is found within this, or is not worth waiting for: the page is for people. */
  private static final Duration MENTION_TIME = Duration.ofSeconds(2);

  /**
   * What rows of a signal are.
   *
   * @param traceId the field of the trace ID
   * @param duration the field of what is between start and end, null when rows have none
   * @param isError whether a row counts as an error
   * @param identity a number that copies of one row share and no others, null when there are none
   * @param record makes a record of a row
   */
  public record Kind<T>(
      Field traceId,
      @Nullable Field duration,
      Predicate<Row> isError,
      @Nullable ToLongFunction<Row> identity,
      Function<Row, T> record,
      CorrelationKeys keys) {}

  private final BlockStore store;
  private final Kind<T> kind;
  private final Filter filter;
  private final int most;
  private final QueryMemory memory = QueryMemory.current();
  private final Map<String, Integer> serviceNumbers = new HashMap<>();
  private final IdentityHashMap<Attributes, Integer> serviceOfGroup = new IdentityHashMap<>();
  private final List<Tally> tallies = new ArrayList<>();
  private final Map<TraceId, Integer> traces = new HashMap<>();

  /**
   * Of each identity the duration of the copy that counts, times two, and one more for an error.
   */
  private final Map<Long, Long> identities = new HashMap<>();

  /** Where the rows that are kept stand, by identity; null until a copy asks for it. */
  private @Nullable Map<Long, Integer> places;

  private long total;
  private int size;
  private long[] times = new long[64];
  private long[] sequences = new long[64];
  private int[] services = new int[64];
  private TraceId[] traceIds = new TraceId[64];
  private long[] identityOf = new long[64];
  private @Nullable String partial;

  private static final class Tally {
    final String service;
    long rows;
    long errors;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;

    Tally(String service) {
      this.service = service;
    }
  }

  private BlockSightings(BlockStore store, Kind<T> kind, Filter filter, int most) {
    this.store = store;
    this.kind = kind;
    this.filter = filter;
    this.most = most;
  }

  /**
   * Every row that carries the ID or belongs to one of the traces.
   *
   * @param most rows that are kept; the newest
   */
  public static <T> BlockSightings<T> of(
      BlockStore store, Kind<T> kind, Sought sought, TimeRange range, int most) {
    Filter filter = filterOf(sought, kind.keys());
    BlockSightings<T> found = new BlockSightings<>(store, kind, filter, most);
    try {
      found.partial =
          store
              .scan(
                  filter,
                  range,
                  QueryLimits.DEFAULT,
                  row -> {
                    found.add(row);
                    return true;
                  })
              .partial();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  private static Filter filterOf(Sought sought, CorrelationKeys keys) {
    List<Filter> any = new ArrayList<>();
    CorrelationId id = sought.id();
    if (id != null) {
      String key = id.key();
      any.add(
          key == null || keys.isKey(key)
              ? new Filter.Carries(key, id.value())
              : new Filter.Equals(key, id.value()));
    }
    for (TraceId trace : sought.traces()) {
      any.add(new Filter.Carries(CorrelationKeys.TRACE_ID, trace.toString()));
    }
    return any.size() == 1 ? any.getFirst() : new Filter.Or(any);
  }

  /**
   * The newest rows that have the value in any of their fields, in their text or in an address, and
   * do not carry it as a correlation ID.
   *
   * @param most rows that are looked for
   */
  public static <T> BlockSightings<T> mentioning(
      BlockStore store, Kind<T> kind, String value, TimeRange range, int most) {
    List<Filter> any = new ArrayList<>(List.of(new Filter.Anywhere(value)));
    Sought.ADDRESSES.forEach(field -> any.add(new Filter.Phrase(field, value)));
    Filter filter =
        new Filter.And(
            List.of(new Filter.Or(any), new Filter.Not(new Filter.Carries(null, value))));
    BlockSightings<T> found = new BlockSightings<>(store, kind, filter, most);
    QueryLimits limits =
        new QueryLimits(
            MENTION_TIME,
            QueryLimits.DEFAULT.maxRows(),
            QueryLimits.DEFAULT.maxBytes(),
            QueryLimits.DEFAULT.canceled());
    try {
      ScanReport report =
          store.search(
              RowQuery.newest(filter, range, most).within(limits),
              row -> {
                found.add(row);
                return true;
              });
      found.partial =
          report.partial() == null && report.next() != null
              ? "The newest " + most + " rows that mention it were looked at."
              : report.partial();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** Number of services of which some rows have a field. */
  public static int servicesWith(BlockStore store, String field, TimeRange range) {
    CoverageCounter counter = new CoverageCounter(store.schema());
    try {
      var _ =
          store.slices(
              new Filter.Exists(field),
              range,
              QueryLimits.DEFAULT,
              slice -> slice.countInto(counter));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counter.result().size();
  }

  /**
   * A row that was sent again counts once: of its copies the longest, which was sent when it had
   * ended.
   */
  private void add(Row row) {
    ToLongFunction<Row> identified = kind.identity();
    if (identified == null) {
      add(row, 0);
      return;
    }
    long identity = identified.applyAsLong(row);
    Field field = kind.duration();
    long duration = field == null ? 0 : row.number(field);
    long fact = duration << 1 | (kind.isError().test(row) ? 1 : 0);
    Long known = identities.putIfAbsent(identity, fact);
    if (known == null) {
      memory.take(IDENTITY_BYTES);
      add(row, identity);
    } else if (duration > known >> 1) {
      identities.put(identity, fact);
      replace(row, identity, (int) (fact & 1) - (int) (known & 1));
    }
  }

  private void replace(Row row, long identity, int moreErrors) {
    long time = row.timeNanos();
    Tally tally = tallies.get(serviceOf(row.group()));
    tally.errors += moreErrors;
    tally.first = Math.min(tally.first, time);
    Field duration = kind.duration();
    tally.last = Math.max(tally.last, duration == null ? time : time + row.number(duration));
    if (places == null) {
      places = new HashMap<>();
      for (int i = 0; i < size; i++) {
        places.put(identityOf[i], i);
      }
    }
    Integer place = places.get(identity);
    if (place != null) {
      times[place] = time;
      sequences[place] = row.sequence();
    }
  }

  private void add(Row row, long identity) {
    long time = row.timeNanos();
    int service = serviceOf(row.group());
    Tally tally = tallies.get(service);
    total++;
    tally.rows++;
    tally.errors += kind.isError().test(row) ? 1 : 0;
    tally.first = Math.min(tally.first, time);
    Field duration = kind.duration();
    tally.last = Math.max(tally.last, duration == null ? time : time + row.number(duration));
    TraceId trace = new TraceId(row.idHigh(kind.traceId()), row.idLow(kind.traceId()));
    if (trace.isPresent()) {
      if (traces.merge(trace, 1, Integer::sum) == 1) {
        memory.take(TRACE_BYTES);
      }
    } else {
      trace = TraceId.NONE;
    }
    if (size == 2 * most) {
      keepNewest();
    }
    if (size == times.length) {
      grow();
    }
    times[size] = time;
    sequences[size] = row.sequence();
    services[size] = service;
    identityOf[size] = identity;
    if (places != null) {
      places.put(identity, size);
    }
    traceIds[size++] = trace;
  }

  private int serviceOf(Attributes group) {
    Integer known = serviceOfGroup.get(group);
    if (known == null) {
      String text = group.text(store.schema().coverageAttribute());
      String name = text == null || text.isEmpty() ? Resource.UNKNOWN_SERVICE : text;
      known =
          serviceNumbers.computeIfAbsent(
              name,
              n -> {
                tallies.add(new Tally(n));
                return tallies.size() - 1;
              });
      serviceOfGroup.put(group, known);
    }
    return known;
  }

  private void grow() {
    int length = Math.min(2 * most, 2 * times.length);
    memory.take((long) (length - times.length) * ROW_BYTES);
    times = Arrays.copyOf(times, length);
    sequences = Arrays.copyOf(sequences, length);
    services = Arrays.copyOf(services, length);
    traceIds = Arrays.copyOf(traceIds, length);
    identityOf = Arrays.copyOf(identityOf, length);
  }

  /** The newest of each service, the second of each, and so on: none pushes out another. */
  private void keepNewest() {
    int[] newest = new NewestOfEach(times, services, size, tallies.size()).rows(most);
    for (int to = 0; to < newest.length; to++) {
      int from = newest[to];
      times[to] = times[from];
      sequences[to] = sequences[from];
      services[to] = services[from];
      traceIds[to] = traceIds[from];
      identityOf[to] = identityOf[from];
    }
    places = null;
    size = newest.length;
  }

  @Override
  public long total() {
    return total;
  }

  @Override
  public List<OfService> services() {
    return tallies.stream()
        .map(t -> new OfService(t.service, t.rows, t.errors, t.first, t.last))
        .toList();
  }

  @Override
  public Map<TraceId, Integer> traces() {
    return traces;
  }

  @Override
  public int size() {
    if (size > most) {
      keepNewest();
    }
    return size;
  }

  @Override
  public long timeNanos(int row) {
    return times[row];
  }

  @Override
  public long sequence(int row) {
    return sequences[row];
  }

  @Override
  public int service(int row) {
    return services[row];
  }

  @Override
  public TraceId traceId(int row) {
    return traceIds[row];
  }

  @Override
  public List<T> read(BitSet rows) {
    record Read<T>(RowKey key, T record) {}

    if (rows.isEmpty()) {
      return List.of();
    }
    List<Long> wanted = rows.stream().mapToObj(row -> sequences[row]).toList();
    LongSet chosen = new LongSet(wanted);
    long first = rows.stream().mapToLong(row -> times[row]).min().orElseThrow();
    long last = rows.stream().mapToLong(row -> times[row]).max().orElseThrow();
    List<Read<T>> read = new ArrayList<>();
    try {
      store.scan(
          filter,
          new TimeRange(first, last == Long.MAX_VALUE ? last : last + 1),
          QueryLimits.DEFAULT,
          row -> {
            if (chosen.contains(row.sequence())) {
              read.add(new Read<>(row.key(), kind.record().apply(row)));
            }
            return read.size() < wanted.size();
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return read.stream().sorted((a, b) -> a.key().compareTo(b.key())).map(Read::record).toList();
  }

  @Override
  public @Nullable String partial() {
    return partial;
  }
}
