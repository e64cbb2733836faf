package dev.clew.metricsstore.otlp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bounds and quantiles as text: histograms mostly have those of the one before. */
final class NumberTexts {
  private static final int MOST = 256;

  private long[] bits = new long[16];
  private @Nullable String[] texts = new String[16];

  /** The text of the number at a place. */
  String of(int place, double number) {
    if (place >= MOST) {
      return MetricNames.number(number);
    }
    if (place >= texts.length) {
      bits = Arrays.copyOf(bits, MOST);
      texts = Arrays.copyOf(texts, MOST);
    }
    String known = texts[place];
    if (known == null || bits[place] != Double.doubleToRawLongBits(number)) {
      known = MetricNames.number(number);
      texts[place] = known;
      bits[place] = Double.doubleToRawLongBits(number);
    }
    return known;
  }
}
