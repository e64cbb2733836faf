package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.DELTA;
import static dev.clew.metricsstore.Otlp.counter;
import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.files.StoreFiles;
import dev.clew.metricsstore.series.ExemplarSeries;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.QueryException;
import dev.clew.testkit.ManualClock;
import io.opentelemetry.proto.metrics.v1.ExponentialHistogramDataPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsStoreTest {
  private static final long DAY = 86_400_000L;
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final List<LabelMatcher> EVERYTHING = List.of();

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOW);

  private MetricsStore open() throws IOException {
    return open(new FailingFiles());
  }

  private MetricsStore open(StoreFiles files) throws IOException {
    return MetricsStore.open(MetricsStoreConfig.defaults(directory), clock, task -> {}, files);
  }

  private static void ingest(MetricsStore store, long position, byte[] request) {
    store.ingest(position, 0, request, 0, request.length);
  }

  private static Map<String, Map<Long, Long>> all(MetricsStore store) {
    return Twin.of(store.select(EVERYTHING, Long.MIN_VALUE, Long.MAX_VALUE, ReadLimits.NONE));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void randomOperationsLeaveWhatTheTwinHas(long seed) throws IOException {
    Feed feed = new Feed(seed, NOW.toEpochMilli() - 2 * DAY);
    MetricsStore store = open();
    for (int i = 0; i < 400; i++) {
      feed.add();
      ingest(store, feed.requests.size() - 1, feed.requests.getLast());
      switch (feed.random.nextInt(12)) {
        case 0, 1, 2 -> store.flush();
        case 3 -> store.maintain();
        case 4 -> {
          store.close();
          store = open();
          feed.feed(store);
        }
        case 5 -> {
          String id = Integer.toString(feed.random.nextInt(14));
          long start = feed.time - (long) (feed.random.nextDouble() * DAY);
          long end = start + (long) (feed.random.nextDouble() * DAY);
          assertThat(
                  Twin.of(
                      store.select(
                          List.of(LabelMatcher.equal("id", id)), start, end, ReadLimits.NONE)))
              .as("seed %d, step %d", seed, i)
              .isEqualTo(feed.twin.select(("g{id=\"" + id + "\"}")::equals, start, end));
        }
        default -> {}
      }
    }
    clock.advance(Duration.ofDays(1));
    store.maintain();
    assertThat(all(store))
        .as("seed %d", seed)
        .isEqualTo(feed.twin.select(labels -> true, Long.MIN_VALUE, Long.MAX_VALUE));
    store.close();
  }

  @Test
  void flushesAreMergedAndFinishedDaysSealed() throws IOException {
    Feed feed = new Feed(9, NOW.toEpochMilli());
    clock.advance(Duration.ofHours(2));
    try (MetricsStore store = open()) {
      for (int i = 0; i < 300; i++) {
        feed.add();
        ingest(store, i, feed.requests.get(i));
        store.flush();
        store.maintain();
        assertThat(store.status().segments()).isLessThan(8 * 3 * store.status().days());
      }
      clock.advance(Duration.ofDays(1));
      store.maintain();
      assertThat(all(store))
          .isEqualTo(feed.twin.select(labels -> true, Long.MIN_VALUE, Long.MAX_VALUE));
    }
  }

  @Test
  void aFinishedDayIsOneCompressedSegment() throws IOException {
    long time = NOW.toEpochMilli();
    try (MetricsStore store = open()) {
      for (int i = 0; i < 500; i++) {
        ingest(store, i, request(List.of(), gauge("g", "", point(time + i * 15_000L, i % 17))));
        if (i % 50 == 0) {
          store.flush();
        }
      }
      store.flush();
      Map<String, Map<Long, Long>> before = all(store);
      clock.advance(Duration.ofDays(1));
      store.maintain();
      assertThat(store.status().segments()).isEqualTo(1);
      assertThat(store.status().storedSamples()).isEqualTo(500);
      assertThat(all(store)).isEqualTo(before);
    }
  }

  @Test
  void daysPastRetentionAreDropped() throws IOException {
    try (MetricsStore store = open()) {
      for (int day = 0; day < 25; day++) {
        long noon = NOW.toEpochMilli() + day * DAY;
        clock.set(Instant.ofEpochMilli(noon));
        ingest(store, day, request(List.of(), gauge("g", "", point(noon, day))));
        store.flush();
        store.maintain();
        assertThat(store.status().days()).isEqualTo(Math.min(day + 1, 21));
      }
      // 20 days before noon of day 24 is noon of day 4: that day still has an afternoon to keep.
      assertThat(all(store).get("g{}")).hasSize(21);
      clock.advance(Duration.ofHours(12));
      store.maintain();
      assertThat(all(store).get("g{}")).hasSize(20);
      try (Stream<Path> days = Files.list(directory)) {
        assertThat(days.filter(Files::isDirectory)).hasSize(20);
      }
    }
  }

  @Test
  void whenThereIsNoRoomTheOldestDayGoesButNeverTheNewest() throws IOException {
    try (MetricsStore store = open()) {
      assertThat(store.nextExpiryNanos()).isEqualTo(Long.MAX_VALUE);
      for (int day = 0; day < 3; day++) {
        long time = NOW.toEpochMilli() - day * DAY;
        ingest(store, day, request(List.of(), gauge("g", "", point(time, day))));
      }
      store.flush();
      assertThat(Instant.ofEpochSecond(0, store.nextExpiryNanos()))
          .isEqualTo(Instant.parse("2026-03-29T00:00:00Z"));
      assertThat(store.dropNext("no room")).isPositive();
      assertThat(store.dropNext("no room")).isPositive();
      assertThat(store.dropNext("no room")).isZero();
      assertThat(all(store).get("g{}")).containsOnlyKeys(NOW.toEpochMilli());
    }
  }

  @Test
  void deltasGoOnAfterARestartAndIntoTheNextDay() throws IOException {
    long time = NOW.toEpochMilli();
    try (MetricsStore store = open()) {
      ingest(store, 0, request(List.of(), counter("c", "", DELTA, point(time, 5))));
      store.flush();
      ingest(store, 1, request(List.of(), counter("c", "", DELTA, point(time + 1, 100))));
    }
    try (MetricsStore store = open()) {
      assertThat(store.committedPosition()).isZero();
      ingest(store, 1, request(List.of(), counter("c", "", DELTA, point(time + 1, 2))));
      clock.advance(Duration.ofDays(1));
      ingest(store, 2, request(List.of(), counter("c", "", DELTA, point(time + DAY, 3))));
      List<SeriesData> series = store.select(EVERYTHING, time, time + 2 * DAY, ReadLimits.NONE);
      assertThat(series).hasSize(1);
      assertThat(List.of(series.getFirst().values()[0], series.getFirst().values()[1]))
          .containsExactly(5.0, 7.0);
      assertThat(series.getFirst().values()[2]).isEqualTo(10.0);
    }
  }

  @Test
  void histogramsExemplarsAndMetadataSurviveFlushesAndMerges() throws IOException {
    long time = NOW.toEpochMilli() - 3_600_000;
    for (int round = 0; round < 3; round++) {
      try (MetricsStore store = open()) {
        for (int i = 0; i < 10; i++) {
          ExponentialHistogramDataPoint.Builder point =
              ExponentialHistogramDataPoint.newBuilder()
                  .setTimeUnixNano((time + i) * 1_000_000)
                  .setScale(3)
                  .setCount(i + 1)
                  .addExemplars(
                      Otlp.exemplar(
                          time + i, i, "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"));
          point.getPositiveBuilder().setOffset(i / 5).addBucketCounts(i + 1);
          ingest(
              store,
              round * 10 + i,
              request(List.of(), Otlp.exponential("e", Otlp.CUMULATIVE, point.build())));
          store.flush();
          store.maintain();
        }
        SeriesData series = store.select(EVERYTHING, time, time + 100, ReadLimits.NONE).getFirst();
        assertThat(series.size()).isEqualTo(10);
        for (int i = 0; i < 10; i++) {
          assertThat(series.histograms()[i].count()).isEqualTo(i + 1);
          assertThat(series.histograms()[i].positiveIndexes()).containsExactly(i / 5 + 1);
        }
        List<ExemplarSeries> exemplars =
            store.exemplars(List.of(EVERYTHING), time + 2, time + 4, 10);
        assertThat(exemplars.getFirst().exemplars())
            .extracting(ExemplarSeries.Exemplar::value)
            .containsExactly(2.0, 3.0, 4.0);
        assertThat(store.metadata(null, 10)).containsOnlyKeys("e");
      }
    }
  }

  @Test
  void labelsAreFoundInTheIndexAndInTheHead() throws IOException {
    long time = NOW.toEpochMilli();
    try (MetricsStore store = open()) {
      for (int i = 0; i < 30; i++) {
        ingest(
            store,
            i,
            request(
                List.of(),
                gauge(
                    "m" + i % 2,
                    "",
                    point(time, i, "pod", "api-" + i, "odd", i % 2 == 1 ? "y" : "")),
                gauge("other", "", point(time, i))));
        if (i % 3 == 2 && i < 27) {
          store.flush();
          store.maintain();
        }
      }
      assertThat(count(store, LabelMatcher.equal("pod", "api-7"))).isEqualTo(1);
      assertThat(count(store, match("pod", "api-1.*"))).isEqualTo(11);
      assertThat(count(store, match("pod", "api-(3|29)"))).isEqualTo(2);
      assertThat(count(store, match("pod", ".*9"))).isEqualTo(3);
      assertThat(count(store, match("pod", "API-3"))).isZero();
      assertThat(count(store, match("pod", "(?i)API-3"))).isEqualTo(1);
      assertThat(count(store, match("pod", "api-3|"))).isEqualTo(2);
      assertThat(count(store, LabelMatcher.equal("odd", ""))).isEqualTo(16);
      assertThat(count(store, new LabelMatcher("odd", Operator.NOT_EQUAL, ""))).isEqualTo(15);
      assertThat(count(store, new LabelMatcher("pod", Operator.NOT_MATCH, "api-.*"))).isEqualTo(1);
      assertThat(count(store, match("none", ".*"))).isEqualTo(31);
      assertThat(store.labelNames(List.of(), time, time, 10))
          .containsExactly("__name__", "odd", "pod");
      assertThat(store.labelValues("__name__", List.of(), time, time, 10))
          .containsExactly("m0", "m1", "other");
      assertThat(
              store.labelValues(
                  "pod", List.of(List.of(LabelMatcher.equal("odd", "y"))), time, time, 100))
          .hasSize(15)
          .contains("api-1", "api-29");
      assertThat(
              store.labelNames(
                  List.of(List.of(LabelMatcher.equal("__name__", "m0"))), time, time, 10))
          .containsExactly("__name__", "pod");
      assertThat(store.series(List.of(List.of(match("pod", "api-2.*"))), time, time, 4)).hasSize(4);
      assertThat(store.labelValues("pod", List.of(), time - 3 * DAY, time - 2 * DAY, 10)).isEmpty();
    }
  }

  private static LabelMatcher match(String name, String expression) {
    return new LabelMatcher(name, Operator.MATCH, expression);
  }

  private static int count(MetricsStore store, LabelMatcher matcher) {
    long now = NOW.toEpochMilli();
    return store.select(List.of(matcher), now, now, ReadLimits.NONE).size();
  }

  @Test
  void readsStopAtTheirLimits() throws IOException {
    long time = NOW.toEpochMilli();
    try (MetricsStore store = open()) {
      for (int i = 0; i < 10; i++) {
        ingest(
            store,
            i,
            request(
                List.of(), gauge("g", "", point(time + i, 1, "a", "1"), point(time, 1, "a", "2"))));
      }
      store.flush();
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> store.select(EVERYTHING, time, time + 9, new ReadLimits(1, 100)))
          .isInstanceOfSatisfying(
              QueryException.class, e -> assertThat(e.kind()).isEqualTo(QueryException.Kind.LIMIT));
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> store.select(EVERYTHING, time, time + 9, new ReadLimits(5, 10)))
          .isInstanceOf(QueryException.class);
      assertThat(store.select(EVERYTHING, time, time + 9, new ReadLimits(2, 11))).hasSize(2);
    }
  }

  @Test
  void queriesRunWhileFilesComeAndGo() throws Exception {
    long time = NOW.toEpochMilli();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicBoolean done = new AtomicBoolean();
    try (MetricsStore store = open()) {
      ingest(store, 0, request(List.of(), gauge("g", "", point(time, 0))));
      List<Thread> readers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        readers.add(
            Thread.ofVirtual()
                .start(() -> {
                  int seen = 0;
                  try {
                    while (!done.get()) {
                      int size =
                          store
                              .select(EVERYTHING, time, time + 10_000, ReadLimits.NONE)
                              .getFirst()
                              .size();
                      assertThat(size).isGreaterThanOrEqualTo(seen);
                      seen = size;
                    }
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                }));
      }
      for (int i = 1; i < 300; i++) {
        ingest(store, i, request(List.of(), gauge("g", "", point(time + i, i))));
        store.flush();
        if (i % 5 == 0) {
          store.maintain();
        }
      }
      done.set(true);
      for (Thread reader : readers) {
        reader.join();
      }
      assertThat(failure.get()).isNull();
      assertThat(all(store).get("g{}")).hasSize(300);
    }
  }
}
