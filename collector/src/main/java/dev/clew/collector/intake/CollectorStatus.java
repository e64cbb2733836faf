package dev.clew.collector.intake;

import dev.clew.model.Signal;
import java.util.List;

/** Counts since the start of the process, for the appliance's own metrics. */
public record CollectorStatus(List<Accepted> accepted, List<Refused> refused) {
  public CollectorStatus {
    accepted = List.copyOf(accepted);
    refused = List.copyOf(refused);
  }

  /**
   * @param protocol {@code grpc} or {@code http}
   */
  public record Accepted(Signal signal, String protocol, long requests, long records, long bytes) {}

  /**
   * @param signal lower-case name, or empty when the request did not get so far as to name one
   * @param reason {@link Refusal.Kind#id}
   * @param records dropped by partial success; 0 when the request was refused whole
   */
  public record Refused(
      String signal, String protocol, String reason, long requests, long records) {}
}
