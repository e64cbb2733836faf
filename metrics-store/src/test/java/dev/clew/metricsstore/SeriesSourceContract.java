package dev.clew.metricsstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.QueryException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SeriesSource} that can be written to promises. */
abstract class SeriesSourceContract {
  static final long T = java.time.Instant.parse("2026-03-10T12:00:00Z").toEpochMilli();
  private static final long DAY = 86_400_000L;
  private static final List<LabelMatcher> ALL = List.of();

  abstract SeriesSource source();

  /** Stores a sample of the series {@code c_total{id="…"}}. */
  abstract void put(String id, long timeMillis, long startMillis, double value) throws IOException;

  abstract void delete(List<List<LabelMatcher>> selections, long startMillis, long endMillis)
      throws IOException;

  /** Whatever the source may do between two operations. */
  abstract void interlude(Random random) throws IOException;

  private List<SeriesData> select(List<LabelMatcher> matchers, long start, long end) {
    return source().select(matchers, start, end, ReadLimits.NONE);
  }

  private static List<LabelMatcher> id(String id) {
    return List.of(LabelMatcher.equal("id", id));
  }

  private static List<LabelMatcher> matching(String expression) {
    return List.of(new LabelMatcher("id", Operator.MATCH, expression));
  }

  private static long[] times(SeriesData data) {
    return Arrays.copyOf(data.timesMillis(), data.size());
  }

  @Test
  void rangesAreInclusiveAndTimesAscend() throws IOException {
    put("a", T + 5, 0, 3);
    put("a", T, 0, 1);
    put("a", T + 2, 0, 2);
    SeriesData data = select(ALL, T, T + 5).getFirst();
    assertThat(times(data)).containsExactly(T, T + 2, T + 5);
    assertThat(times(select(ALL, T + 1, T + 2).getFirst())).containsExactly(T + 2);
    assertThat(select(ALL, T + 3, T + 4)).isEmpty();
    assertThat(select(ALL, T + 6, T + 5)).isEmpty();
  }

  @Test
  void theSampleThatIsWrittenLastWins() throws IOException {
    put("a", T, 0, 1);
    put("a", T, T - 9, 2);
    SeriesData data = select(ALL, T, T).getFirst();
    assertThat(data.size()).isEqualTo(1);
    assertThat(data.values()[0]).isEqualTo(2);
    assertThat(data.startMillis(0)).isEqualTo(T - 9);
  }

  @Test
  void seriesAreSortedByLabelsOverDays() throws IOException {
    put("b", T, 0, 1);
    put("a", T - DAY, 0, 1);
    put("c", T - DAY, 0, 1);
    put("b", T - DAY, 0, 1);
    List<SeriesData> all = select(ALL, T - DAY, T);
    assertThat(all).extracting(d -> d.labels().get("id")).containsExactly("a", "b", "c");
    assertThat(all.get(1).size()).isEqualTo(2);
  }

  @Test
  void startTimesStandBesideTheirSamples() throws IOException {
    put("a", T, T - 100, 1);
    put("a", T + 1, 0, 2);
    put("a", T + 2, T + 1, 3);
    SeriesData data = select(ALL, T, T + 2).getFirst();
    assertThat(List.of(data.startMillis(0), data.startMillis(1), data.startMillis(2)))
        .containsExactly(T - 100, 0L, T + 1);
  }

  @Test
  void limitsAreKept() throws IOException {
    put("a", T, 0, 1);
    put("a", T + 1, 0, 1);
    put("b", T, 0, 1);
    assertThat(source().select(ALL, T, T + 1, new ReadLimits(2, 3))).hasSize(2);
    assertThatThrownBy(() -> source().select(ALL, T, T + 1, new ReadLimits(1, 9)))
        .isInstanceOf(QueryException.class);
    assertThatThrownBy(() -> source().select(ALL, T, T + 1, new ReadLimits(9, 2)))
        .isInstanceOf(QueryException.class);
  }

  @Test
  void labelsAreThoseOfTheSelectedSeries() throws IOException {
    put("a", T, 0, 1);
    put("b", T, 0, 1);
    put("c", T, 0, 1);
    assertThat(source().labelValues("id", List.of(), T, T, 2)).containsExactly("a", "b");
    assertThat(source().labelValues("id", List.of(matching("b|c")), T, T, 9))
        .containsExactly("b", "c");
    assertThat(source().labelNames(List.of(), T, T, 9)).containsExactly("__name__", "id");
    assertThat(source().series(List.of(id("a"), id("c")), T, T, 9)).hasSize(2);
  }

  @Test
  void whatHasEndedIsNotListedAfterwards() throws IOException {
    put("ended", T, 0, 1);
    put("going", T, 0, 1);
    put("going", T + 3_600_000, 0, 1);
    interlude(new Random(1));
    put("late", T + 3_600_001, 0, 1);
    for (long from : new long[] {T + 1, T + 3_600_000}) {
      assertThat(source().labelValues("id", List.of(), from, T + DAY, 9))
          .containsExactly("going", "late");
      assertThat(source().labelValues("id", List.of(matching(".+")), from, T + DAY, 9))
          .containsExactly("going", "late");
      assertThat(source().series(List.of(matching(".+")), from, T + DAY, 9)).hasSize(2);
    }
    assertThat(source().labelValues("id", List.of(), T + 1, T + 3_599_999, 9)).isEmpty();
    assertThat(source().labelNames(List.of(), T + 1, T + 3_599_999, 9)).isEmpty();
    assertThat(source().labelNames(List.of(), T + 1, T + 3_600_000, 9))
        .containsExactly("__name__", "id");
    assertThat(source().labelValues("id", List.of(), T, T, 9)).containsExactly("ended", "going");
    assertThat(source().labelValues("id", List.of(), Long.MIN_VALUE, Long.MAX_VALUE, 9))
        .containsExactly("ended", "going", "late");
  }

  @Test
  void deletionsLeaveWhatTheyDoNotName() throws IOException {
    for (int i = 0; i < 5; i++) {
      put("a", T + i, 0, i);
      put("b", T + i, 0, i);
    }
    delete(List.of(id("a")), T + 1, T + 3);
    assertThat(times(select(id("a"), T, T + 9).getFirst())).containsExactly(T, T + 4);
    assertThat(select(id("b"), T, T + 9).getFirst().size()).isEqualTo(5);
    delete(List.of(matching(".+")), Long.MIN_VALUE, Long.MAX_VALUE);
    assertThat(select(ALL, Long.MIN_VALUE, Long.MAX_VALUE)).isEmpty();
    assertThat(source().labelValues("id", List.of(), T, T, 9)).isEmpty();
    assertThat(source().series(List.of(matching(".+")), T, T, 9)).isEmpty();
  }

  @Test
  void whatIsWrittenAfterADeletionStays() throws IOException {
    put("a", T, 0, 1);
    delete(List.of(id("a")), Long.MIN_VALUE, Long.MAX_VALUE);
    put("a", T, 0, 2);
    put("a", T + 1, 0, 3);
    assertThat(times(select(ALL, T, T + 1).getFirst())).containsExactly(T, T + 1);
    assertThat(source().labelValues("id", List.of(), T, T, 9)).containsExactly("a");
  }

  /** The very same calls on a source that is known to be right; the seed is in the test's name. */
  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void randomOperationsLeaveWhatTheTwinHas(long seed) throws IOException {
    Random random = new Random(seed);
    dev.clew.metricsstore.series.HeapSeries twin = new dev.clew.metricsstore.series.HeapSeries();
    for (int step = 0; step < 1500; step++) {
      String id = "i" + random.nextInt(12);
      long age = random.nextInt(3) == 0 ? (long) (random.nextDouble() * 3 * DAY) : 0;
      long time = T - 1_000_000 - age + step * 100;
      long start = random.nextInt(3) == 0 ? 0 : T - 10 * DAY + random.nextInt(2);
      double value =
          switch (random.nextInt(6)) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextGaussian();
            default -> random.nextInt(1000) / 10.0;
          };
      put(id, time, start, value);
      twin.add(
          dev.clew.model.Labels.of(java.util.Map.of("__name__", "c_total", "id", id)),
          time,
          start,
          value);
      interlude(random);
      if (random.nextInt(60) == 0) {
        long from = random.nextInt(3) == 0 ? Long.MIN_VALUE : time - random.nextInt(50_000_000);
        long to = random.nextInt(3) == 0 ? Long.MAX_VALUE : time + random.nextInt(50_000_000);
        List<List<LabelMatcher>> selections =
            List.of(random.nextBoolean() ? id(id) : matching("i[" + random.nextInt(10) + "1]+"));
        delete(selections, from, to);
        twin.delete(selections, from, to);
      }
      if (random.nextInt(25) == 0 || step == 1499) {
        long from = T - (long) (random.nextDouble() * 4 * DAY);
        List<LabelMatcher> wanted = random.nextBoolean() ? ALL : matching("i[2-5]");
        assertThat(described(source().select(wanted, from, T + DAY, ReadLimits.NONE)))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(described(twin.select(wanted, from, T + DAY, ReadLimits.NONE)));
        long to = from + (long) (random.nextDouble() * DAY);
        assertThat(source().series(List.of(wanted), from, to, 99))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(twin.series(List.of(wanted), from, to, 99));
        assertThat(source().labelValues("id", List.of(), from, to, 99))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(twin.labelValues("id", List.of(), from, to, 99));
      }
    }
  }

  private static List<String> described(List<SeriesData> all) {
    List<String> lines = new ArrayList<>();
    for (SeriesData data : all) {
      for (int i = 0; i < data.size(); i++) {
        lines.add(
            data.labels()
                + " "
                + data.timesMillis()[i]
                + " since "
                + data.startMillis(i)
                + " "
                + Long.toHexString(Double.doubleToRawLongBits(data.values()[i])));
      }
    }
    return lines;
  }
}
