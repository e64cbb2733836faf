package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.testkit.ManualClock;
import dev.clew.testkit.faults.Fault;
import dev.clew.testkit.faults.FaultyFiles;
import dev.clew.testkit.faults.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store on a disk that fails: power, space, forces. The seed is in the name of the test. */
class MetricsStorePowerTest {
  private static final long DAY = 86_400_000L;
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(NOW);
  private FaultyFiles files;
  private Random random;
  private long time = NOW.toEpochMilli() - DAY;

  /** What has been asked of the store, in order; requests are in the buffer by position. */
  private final List<Step> steps = new ArrayList<>();

  private final List<byte[]> buffer = new ArrayList<>();

  private sealed interface Step {}

  private record Sample(int id, long millis, double value) implements Step {}

  private record Deletion(int id, long start, long end) implements Step {}

  private MetricsStore open() throws IOException {
    Path root = files.root().resolve("metrics");
    return MetricsStore.open(MetricsStoreConfig.defaults(root), clock, task -> {});
  }

  private void write(MetricsStore store, int count) {
    for (int i = 0; i < count; i++) {
      time += random.nextInt(60_000);
      long late = random.nextInt(8) == 0 ? random.nextInt((int) DAY) : 0;
      Sample sample = new Sample(random.nextInt(9), time - late, random.nextInt(1000) / 10.0);
      steps.add(sample);
      buffer.add(
          request(
              List.of(), gauge("g", "", point(sample.millis, sample.value, "id", "" + sample.id))));
      ingest(store, buffer.size() - 1);
    }
  }

  private void ingest(MetricsStore store, int position) {
    byte[] request = buffer.get(position);
    store.ingest(position, 0, request, 0, request.length);
  }

  private void feed(MetricsStore store) {
    for (int i = (int) store.committedPosition() + 1; i < buffer.size(); i++) {
      ingest(store, i);
    }
  }

  private void delete(MetricsStore store) throws IOException {
    long start = random.nextInt(3) == 0 ? 0 : time - random.nextInt((int) DAY);
    Deletion deletion = new Deletion(random.nextInt(9), start, Long.MAX_VALUE);
    steps.add(deletion);
    store.delete(List.of(List.of(LabelMatcher.equal("id", "" + deletion.id))), start, deletion.end);
  }

  private Map<String, Map<Long, Long>> expected() {
    Map<String, Map<Long, Long>> all = new TreeMap<>();
    for (Step step : steps) {
      switch (step) {
        case Sample sample ->
            all.computeIfAbsent("g{id=\"" + sample.id + "\"}", key -> new TreeMap<>())
                .put(sample.millis, Double.doubleToRawLongBits(sample.value));
        case Deletion deletion -> {
          Map<Long, Long> samples = all.getOrDefault("g{id=\"" + deletion.id + "\"}", Map.of());
          samples.keySet().removeIf(t -> t >= deletion.start && t <= deletion.end);
        }
      }
    }
    all.values().removeIf(Map::isEmpty);
    return all;
  }

  private static Map<String, Map<Long, Long>> all(MetricsStore store) {
    return Twin.of(store.select(List.of(), Long.MIN_VALUE, Long.MAX_VALUE, ReadLimits.NONE));
  }

  @ParameterizedTest
  @ValueSource(longs = {31, 32, 33, 34})
  void whatWasFlushedSurvivesAPowerFailureAtAnyMoment(long seed) throws IOException {
    random = new Random(seed);
    files = FaultyFiles.over(directory);
    long flushed = -1;
    for (int life = 0; life < 25; life++) {
      files.stopAfter(files.changes() + random.nextInt(200));
      flushed = live(flushed);
      files.powerFailure(random);
      try (MetricsStore store = open()) {
        assertThat(store.committedPosition()).as("life %d", life).isGreaterThanOrEqualTo(flushed);
        feed(store);
        settle(store);
        assertThat(all(store)).as("seed %d, life %d", seed, life).isEqualTo(expected());
        assertThat(store.status().quarantinedFiles()).isZero();
      }
    }
  }

  /** The deletion that the machine stopped in has happened as a whole, or not at all. */
  private void settle(MetricsStore store) {
    if (!steps.isEmpty() && steps.getLast() instanceof Deletion && !all(store).equals(expected())) {
      steps.removeLast();
    }
  }

  /** Works until the machine stops; returns the last position that was said to be flushed. */
  private long live(long before) {
    long flushed = before;
    MetricsStore store = null;
    try {
      store = open();
      feed(store);
      for (int i = 0; i < 12; i++) {
        write(store, 1 + random.nextInt(10));
        switch (random.nextInt(8)) {
          case 0, 1, 2 -> {
            store.flush();
            flushed = store.committedPosition();
          }
          case 3 -> store.maintain();
          case 4 -> delete(store);
          case 5 -> store.cleanTombstones();
          default -> {}
        }
      }
      store.flush();
      flushed = store.committedPosition();
      store.maintain();
    } catch (IOException | RuntimeException e) {
      assertThat(files.stopped()).as("nothing else may fail: %s", e).isTrue();
    }
    if (store != null) {
      store.close();
    }
    return flushed;
  }

  @Test
  void aFullDiskDelaysAFlushAndLosesNothing() throws IOException {
    failsAndMends(Fault.diskFull());
  }

  @Test
  void aRefusedForceDelaysAFlushAndLosesNothing() throws IOException {
    failsAndMends(Fault.always(Operation.FORCE, "Input/output error"));
  }

  @Test
  void aRefusedRenameDelaysAFlushAndLosesNothing() throws IOException {
    failsAndMends(Fault.always(Operation.RENAME, "Read-only file system"));
  }

  private void failsAndMends(Fault fault) throws IOException {
    random = new Random(1);
    files = FaultyFiles.over(directory);
    try (MetricsStore store = open()) {
      write(store, 50);
      store.flush();
      long committed = store.committedPosition();
      write(store, 50);
      files.fault(fault);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(store::flush).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> store.delete(List.of(List.of()), 0, Long.MAX_VALUE))
            .isInstanceOf(IOException.class);
        assertThat(store.committedPosition()).isEqualTo(committed);
        assertThat(all(store)).isEqualTo(expected());
        store.maintain();
      }
      files.fault(Fault.NONE);
      store.flush();
      assertThat(store.committedPosition()).isEqualTo(buffer.size() - 1);
      delete(store);
      assertThat(all(store)).isEqualTo(expected());
    }
    files.powerFailure(random);
    try (MetricsStore store = open()) {
      assertThat(all(store)).isEqualTo(expected());
    }
  }
}
