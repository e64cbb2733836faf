package dev.clew.model;

import org.jspecify.annotations.Nullable;

/**
 * An ID to look up.
 *
 * @param key a name of {@link CorrelationKeys} or {@link CorrelationKeys#TRACE_ID}; null means any
 * @param value compared exactly, case included; a trace ID in lower-case hexadecimal digits
 */
public record CorrelationId(@Nullable String key, String value) {
  public CorrelationId {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("correlation ID: \"\" (expected: not empty)");
    }
  }
}
