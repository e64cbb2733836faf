package dev.clew.logstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Signal;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.otlp.OtlpReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** What the receiver's check has let through is ingested, whatever it is. */
class IngestFuzzTest {
  /** Bytes of requests after which a new store is begun. */
  private static final int MOST_BYTES = 4 << 20;

  private static Path directory;
  private static LogStore store;
  private static long position;
  private static long bytesSince;

  @BeforeAll
  static void open() throws IOException {
    directory = Files.createTempDirectory("logs-fuzz");
    store =
        LogStore.open(
            LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), Clock.systemUTC());
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
    return Stream.of(
        Otlp.request("shop", Otlp.record(1_763_683_200_000_000_000L, "info", "order 17 accepted")),
        Otlp.request(
            "cart",
            Otlp.record(1_763_683_200_000_000_001L, "error", "{\"order.id\":\"o-17\"}")
                .addAttributes(Otlp.attribute("route", Otlp.whole(7)))
                .addAttributes(Otlp.attribute("trace_id", "00ff"))));
  }

  @MethodSource("requests")
  @FuzzTest
  void logs(byte[] request) throws IOException {
    OtlpReport kept;
    try {
      kept = OtlpCheck.check(Signal.LOGS, OtlpLimits.NONE, request, 0, request.length);
    } catch (MalformedProtobufException e) {
      return;
    }
    store.ingest(
        ++position, 1_763_683_200_000_000_000L, kept.request(), kept.offset(), kept.length());
    bytesSince += request.length + 1_000 * kept.records();
    if (bytesSince > MOST_BYTES) {
      close();
      open();
    }
    assertThat(position).isNotNegative();
  }
}
