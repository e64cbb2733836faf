package dev.clew.metricsstore.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.metricsstore.promql.eval.Steps;
import dev.clew.metricsstore.promql.result.Explain;
import dev.clew.metricsstore.promql.result.QueryResult;
import dev.clew.metricsstore.promql.result.QueryStats;
import dev.clew.metricsstore.series.HeapSeries;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.SeriesScan;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.QueryException.Kind;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class QueryBoundsTest {
  private static final int SERIES = 300;
  private final HeapSeries source = source();

  private static HeapSeries source() {
    HeapSeries source = new HeapSeries();
    for (int i = 0; i < SERIES; i++) {
      Labels labels = Labels.of("__name__", "c_total", "n", "" + i, "even", "" + (i % 2 == 0));
      for (int t = 0; t < 100; t++) {
        source.add(labels, t * 15_000L, t * i);
      }
    }
    return source;
  }

  private static EngineConfig config(int series, long samples, int concurrency, long bytes) {
    EngineConfig d = EngineConfig.defaults();
    return new EngineConfig(
        d.lookback(),
        d.timeout(),
        series,
        samples,
        d.defaultSubqueryStep(),
        d.features(),
        concurrency,
        bytes);
  }

  private static void assertFails(Kind kind, String message, ThrowingCallable query) {
    assertThatThrownBy(query)
        .isInstanceOfSatisfying(
            QueryException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e).hasMessageContaining(message);
            });
  }

  @Test
  void boundsSeries() {
    PromqlEngine engine = new PromqlEngine(source, config(100, 1_000_000, 20, 1 << 30));
    String expected = "series: more than 100";
    assertFails(Kind.LIMIT, expected, () -> engine.instant("c_total", 600_000));
    assertFails(Kind.LIMIT, expected, () -> engine.instant("sum(rate(c_total[5m]))", 600_000));
    assertThat(engine.instant("c_total{n=~\"1.\"}", 600_000).warnings()).isEmpty();
  }

  @Test
  void boundsSamplesHeldButNotSamplesRead() {
    PromqlEngine engine = new PromqlEngine(source, config(1000, 5_000, 20, 1 << 30));
    assertFails(
        Kind.LIMIT,
        "query processing would load too many samples into memory in query execution",
        () -> engine.range("rate(c_total[5m])", 0, 1_485_000, 15_000));
    QueryResult sum = engine.range("sum(rate(c_total[5m]))", 0, 1_485_000, 15_000);
    assertThat(sum.stats().peakSamples()).isLessThan(5_000);
    assertThat(sum.stats().totalSamples()).isGreaterThan(500_000);
  }

  @Test
  void boundsMemoryOfAllQueriesAndGivesItBack() {
    PromqlEngine engine = new PromqlEngine(source, config(1000, 1_000_000, 20, 500_000));
    for (int i = 0; i < 3; i++) {
      assertFails(
          Kind.MEMORY,
          "MiB of memory; PromQL queries may hold 0.5 MiB together",
          () -> engine.range("c_total", 0, 1_485_000, 15_000));
      assertThat(engine.heldBytes()).isZero();
      assertThat(engine.range("sum(c_total)", 0, 1_485_000, 15_000).warnings()).isEmpty();
      assertThat(engine.heldBytes()).isZero();
    }
  }

  @Test
  void endsWhenTimeIsUp() {
    PromqlEngine engine = new PromqlEngine(source, EngineConfig.defaults());
    QueryOptions options = new QueryOptions(Duration.ofNanos(1), null, () -> false);
    assertFails(
        Kind.TIMEOUT,
        "query timed out in expression evaluation",
        () -> engine.instant("sum(c_total)", 600_000, options));
  }

  @Test
  void endsWhenNobodyWaitsAnyMore() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    AtomicBoolean gone = new AtomicBoolean();
    PromqlEngine engine =
        new PromqlEngine(
            intercepted(reader ->
                series -> {
                  reading.countDown();
                  awaitGone(gone);
                  return reader.read(series);
                }),
            EngineConfig.defaults());
    QueryOptions options = new QueryOptions(null, null, gone::get);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> query =
          threads.submit(() -> engine.range("sum(c_total)", new Steps(0, 15_000, 100), options));
      reading.await();
      gone.set(true);
      assertFails(
          Kind.CANCELED,
          "query was canceled in expression evaluation",
          () -> {
            try {
              query.get();
            } catch (java.util.concurrent.ExecutionException e) {
              throw e.getCause();
            }
          });
    }
  }

  private static void awaitGone(AtomicBoolean gone) {
    while (!gone.get()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void queriesWaitForAPlaceAndGiveUpInTime() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    PromqlEngine engine =
        new PromqlEngine(
            intercepted(reader ->
                series -> {
                  reading.countDown();
                  await(go);
                  return reader.read(series);
                }),
            config(1000, 1_000_000, 1, 1 << 30));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<QueryResult> first = threads.submit(() -> engine.instant("sum(c_total)", 600_000));
      reading.await();
      QueryOptions hurried = new QueryOptions(Duration.ofMillis(1), null, () -> false);
      assertFails(
          Kind.TIMEOUT,
          "query timed out in query queue",
          () -> engine.instant("1", 600_000, hurried));
      QueryOptions canceled = new QueryOptions(null, null, () -> true);
      assertFails(
          Kind.CANCELED,
          "query was canceled in query queue",
          () -> engine.instant("1", 600_000, canceled));
      go.countDown();
      assertThat(first.get().warnings()).isEmpty();
      assertThat(engine.instant("1", 600_000).warnings()).isEmpty();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The source with something in between each time a series is read. */
  private SeriesSource intercepted(UnaryOperator<SeriesScan.Reader> between) {
    return (SeriesSource)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SeriesSource.class},
            (proxy, method, arguments) -> {
              if (!method.getName().equals("scan")) {
                return method.invoke(source, arguments);
              }
              @SuppressWarnings("unchecked")
              SeriesScan scan =
                  source.scan(
                      (List<LabelMatcher>) arguments[0], (long) arguments[1], (long) arguments[2]);
              return new SeriesScan() {
                @Override
                public int size() {
                  return scan.size();
                }

                @Override
                public Labels labels(int series) {
                  return scan.labels(series);
                }

                @Override
                public Reader reader() {
                  return between.apply(scan.reader());
                }

                @Override
                public void close() {
                  scan.close();
                }
              };
            });
  }

  @Test
  void explainsWhatWasDone() {
    PromqlEngine engine = new PromqlEngine(source, EngineConfig.defaults());
    QueryOptions options = new QueryOptions(null, null, () -> false, true);
    QueryResult result =
        engine.range("sum by (even) (rate(c_total[5m])) / 2", new Steps(0, 15_000, 100), options);
    Explain division = result.explain();
    assertThat(division).isNotNull();
    assertThat(division.kind()).isEqualTo("binary");
    Explain sum =
        division.children().stream().filter(c -> c.kind().equals("aggregation")).findFirst().get();
    assertThat(sum.expression()).isEqualTo("sum by (even) (rate(c_total[5m]))");
    assertThat(sum.seriesIn()).isEqualTo(SERIES);
    assertThat(sum.seriesOut()).isEqualTo(2);
    assertThat(sum.samples()).isEqualTo(SERIES * 100L);
    Explain rate = sum.children().getFirst();
    assertThat(rate.kind()).isEqualTo("function");
    assertThat(rate.seriesOut()).isEqualTo(SERIES);
    Explain selector = rate.children().getFirst();
    assertThat(selector.kind()).isEqualTo("selector");
    assertThat(selector.seriesIn()).isEqualTo(SERIES);
    long counted =
        result.stats().perStep().stream().mapToLong(QueryStats.StepSamples::samples).sum();
    assertThat(counted).isEqualTo(result.stats().totalSamples());
    assertThat(result.stats().perStep().getLast().samples()).isEqualTo(20L * SERIES);
  }
}
