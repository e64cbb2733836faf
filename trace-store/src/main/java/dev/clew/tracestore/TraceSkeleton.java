package dev.clew.tracestore;

import dev.clew.model.Attributes;
import dev.clew.model.Resource;
import dev.clew.model.TraceId;
import java.util.List;

/**
 * All spans of a trace with the few columns that a waterfall needs; arrays of equal length in
 * waterfall order (see {@link dev.clew.model.TraceTree}). A span that came several times is one
 * row.
 *
 * @param startNanos of the earliest span
 * @param durationNanos from there to the end of the latest span
 * @param services in order of first appearance; {@code service} is an index into it
 * @param parent row of the parent, -1 at the top level
 * @param kind protocol numbers
 * @param status protocol numbers
 * @param name index into {@code names}
 * @param copies how often the span came again
 * @param orphans how many rows name a parent that is not stored
 * @param truncated whether there are more spans than may be read
 * @param warnings what is not as it was sent, or cannot be
 * @param clocks those that are off
 * @param skewCorrected whether their spans stand where they should, not where they were sent
 */
@SuppressWarnings("ArrayRecordComponent")
public record TraceSkeleton(
    TraceId traceId,
    long startNanos,
    long durationNanos,
    List<String> services,
    long[] spanId,
    int[] parent,
    int[] service,
    int[] name,
    List<String> names,
    byte[] kind,
    long[] start,
    long[] duration,
    byte[] status,
    FewNumbers events,
    FewNumbers links,
    FewNumbers copies,
    int orphans,
    boolean truncated,
    List<TraceWarning> warnings,
    List<Clock> clocks,
    boolean skewCorrected,
    QueryCost cost) {
  /**
   * A clock that does not agree with those of its callers.
   *
   * @param host as the sender named it, or the service when it did not
   * @param offsetNanos to be added to its times
   */
  public record Clock(String service, String host, long offsetNanos) {}

  public TraceSkeleton {
    warnings = List.copyOf(warnings);
    clocks = List.copyOf(clocks);
  }

  /** What a clock belongs to, the machine first; processes on one machine share it. */
  private static final List<String> HOSTS =
      List.of(
          "k8s.node.name",
          "host.id",
          "host.name",
          "k8s.pod.name",
          "container.id",
          "service.instance.id");

  /** The host that a resource names, or the empty string. */
  static String host(Attributes resource, String prefix) {
    for (String key : HOSTS) {
      String host = resource.text(prefix + key);
      if (host != null && !host.isEmpty()) {
        return host;
      }
    }
    return "";
  }

  /** What is added here to the times of a sender, 0 unless its clock is off and put right. */
  public long addedNanos(Resource sender) {
    String host = host(sender.attributes(), "");
    return !skewCorrected
        ? 0
        : clocks.stream()
            .filter(clock -> clock.service().equals(sender.serviceName()))
            .filter(clock -> clock.host().equals(host))
            .mapToLong(Clock::offsetNanos)
            .findFirst()
            .orElse(0);
  }

  /** Memory that it takes, by an estimate. */
  public int bytes() {
    int text = names.stream().mapToInt(one -> 56 + one.length()).sum();
    return 38 * rows() + text + events.bytes() + links.bytes() + copies.bytes() + 1000;
  }

  public int rows() {
    return spanId.length;
  }
}
