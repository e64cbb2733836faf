package dev.clew.model;

import java.util.Locale;

/** OpenTelemetry's span status codes, in the order of their protocol numbers. */
public enum SpanStatus {
  UNSET,
  OK,
  ERROR;

  /** The status of a protocol number; an unknown number counts as unset. */
  public static SpanStatus ofNumber(int number) {
    return number < 0 || number > 2 ? UNSET : values()[number];
  }

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
