package dev.clew.model.otlp;

import java.util.List;

/**
 * What {@link OtlpCheck} found in a well-formed request.
 *
 * @param records log records, spans or data points that are kept
 * @param findings what is wrong with some records, one for each cause, that of the first record
 *     first; empty when nothing is
 * @param doubtful whether some data point is so near a limit on labels that only the metrics store
 *     can tell whether it would take it
 * @param senders one per service named in the request
 * @param request array that holds the request without what was dropped
 * @param offset where it begins
 * @param length its length
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
public record OtlpReport(
    long records,
    List<Finding> findings,
    boolean doubtful,
    List<Sender> senders,
    byte[] request,
    int offset,
    int length) {
  public OtlpReport {
    findings = List.copyOf(findings);
    senders = List.copyOf(senders);
  }

  /** Of a request that is kept whole. */
  public static OtlpReport whole(long records, List<Sender> senders, byte[] request) {
    return whole(records, senders, request, request.length);
  }

  /** Of a request that is kept whole and begins its array. */
  public static OtlpReport whole(long records, List<Sender> senders, byte[] request, int length) {
    return new OtlpReport(records, List.of(), false, senders, request, 0, length);
  }

  /** Why records were dropped, or lost something. */
  public enum Cause {
    /** A record breaks a limit, or lacks what it cannot be without. */
    LIMIT(true),
    /** It is older than what is kept, or lies too far in the future. */
    TIME(true),
    /** An ID is malformed without which it is nothing. */
    ID(true),
    /** An ID that it can do without is malformed: it was kept without it. */
    CONTEXT(false);

    private final boolean drops;

    Cause(boolean drops) {
      this.drops = drops;
    }

    /** Whether the record itself was dropped. */
    public boolean drops() {
      return drops;
    }
  }

  /**
   * What is wrong with some records.
   *
   * @param records how many
   * @param reason what is wrong with the first of them, without a full stop
   * @param remedy what to do about it, a whole sentence; empty when there is nothing special
   */
  public record Finding(Cause cause, long records, String reason, String remedy) {}

  /** How many records were dropped. */
  public long droppedRecords() {
    long dropped = 0;
    for (Finding finding : findings) {
      dropped += finding.cause().drops() ? finding.records() : 0;
    }
    return dropped;
  }

  /**
   * Who sent how much.
   *
   * @param sdk {@code telemetry.sdk.language} and {@code telemetry.sdk.version}, such as {@code
   *     java 1.54.0}; empty when not sent
   */
  public record Sender(String service, String sdk, long records) {}
}
