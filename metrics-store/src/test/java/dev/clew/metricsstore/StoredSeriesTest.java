package dev.clew.metricsstore;

import static dev.clew.metricsstore.Otlp.CUMULATIVE;
import static dev.clew.metricsstore.Otlp.counter;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;

import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.testkit.ManualClock;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The store on disk, which flushes, merges, cleans and crashes between any two operations. */
class StoredSeriesTest extends SeriesSourceContract {
  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(Instant.ofEpochMilli(T));
  private final List<byte[]> buffer = new ArrayList<>();
  private MetricsStore store;

  @BeforeEach
  void open() throws IOException {
    store =
        MetricsStore.open(
            MetricsStoreConfig.defaults(directory), clock, task -> {}, new FailingFiles());
    for (long i = store.committedPosition() + 1; i < buffer.size(); i++) {
      ingest(i);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void ingest(long position) {
    byte[] request = buffer.get((int) position);
    store.ingest(position, 0, request, 0, request.length);
  }

  @Override
  SeriesSource source() {
    return store;
  }

  @Override
  void put(String id, long timeMillis, long startMillis, double value) {
    NumberDataPoint point =
        point(timeMillis, value, "id", id).toBuilder()
            .setStartTimeUnixNano(startMillis * 1_000_000)
            .build();
    buffer.add(request(List.of(), counter("c", "", CUMULATIVE, point)));
    ingest(buffer.size() - 1L);
  }

  @Override
  void delete(List<List<LabelMatcher>> selections, long startMillis, long endMillis)
      throws IOException {
    store.delete(selections, startMillis, endMillis);
  }

  @Override
  void interlude(Random random) throws IOException {
    switch (random.nextInt(40)) {
      case 0, 1 -> store.flush();
      case 2 -> {
        store.flush();
        store.maintain();
      }
      case 3 -> {
        store.close();
        open();
      }
      case 4 -> store.cleanTombstones();
      default -> {}
    }
  }
}
