package dev.clew.tracestore.red;

import dev.clew.tracestore.otlp.AttributeSlices;
import dev.clew.tracestore.otlp.SpanView;
import java.nio.charset.StandardCharsets;

/**
 * How many spans a stored span stands for: from the rejection threshold in the W3C trace state
 * ({@code ot=th:…}, opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling) or the
 * exponent that older samplers write there ({@code ot=p:…}, of a half), else from an attribute:
 * {@code SampleRate} as Honeycomb's senders write it ({@code sampleRate} too), always "one of N";
 * or {@code sampling.rate}, a probability up to 1, or "one of N" above it.
 */
final class SamplingWeight {
  private static final byte[] RATE = utf8("sampling.rate");
  private static final byte[][] ONE_OF = {utf8("SampleRate"), utf8("sampleRate")};

  /** A span never stands for more: a forged or broken threshold must not drown all counters. */
  private static final double HEAVIEST = 1e6;

  private static final int THRESHOLD_DIGITS = 14;

  /** Of the older exponent: this one says that nothing is kept. */
  private static final int ZERO_EXPONENT = 63;

  private SamplingWeight() {}

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static double of(SpanView span) {
    if (span.traceStateLength() > 0) {
      double weight = ofTraceState(span.traceState());
      if (weight > 0) {
        return weight;
      }
    }
    for (byte[] key : ONE_OF) {
      int index = span.attributes().find(key);
      if (index >= 0) {
        double rate = number(span.attributes(), index);
        return rate >= 1 ? Math.min(HEAVIEST, rate) : 1;
      }
    }
    int index = span.attributes().find(RATE);
    return index < 0 ? 1 : ofRate(span.attributes(), index);
  }

  /** 0 when the trace state says nothing about sampling. */
  static double ofTraceState(String traceState) {
    for (String member : traceState.split(",")) {
      String vendor = member.strip();
      if (vendor.startsWith("ot=")) {
        for (String item : vendor.substring(3).split(";")) {
          if (item.startsWith("th:")) {
            return ofThreshold(item.substring(3));
          }
          if (item.startsWith("p:")) {
            return ofExponent(item.substring(2));
          }
        }
      }
    }
    return 0;
  }

  private static double ofExponent(String digits) {
    try {
      int exponent = Integer.parseInt(digits);
      return exponent < 0 || exponent >= ZERO_EXPONENT
          ? 0
          : Math.min(HEAVIEST, Math.scalb(1.0, exponent));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static double ofThreshold(String digits) {
    if (digits.isEmpty() || digits.length() > THRESHOLD_DIGITS) {
      return 0;
    }
    try {
      long threshold =
          Long.parseUnsignedLong(digits, 16) << (4 * (THRESHOLD_DIGITS - digits.length()));
      double kept = 1 - threshold / 0x1p56;
      return kept <= 0 ? HEAVIEST : Math.min(HEAVIEST, 1 / kept);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static double ofRate(AttributeSlices attributes, int index) {
    double rate = number(attributes, index);
    if (!(rate > 0)) {
      return 1;
    }
    return Math.min(HEAVIEST, rate <= 1 ? 1 / rate : rate);
  }

  private static double number(AttributeSlices attributes, int index) {
    return switch (attributes.type(index)) {
      case INT -> attributes.longValue(index);
      case DOUBLE -> attributes.doubleValue(index);
      case STRING -> parse(attributes.text(index));
      default -> 1;
    };
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
