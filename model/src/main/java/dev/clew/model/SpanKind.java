package dev.clew.model;

import java.util.Locale;

/** OpenTelemetry's span kinds, in the order of their protocol numbers. */
public enum SpanKind {
  UNSPECIFIED,
  INTERNAL,
  SERVER,
  CLIENT,
  PRODUCER,
  CONSUMER;

  /** The kind of a protocol number; an unknown number counts as unspecified. */
  public static SpanKind ofNumber(int number) {
    return number < 0 || number > 5 ? UNSPECIFIED : values()[number];
  }

  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
