package dev.clew.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.logstore.LogStoreConfig;
import dev.clew.metricsstore.MetricsStoreConfig;
import dev.clew.tracestore.TraceStoreConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class HeapSharesTest {
  private static final MetricsStoreConfig METRICS = MetricsStoreConfig.defaults(Path.of("metrics"));

  @Test
  void aSmallHeapBoundsWhatIsConfigured() {
    HeapShares small = new HeapShares(160L << 20);
    LogStoreConfig logs = small.of(LogStoreConfig.defaults());
    assertThat(logs.flushBytes()).isEqualTo(10L << 20);
    assertThat(logs.cacheBytes()).isEqualTo(5L << 20);
    assertThat(logs.maxConcurrency()).isEqualTo(5);
    TraceStoreConfig traces = small.of(TraceStoreConfig.defaults());
    assertThat(traces.flushBytes()).isEqualTo(10L << 20);
    assertThat(traces.cacheBytes()).isEqualTo(5L << 20);
    MetricsStoreConfig metrics = small.of(METRICS);
    assertThat(metrics.flushSamples()).isEqualTo(524_288);
    assertThat(metrics.maxSeriesPerDay()).isEqualTo(104_857);
  }

  @Test
  void aLargeOneDoesNot() {
    HeapShares large = new HeapShares(4L << 30);
    assertThat(large.of(LogStoreConfig.defaults())).isEqualTo(LogStoreConfig.defaults());
    assertThat(large.of(TraceStoreConfig.defaults())).isEqualTo(TraceStoreConfig.defaults());
    assertThat(large.of(METRICS)).isEqualTo(METRICS);
  }
}
