package dev.clew.collector;

import dev.clew.model.otlp.OtlpLimits;
import java.util.List;

/**
 * Where telemetry is received, and how much of it at once.
 *
 * @param host address to listen on; {@code 0.0.0.0} is every interface
 * @param grpcPort OTLP/gRPC; 0 lets the system choose
 * @param httpPort OTLP/HTTP; 0 lets the system choose
 * @param graphitePort Graphite's plaintext lines over TCP; 0 is off
 * @param maxRequestBytes greatest request as sent, compressed or not
 * @param maxDecompressedBytes greatest request after decompression: a bomb of a few kilobytes must
 *     not fill the memory
 * @param maxConcurrentRequests requests being worked on once their bodies are there; more are told
 *     to come back
 * @param maxRecordsPerRequest log records, spans or data points; what is beyond is refused by
 *     partial success
 * @param maxAttributes of one record, resource, scope, event or link; a record that has more is
 *     refused by partial success
 * @param maxValueBytes of one attribute value or log body; likewise
 * @param corsOrigins web origins whose pages may send OTLP/HTTP from browsers, or {@code *}; none
 *     by default
 * @param connections how many there may be, and how slow
 */
public record CollectorConfig(
    String host,
    int grpcPort,
    int httpPort,
    int graphitePort,
    int maxRequestBytes,
    int maxDecompressedBytes,
    int maxConcurrentRequests,
    int maxRecordsPerRequest,
    int maxAttributes,
    int maxValueBytes,
    List<String> corsOrigins,
    ConnectionLimits connections) {
  public CollectorConfig {
    corsOrigins = List.copyOf(corsOrigins);
    if (host.isBlank()) {
      throw new IllegalArgumentException("host: \"\" (expected: an address to listen on)");
    }
    between("grpcPort", grpcPort, 0, 65_535);
    between("httpPort", httpPort, 0, 65_535);
    between("graphitePort", graphitePort, 0, 65_535);
    between("maxRequestBytes", maxRequestBytes, 1 << 10, 256 << 20);
    between("maxDecompressedBytes", maxDecompressedBytes, 1 << 10, 256 << 20);
    between("maxConcurrentRequests", maxConcurrentRequests, 1, 100_000);
    between("maxRecordsPerRequest", maxRecordsPerRequest, 1, Integer.MAX_VALUE);
    between("maxAttributes", maxAttributes, 1, Integer.MAX_VALUE);
    between("maxValueBytes", maxValueBytes, 1, Integer.MAX_VALUE);
  }

  private static void between(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }

  public static CollectorConfig defaults() {
    return new CollectorConfig(
        "0.0.0.0",
        4317,
        4318,
        0,
        32 << 20,
        64 << 20,
        256,
        500_000,
        1_024,
        1 << 20,
        List.of(),
        ConnectionLimits.defaults());
  }

  /** What one request and one record may contain. */
  OtlpLimits limits() {
    return new OtlpLimits(maxRecordsPerRequest, maxAttributes, maxValueBytes);
  }
}
