package dev.clew.tracestore.red;

import dev.clew.tracestore.otlp.AttributeSlices;
import dev.clew.tracestore.otlp.SpanView;
import java.nio.charset.StandardCharsets;

/**
 * How many spans a stored span stands for: from the rejection threshold in the W3C trace state
 * ({@code ot=th:…}, opentelemetry.io/docs/specs/otel/trace/tracestate-probability-sampling), else
 * from an attribute {@code sampling.rate}: a probability up to 1, or "one of N" above it.
 */
final class SamplingWeight {
  private static final byte[] RATE = "sampling.rate".getBytes(StandardCharsets.UTF_8);

  /** A span never stands for more: a forged or broken threshold must not drown all counters. */
  private static final double HEAVIEST = 1e6;

  private static final int THRESHOLD_DIGITS = 14;

  private SamplingWeight() {}

  static double of(SpanView span) {
    if (span.traceStateLength() > 0) {
      double weight = ofTraceState(span.traceState());
      if (weight > 0) {
        return weight;
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
        }
      }
    }
    return 0;
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
    double rate =
        switch (attributes.type(index)) {
          case INT -> attributes.longValue(index);
          case DOUBLE -> attributes.doubleValue(index);
          case STRING -> parse(attributes.text(index));
          default -> 1;
        };
    if (!(rate > 0)) {
      return 1;
    }
    return Math.min(HEAVIEST, rate <= 1 ? 1 / rate : rate);
  }

  private static double parse(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return 1;
    }
  }
}
