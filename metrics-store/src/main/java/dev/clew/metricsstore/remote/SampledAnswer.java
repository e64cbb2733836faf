package dev.clew.metricsstore.remote;

import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.memory.QueryMemory;
import dev.clew.model.otlp.ProtoWriter;

/** Builds a {@code prometheus.ReadResponse}: all samples in one message. */
final class SampledAnswer {
  /** It is in memory whole, and compressed beside it. */
  private static final int MOST_BYTES = 128 << 20;

  private final ProtoWriter out = new ProtoWriter(1 << 16);
  private int result;

  void startQuery() {
    result = out.open(1);
  }

  void endQuery() {
    out.close(result);
  }

  void add(Labels labels, SeriesData data) {
    // Twice, because the array is copied when it grows.
    QueryMemory.current().take(2 * (60L * labels.size() + 12L * data.size() + data.bytes()));
    int series = out.open(1);
    writeLabels(out, labels);
    for (int i = 0; i < data.size(); i++) {
      NativeHistogram histogram = data.histograms() == null ? null : data.histograms()[i];
      if (histogram != null) {
        HistogramWriter.write(out, 4, data.timesMillis()[i], histogram);
        continue;
      }
      int sample = out.open(2);
      out.fixed64(1, Double.doubleToRawLongBits(data.values()[i]));
      out.tag(2, ProtoWriter.VARINT);
      out.varint(data.timesMillis()[i]);
      out.close(sample);
    }
    out.close(series);
    if (out.size() > MOST_BYTES) {
      throw new QueryException(
          QueryException.Kind.LIMIT,
          "the answer is larger than "
              + (MOST_BYTES >> 20)
              + " MiB; accept STREAMED_XOR_CHUNKS"
              + " or ask for less",
          -1);
    }
  }

  static void writeLabels(ProtoWriter out, Labels labels) {
    labels
        .asMap()
        .forEach((name, value) -> {
          int label = out.open(1);
          out.text(1, name);
          out.text(2, value);
          out.close(label);
        });
  }

  int size() {
    return out.size();
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }
}
