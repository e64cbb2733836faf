package dev.clew.metricsstore.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.NativeHistogram.CounterReset;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.otlp.ProtoCursor;
import dev.clew.model.otlp.ProtoWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistogramWriterTest {
  private static NativeHistogram histogram(double count, double sum, double... positive) {
    return new NativeHistogram(
        2,
        count,
        sum,
        0.001,
        1,
        CounterReset.NOT_RESET,
        new int[] {-2, -1, 3},
        positive,
        new int[] {5},
        new double[] {2},
        new double[0]);
  }

  /** Each field with its numbers. */
  private static List<String> written(NativeHistogram histogram) {
    ProtoWriter out = new ProtoWriter(100);
    HistogramWriter.write(out, 4, 99, histogram);
    byte[] bytes = out.toByteArray();
    ProtoCursor cursor = new ProtoCursor().reset(bytes, 0, bytes.length);
    cursor.next();
    cursor.enter();
    List<String> fields = new ArrayList<>();
    while (cursor.next()) {
      fields.add(cursor.field() + value(cursor));
    }
    return fields;
  }

  private static String value(ProtoCursor cursor) {
    return switch (cursor.field()) {
      case 2, 3, 5, 7 -> "=" + cursor.float64();
      case 4 -> "=" + cursor.zigzag();
      case 8, 11 -> {
        cursor.skip();
        yield " span";
      }
      case 9, 12 -> {
        List<Long> deltas = new ArrayList<>();
        int outer = cursor.enter();
        while (cursor.position() < cursor.limit()) {
          long zigzag = cursor.varint();
          deltas.add((zigzag >>> 1) ^ -(zigzag & 1));
        }
        cursor.leave(outer);
        yield "=" + deltas;
      }
      case 10, 13 -> {
        List<Double> floats = new ArrayList<>();
        int outer = cursor.enter();
        while (cursor.position() < cursor.limit()) {
          floats.add(Double.longBitsToDouble(cursor.packedFixed64()));
        }
        cursor.leave(outer);
        yield "=" + floats;
      }
      default -> "=" + cursor.varintField();
    };
  }

  @Test
  void wholeCountsGoAsIntegers() {
    assertThat(written(histogram(9, 4.5, 1, 2, 3)))
        .containsExactly(
            "1=9",
            "3=4.5",
            "4=2",
            "5=0.001",
            "6=1",
            "8 span",
            "9=[2]",
            "11 span",
            "11 span",
            "12=[1, 1, 1]",
            "14=2",
            "15=99");
  }

  @Test
  void countsMayFall() {
    assertThat(written(histogram(1L << 53, 4.5, 7, 2, 1L << 53)))
        .contains("1=9007199254740992", "12=[7, -5, 9007199254740990]");
  }

  @Test
  void oneThatIsNotWholeMakesAllFloats() {
    assertThat(written(histogram(9, 4.5, 1.5, 2, 3)))
        .contains("2=9.0", "7=1.0", "10=[2.0]", "13=[1.5, 2.0, 3.0]")
        .noneMatch(field -> field.startsWith("1=") || field.startsWith("12="));
    assertThat(written(histogram(9, 4.5, -1, 2, 3))).contains("2=9.0");
    assertThat(written(histogram(1e19, 4.5, 1, 2, 3))).contains("2=1.0E19");
  }

  @Test
  void aStaleMarkerIsWhole() {
    assertThat(written(histogram(0, SeriesData.STALE_NAN, 0, 0, 0))).contains("1=0", "3=NaN");
  }
}
