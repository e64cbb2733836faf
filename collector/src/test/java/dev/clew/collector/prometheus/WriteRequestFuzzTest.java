package dev.clew.collector.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.collector.Room;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.intake.RetentionBounds;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Remote write is refused with a reason, or becomes OTLP that passes its check. */
class WriteRequestFuzzTest {
  private static final long NOW = 1_772_323_200_000L;
  private static final int MAX_BYTES = 1 << 20;

  static Stream<byte[]> requestsOfVersion1() {
    return Stream.of(
        Writes.message(
            Writes.series(
                List.of("__name__", "up", "job", "nöde", "x", "y"),
                Writes.sample(NOW, 1.5),
                Writes.sample(NOW - 1, 2),
                Writes.exemplar(NOW, 0.5, "trace_id", "00ff")),
            Writes.series(List.of("__name__", "h"), Writes.histogram(4, NOW, 3)),
            Writes.metadata(3, "up", "Helps.", "s")));
  }

  static Stream<byte[]> requestsOfVersion2() {
    Writes.Symbols symbols = new Writes.Symbols();
    symbols.series(
        symbols.references(1, "__name__", "requests_total", "job", "shöp"),
        Writes.sample(NOW, NOW - 60_000, 7),
        symbols.exemplar(NOW, 1, "trace_id", "abc"),
        symbols.metadata(1, "How many.", "requests"));
    symbols.series(
        symbols.references(1, "__name__", "h"),
        Writes.histogram(3, NOW, 5),
        symbols.metadata(3, "", ""));
    return Stream.of(symbols.request());
  }

  @MethodSource("requestsOfVersion1")
  @FuzzTest
  void version1(byte[] request) {
    read(request, out -> new WriteRequestV1(out, SeriesLimits.DEFAULT));
  }

  @MethodSource("requestsOfVersion2")
  @FuzzTest
  void version2(byte[] request) {
    read(request, out -> new WriteRequestV2(out, SeriesLimits.DEFAULT, Room.claim()));
  }

  private static void read(byte[] request, Function<WrittenSeries, WriteRequestReader> reader) {
    WrittenSeries out =
        new WrittenSeries(
            "fuzz",
            SeriesLimits.DEFAULT,
            RetentionBounds.of(InstantSource.fixed(Instant.ofEpochMilli(NOW)), SeriesLimits.DEFAULT)
                .at(Signal.METRICS),
            new WrittenSeries.Room(Room.claim(), 1 << 10, MAX_BYTES));
    try {
      reader.apply(out).read(request, request.length);
    } catch (RefusedException e) {
      assertThat(e.refusal().reason()).isNotEmpty();
      return;
    }
    byte[] otlp = out.batch().encode();
    assertThat(otlp.length).isLessThan(2 * MAX_BYTES);
    OtlpCheck.check(Signal.METRICS, OtlpLimits.NONE, otlp, 0, otlp.length);
  }
}
