package dev.clew.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import org.junit.jupiter.api.Test;

class CorpusTest {
  private static final long NOW = 1_763_683_200_000_000_000L;

  @Test
  void theSameNumberMakesTheSameRequestAndAnotherNumberAnother() {
    Corpus corpus = Corpus.of("logs");
    assertThat(corpus.request(3, 10, NOW)).isEqualTo(corpus.request(3, 10, NOW));
    assertThat(corpus.request(3, 10, NOW)).isNotEqualTo(corpus.request(4, 10, NOW));
  }

  @Test
  void requestsCarryAsManyRecordsAsAsked() throws Exception {
    assertThat(
            ExportLogsServiceRequest.parseFrom(Corpus.of("logs").request(0, 7, NOW))
                .getResourceLogs(0)
                .getScopeLogs(0)
                .getLogRecordsCount())
        .isEqualTo(7);
    assertThat(
            ExportTraceServiceRequest.parseFrom(Corpus.of("traces").request(0, 20, NOW))
                .getResourceSpans(0)
                .getScopeSpans(0)
                .getSpansCount())
        .isEqualTo(20);
    ExportMetricsServiceRequest metrics =
        ExportMetricsServiceRequest.parseFrom(Corpus.of("metrics").request(0, 250, NOW));
    assertThat(
            metrics
                    .getResourceMetrics(0)
                    .getScopeMetrics(0)
                    .getMetrics(0)
                    .getSum()
                    .getDataPointsCount()
                + metrics
                    .getResourceMetrics(0)
                    .getScopeMetrics(0)
                    .getMetrics(1)
                    .getGauge()
                    .getDataPointsCount())
        .isEqualTo(250);
  }
}
