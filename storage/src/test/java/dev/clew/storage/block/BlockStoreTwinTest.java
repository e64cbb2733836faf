package dev.clew.storage.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.model.AttributeValue;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import dev.clew.model.query.IpRange;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.storage.block.TestRows.PlainRow;
import dev.clew.storage.block.life.BlockStoreConfig;
import dev.clew.storage.block.life.RowWriter;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.rows.Deletion;
import dev.clew.storage.rows.Facets;
import dev.clew.storage.rows.Histogram;
import dev.clew.storage.rows.QueryLimits;
import dev.clew.storage.rows.Row;
import dev.clew.storage.rows.RowKey;
import dev.clew.storage.rows.RowQuery;
import dev.clew.storage.rows.ScanReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random writes, flushes, merges, broken commits, crashes, reopenings and expiries; after each the
 * store answers like a list of plain rows. The seed is in the name of the test.
 */
class BlockStoreTwinTest {
  private static final Instant START = Instant.parse("2026-11-21T23:30:00Z");
  private static final String[] WORDS = {
    "Payment",
    "failed",
    "for",
    "order",
    "accepted",
    "retry",
    "timeout",
    "naïve",
    "10.0.0.1",
    "user_17",
    "GET",
    "/cart",
    "state=ok",
    "550e8400-e29b-41d4-a716-446655440000",
    "deadbeef01"
  };
  private static final String[] SERVICES = {"checkout", "frontend", "", "Payment"};

  @TempDir Path directory;
  private Random random;
  private long now;
  private final Clock clock =
      new Clock() {
        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return TimeRange.instantOf(now);
        }
      };

  /** Batches by position, as the write-ahead buffer keeps them. */
  private final TreeMap<Long, List<PlainRow>> buffer = new TreeMap<>();

  private final List<PlainRow> stored = new ArrayList<>();

  /** Numbers of the rows that were within retention when they were written last. */
  private final Set<Long> kept = new HashSet<>();

  /** Numbers of the rows that were deleted by filter; they never come back. */
  private final Set<Long> deleted = new HashSet<>();

  private final Map<Long, PlainRow> byNumber = new HashMap<>();
  private long nextRow;
  private BlockStore store;
  private int failAt = -1;
  private int step;
  private String lastStep = "";

  private static final class CrashException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private void open() throws IOException {
    BlockStoreConfig config =
        new BlockStoreConfig(Duration.ofDays(2), Duration.ofSeconds(30), 1 << 20, false);
    store =
        BlockStore.open(
            config, TestRows.SCHEMA, directory, clock, StoreIncidents.none(), this::step);
  }

  private void step(String name) {
    lastStep = name;
    if (++step == failAt) {
      failAt = -1;
      throw new CrashException();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 5, 8})
  void answersLikeAListOfPlainRows(long seed) throws IOException {
    random = new Random(seed);
    now = TimeRange.nanosOf(START);
    open();
    for (int i = 0; i < 100; i++) {
      switch (random.nextInt(13)) {
        case 0, 1, 2, 3, 4 -> write(1 + random.nextInt(random.nextInt(20) == 0 ? 3000 : 40));
        case 5, 6 -> store.flush();
        case 7 -> store.merge();
        case 8 -> crashIn(random.nextInt(9));
        case 9 -> {
          store.close();
          reopen();
        }
        case 10 -> now += Duration.ofHours(random.nextInt(6)).toNanos();
        case 11 -> delete(random.nextInt(3) == 0);
        default -> expire();
      }
      compare();
    }
    store.flush();
    store.merge();
    compare();
    for (int id = 1; store.deletion(Integer.toString(id)) != null; id++) {
      assertThat(store.deletion(Integer.toString(id)).state()).isEqualTo(Deletion.State.DONE);
    }
    store.close();
  }

  private void write(int rows) {
    long position = buffer.isEmpty() ? 7 : buffer.lastKey() + 1 + random.nextInt(5);
    List<PlainRow> batch = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      batch.add(row());
    }
    buffer.put(position, batch);
    ingest(position, batch);
  }

  private void ingest(long position, List<PlainRow> batch) {
    try (RowWriter rows = store.write()) {
      for (PlainRow row : batch) {
        row.write(rows);
      }
      if (random.nextInt(10) == 0) {
        rows.begin(now); // a row that is not ended is forgotten
        rows.attribute("torn").text("torn");
      }
      rows.commit(position);
    }
    for (PlainRow row : batch) {
      if (deleted.contains(row.sequence())) {
        continue;
      }
      if (row.time() >= store.retainedSinceNanos()) {
        stored.add(row);
        kept.add(row.sequence());
      } else {
        kept.remove(row.sequence());
      }
    }
    if (random.nextInt(8) == 0) {
      try (RowWriter rows = store.write()) {
        row().write(rows); // never committed
      }
    }
  }

  private PlainRow row() {
    StringBuilder body = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      body.append(WORDS[random.nextInt(WORDS.length)]).append(i == 1 ? "" : " ");
    }
    Map<String, AttributeValue> attributes = new LinkedHashMap<>();
    if (random.nextInt(3) == 0) {
      attributes.put("http.status_code", AttributeValue.of(200 + random.nextInt(4) * 100L));
    }
    if (random.nextInt(5) == 0) {
      attributes.put("http.status_code", AttributeValue.of("500"));
    }
    if (random.nextInt(4) == 0) {
      attributes.put("order.id", AttributeValue.of("o-" + random.nextInt(50)));
    }
    if (random.nextInt(4) == 0) {
      attributes.put("ratio", AttributeValue.of(random.nextInt(4) / 2.0));
    }
    if (random.nextInt(6) == 0) {
      attributes.put("key" + random.nextInt(30), AttributeValue.of(random.nextBoolean()));
    }
    long age = random.nextInt(20) == 0 ? Duration.ofDays(random.nextInt(4)).toNanos() : 0;
    long time = now - age - random.nextInt(1000) * 1_000_000L;
    PlainRow row =
        new PlainRow(
            time,
            nextRow++,
            SERVICES[random.nextInt(SERVICES.length)],
            body.toString(),
            random.nextInt(9),
            random.nextInt(3) == 0 ? new TraceId(1, random.nextInt(40)) : TraceId.NONE,
            random.nextInt(2) == 0 ? random.nextInt(1_000_000) : 0,
            attributes,
            random.nextInt(9) == 0 ? "o-" + random.nextInt(50) : "");
    byNumber.put(row.sequence(), row);
    return row;
  }

  private void crashIn(int steps) throws IOException {
    step = 0;
    failAt = steps;
    boolean broken = false;
    try {
      store.flush();
      store.merge();
    } catch (CrashException e) {
      broken = true;
    }
    failAt = -1;
    if (broken && random.nextBoolean()) {
      return; // the same store goes on
    }
    store.close();
    reopen();
  }

  /** Feeds the store from behind its committed position, like the buffer does. */
  private void reopen() throws IOException {
    Path manifest = directory.resolve("MANIFEST");
    if (random.nextInt(3) == 0 && Files.exists(manifest)) {
      switch (random.nextInt(3)) {
        case 0 -> Files.delete(manifest);
        case 1 -> Files.write(manifest, new byte[0]);
        default -> Files.writeString(manifest, Files.readString(manifest).replace('1', '2'));
      }
    }
    open();
    long committed = store.committedPosition();
    stored.clear();
    for (List<PlainRow> batch : buffer.headMap(committed, true).values()) {
      batch.stream().filter(row -> kept.contains(row.sequence())).forEach(stored::add);
    }
    for (Map.Entry<Long, List<PlainRow>> batch : buffer.tailMap(committed, false).entrySet()) {
      ingest(batch.getKey(), batch.getValue());
    }
  }

  private void delete(boolean crash) throws IOException {
    Filter filter = filter(1);
    TimeRange range =
        random.nextBoolean()
            ? TimeRange.ALL
            : new TimeRange(now - Duration.ofMinutes(1 + random.nextInt(3000)).toNanos(), now);
    if (filter instanceof Filter.All || filter.toString().contains("level") || stored.isEmpty()) {
      return; // the search bar's notation knows other levels
    }
    List<PlainRow> gone =
        stored.stream().filter(r -> range.contains(r.time()) && r.matches(filter)).toList();
    step = 0;
    failAt = crash ? 1 + random.nextInt(2) : -1;
    boolean broken = false;
    try {
      assertThat(store.delete(filter, range).rows()).isEqualTo(gone.size());
    } catch (CrashException e) {
      broken = true;
    }
    if (!broken || lastStep.equals("deletion written")) {
      stored.removeAll(gone);
      gone.forEach(row -> {
        deleted.add(row.sequence());
        kept.remove(row.sequence());
      });
    }
    failAt = -1;
    if (broken) {
      store.close();
      reopen();
    }
  }

  private void expire() throws IOException {
    long oldest = store.retainedSinceNanos();
    store.flush();
    store.dropExpired();
    stored.removeIf(row -> row.time() < oldest && kept.remove(row.sequence()));
  }

  private void compare() throws IOException {
    Filter filter = filter(2);
    TimeRange range =
        random.nextBoolean()
            ? TimeRange.ALL
            : new TimeRange(
                now - Duration.ofMinutes(1 + random.nextInt(3000)).toNanos(),
                now - random.nextInt(500) * 1_000_000L);
    Comparator<PlainRow> order =
        Comparator.comparingLong(PlainRow::time).thenComparingLong(PlainRow::sequence);
    boolean newest = random.nextBoolean();
    List<PlainRow> expected =
        stored.stream()
            .filter(row -> range.contains(row.time()) && row.matches(filter))
            .sorted(newest ? order.reversed() : order)
            .toList();
    int limit = random.nextInt(4) == 0 ? 1 + random.nextInt(10) : 20_000;
    RowQuery query = RowQuery.newest(filter, range, limit);
    query = newest ? query : query.oldestFirst();
    List<Long> found = new ArrayList<>();
    RowKey after = null;
    for (int page = 0; page < 3; page++) {
      ScanReport report = store.search(query.after(after), row -> found.add(check(row)));
      after = report.next();
      assertThat(report.partial()).isNull();
      if (after == null) {
        break;
      }
    }
    assertThat(found)
        .as("%s in %s", filter, range)
        .isEqualTo(expected.stream().limit(3L * limit).map(PlainRow::sequence).toList());
    aggregates(filter, range, expected);
  }

  private long check(Row row) {
    long number = Long.parseLong(row.value("n"));
    PlainRow plain = byNumber.get(number);
    assertThat(row.timeNanos()).isEqualTo(plain.time());
    assertThat(row.text(TestRows.BODY)).isEqualTo(plain.body());
    assertThat(row.number(TestRows.LEVEL)).isEqualTo(plain.level());
    assertThat(row.idLow(TestRows.TRACE)).isEqualTo(plain.trace().low());
    assertThat(row.number(TestRows.DURATION)).isEqualTo(plain.duration());
    if (random.nextInt(20) == 0) {
      Map<String, AttributeValue> attributes = new TreeMap<>();
      row.attributes().forEach(a -> attributes.put(a.key(), a.value()));
      attributes.remove("n");
      assertThat(attributes).isEqualTo(new TreeMap<>(plain.attributes()));
      assertThat(row.group().text("resource.service.name"))
          .isEqualTo(plain.service().isEmpty() ? null : plain.service());
    }
    return number;
  }

  private void aggregates(Filter filter, TimeRange range, List<PlainRow> expected)
      throws IOException {
    TimeRange bounded =
        range.equals(TimeRange.ALL)
            ? new TimeRange(now - Duration.ofDays(5).toNanos(), now + 1)
            : range;
    List<PlainRow> within = expected.stream().filter(row -> bounded.contains(row.time())).toList();
    Histogram histogram = store.histogram(filter, bounded, 7, TestRows.LEVEL, QueryLimits.DEFAULT);
    assertThat(histogram.total()).isEqualTo(within.size());
    histogram
        .counts()
        .forEach((level, counts) -> {
          for (int bucket = 0; bucket < counts.length; bucket++) {
            long from = bounded.startNanos() + bucket * histogram.stepNanos();
            long count =
                within.stream()
                    .filter(r -> r.level() == level)
                    .filter(r -> r.time() >= from && r.time() < from + histogram.stepNanos())
                    .count();
            assertThat(counts[bucket]).isEqualTo(count);
          }
        });
    Facets facets =
        store.facets(
            filter, bounded, List.of("service", "http.status_code"), 3, QueryLimits.DEFAULT);
    for (Facets.Facet facet : facets.facets()) {
      for (Facets.Value value : facet.values()) {
        assertThat(value.count())
            .isEqualTo(
                within.stream().filter(r -> value.value().equals(r.value(facet.field()))).count());
      }
      assertThat(facet.missing())
          .isEqualTo(within.stream().filter(r -> r.value(facet.field()) == null).count());
    }
    long rows = 0;
    for (ServiceCoverage service : store.coverage(range)) {
      rows += service.records();
    }
    assertThat(rows).isEqualTo(stored.stream().filter(r -> range.contains(r.time())).count());
  }

  private Filter filter(int depth) {
    return switch (random.nextInt(depth > 0 ? 22 : 18)) {
      case 0 -> Filter.all();
      case 1 -> new Filter.Word(null, WORDS[random.nextInt(WORDS.length)].toLowerCase());
      case 2 -> new Filter.Phrase(null, "order accepted");
      case 3 -> new Filter.Prefix(null, "ti");
      case 4 -> new Filter.Substring(null, "ail");
      case 5 -> new Filter.Equals("service", "CHECKOUT");
      case 6 -> new Filter.Equals("level", "high");
      case 7 -> new Filter.Equals("http.status_code", "500");
      case 8 -> new Filter.Compare("duration", Filter.Op.LESS, Filter.Operand.of("500us"));
      case 9 -> new Filter.Compare("level", Filter.Op.AT_LEAST, Filter.Operand.of("mid"));
      case 10 -> new Filter.Carries(null, "o-" + random.nextInt(50));
      case 11 -> new Filter.Carries("trace_id", new TraceId(1, random.nextInt(40)).toString());
      case 12 -> new Filter.Wildcard("order.id", "o-1*");
      case 13 -> new Filter.Suffix(null, "ed");
      case 14 -> new Filter.ExactCase(new Filter.Word(null, "Payment"));
      case 15 -> new Filter.ExactCase(new Filter.Equals("service", "Payment"));
      case 16 -> new Filter.Network(null, IpRange.parse("10.0.0.1/32"));
      case 17 -> new Filter.Anywhere(random.nextBoolean() ? "Payment" : "o-" + random.nextInt(50));
      case 18 -> new Filter.Not(filter(depth - 1));
      case 19 -> new Filter.And(List.of(filter(depth - 1), filter(depth - 1)));
      case 20 -> new Filter.Or(List.of(filter(depth - 1), filter(depth - 1)));
      default -> new Filter.Exists("ratio");
    };
  }
}
