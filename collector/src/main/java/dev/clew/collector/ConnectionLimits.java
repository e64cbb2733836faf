package dev.clew.collector;

import java.time.Duration;

/**
 * How many connections there may be at the collector's ports, and how slow they may be.
 *
 * @param max connections to all ports together; the memory may allow fewer, at 16 KiB each out of a
 *     quarter of that of requests
 * @param maxPerAddress of one address, so that one host cannot use up all; a node or a proxy speaks
 *     for many senders, and this machine has no such limit; 0 for none
 * @param minBodyBytesPerSecond on average, once {@code bodyGrace} is over; slower bodies are cut
 *     off with 408, as each holds memory for as long as its sender likes; 0 for none
 * @param bodyGrace in which a body may come as it likes
 * @param idleTimeout how long a connection may be without a request, whatever else it sends;
 *     exporters that send more rarely connect again
 */
public record ConnectionLimits(
    int max,
    int maxPerAddress,
    int minBodyBytesPerSecond,
    Duration bodyGrace,
    Duration idleTimeout) {
  public ConnectionLimits {
    if (max < 1) {
      throw new IllegalArgumentException("max: " + max + " (expected: >= 1)");
    }
    if (maxPerAddress < 0) {
      throw new IllegalArgumentException("maxPerAddress: " + maxPerAddress + " (expected: >= 0)");
    }
    if (minBodyBytesPerSecond < 0) {
      throw new IllegalArgumentException(
          "minBodyBytesPerSecond: " + minBodyBytesPerSecond + " (expected: >= 0)");
    }
    if (bodyGrace.isNegative()) {
      throw new IllegalArgumentException("bodyGrace: " + bodyGrace + " (expected: >= 0s)");
    }
    if (idleTimeout.toMillis() < 100) {
      throw new IllegalArgumentException("idleTimeout: " + idleTimeout + " (expected: >= 100ms)");
    }
  }

  public static ConnectionLimits defaults() {
    return new ConnectionLimits(
        4_096, 1_024, 1 << 10, Duration.ofSeconds(10), Duration.ofSeconds(15));
  }
}
