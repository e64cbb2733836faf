package dev.clew.collector.graphite;

import java.time.Duration;

/**
 * What connections may take.
 *
 * @param connections at once; each has a thread and up to about 300 KiB
 * @param lineBytes of one line without its end; a path with tags is far shorter
 * @param idle how long a connection may be silent: senders notice the end of a connection only when
 *     they have lost the next lines, so it is longer than the intervals people send at
 * @param delay how long lines wait for others to be buffered together with
 */
public record GraphiteLimits(int connections, int lineBytes, Duration idle, Duration delay) {
  public static final GraphiteLimits DEFAULT =
      new GraphiteLimits(256, 4 << 10, Duration.ofMinutes(15), Duration.ofMillis(200));

  public GraphiteLimits {
    if (connections < 1) {
      throw new IllegalArgumentException("connections: " + connections + " (expected: >= 1)");
    }
    if (lineBytes < 1) {
      throw new IllegalArgumentException("lineBytes: " + lineBytes + " (expected: >= 1)");
    }
  }
}
