package dev.clew.model.otlp;

/**
 * What one record, and one request, may contain.
 *
 * @param records log records, spans or data points per request
 * @param attributes per record, event, link, scope or resource
 * @param valueBytes per attribute value or log body, and per element of one that is a list or map
 */
public record OtlpLimits(int records, int attributes, int valueBytes) {
  public static final OtlpLimits NONE =
      new OtlpLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
}
