package dev.clew.packaging.http;

import java.time.Duration;

/**
 * The port of the browser and of every query API.
 *
 * @param host address to listen on; 0.0.0.0 takes connections from everywhere
 * @param port 0 picks a free one, which the log names
 * @param requestTimeout longest time for one answer; queries have shorter bounds of their own
 * @param maxRequestBytes greatest request body; queries are short
 */
public record HttpConfig(String host, int port, Duration requestTimeout, long maxRequestBytes) {
  public HttpConfig {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
    }
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException("request_timeout: " + requestTimeout + " (expected: > 0)");
    }
  }

  public static HttpConfig defaults() {
    return new HttpConfig("0.0.0.0", 8080, Duration.ofSeconds(60), 4L << 20);
  }
}
