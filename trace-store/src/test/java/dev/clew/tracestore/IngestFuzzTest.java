package dev.clew.tracestore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Signal;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.otlp.OtlpReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** What the receiver's check has let through is ingested, whatever it is. */
class IngestFuzzTest {
  /** Bytes of requests after which a new store is begun. */
  private static final int MOST_BYTES = 4 << 20;

  private static final TestClock CLOCK = new TestClock();
  private static final long NOW = TimeRange.nanosOf(CLOCK.instant());

  private static Path directory;
  private static TraceStore store;
  private static long position;
  private static long bytesSince;

  @BeforeAll
  static void open() throws IOException {
    directory = Files.createTempDirectory("spans-fuzz");
    store =
        TraceStore.open(
            TraceStoreConfig.defaults(),
            directory,
            CorrelationKeys.defaults(),
            new RecordingSink(),
            CLOCK);
    position = 0;
    bytesSince = 0;
  }

  @AfterAll
  static void close() throws IOException {
    store.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  static Stream<byte[]> requests() {
    Spans spans = new Spans();
    TraceId trace = new TraceId(1, 2);
    spans
        .add("shop", trace, 7, 0, NOW)
        .setName("GET /ü")
        .setTraceState("ot=th:8")
        .setStatus(Spans.error("boom"))
        .addAttributes(Spans.attribute("text", "a"))
        .addAttributes(Spans.attribute("whole", -5L))
        .addAttributes(Spans.attribute("real", 2.5));
    spans.add("cart", trace, 8, 7, NOW).setName("get");
    return Stream.of(spans.request());
  }

  @MethodSource("requests")
  @FuzzTest
  void spans(byte[] request) throws IOException {
    OtlpReport kept;
    try {
      kept = OtlpCheck.check(Signal.TRACES, OtlpLimits.NONE, request, 0, request.length);
    } catch (MalformedProtobufException e) {
      return;
    }
    store.ingest(++position, NOW, kept.request(), kept.offset(), kept.length());
    bytesSince += request.length + 1_000 * kept.records();
    if (bytesSince > MOST_BYTES) {
      close();
      open();
    }
    assertThat(position).isNotNegative();
  }
}
