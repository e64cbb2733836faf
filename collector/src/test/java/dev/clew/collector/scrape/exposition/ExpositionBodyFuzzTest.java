package dev.clew.collector.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** What targets answer is read, or refused with the place of the fault. */
class ExpositionBodyFuzzTest {
  private static final HistogramChoice NATIVE = new HistogramChoice(true, true, false);
  private static final HistogramChoice CUSTOM = new HistogramChoice(true, true, true);

  static Stream<byte[]> messages() {
    return Stream.of(
        ClientMessages.delimited(
            ClientMessages.counter("c_total", 5, 1_000),
            ClientMessages.summary("s"),
            ClientMessages.histogram("h")));
  }

  @FuzzTest
  void text(byte[] body) {
    read(new PrometheusText(body, body.length), body);
    read(new CustomBuckets(new PrometheusText(body, body.length), CUSTOM), body);
  }

  @FuzzTest
  void openMetrics(byte[] body) {
    read(new OpenMetricsText(body, body.length), body);
    read(new CustomBuckets(new OpenMetricsText(body, body.length), CUSTOM), body);
  }

  @MethodSource("messages")
  @FuzzTest
  void protobuf(byte[] body) {
    read(new ProtobufExposition(body, body.length, NATIVE), body);
    read(new CustomBuckets(new ProtobufExposition(body, body.length, NATIVE), CUSTOM), body);
  }

  private static void read(Exposition exposition, byte[] body) {
    try {
      List<String> entries = Expositions.list(exposition);
      assertThat(entries.size()).isLessThanOrEqualTo(4 * body.length);
    } catch (ExpositionException e) {
      assertThat(e.getMessage()).matches("(?s)(line|byte|metric|native) .*");
    }
  }
}
