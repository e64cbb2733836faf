package dev.clew.model.otlp;

import java.util.List;

/**
 * What {@link OtlpCheck} found in a well-formed request.
 *
 * @param records log records, spans or data points that are kept
 * @param droppedRecords how many broke a limit
 * @param dropReason why the first of them was dropped; empty when none was
 * @param dropRemedy what to do about it, a whole sentence; empty when there is nothing special
 * @param doubtful whether some data point is so near a limit on labels that only the metrics store
 *     can tell whether it would take it
 * @param senders one per service named in the request
 * @param request array that holds the request without the dropped records
 * @param offset where it begins
 * @param length its length
 */
@SuppressWarnings("ArrayRecordComponent") // the bytes are handed on, never compared
public record OtlpReport(
    long records,
    long droppedRecords,
    String dropReason,
    String dropRemedy,
    boolean doubtful,
    List<Sender> senders,
    byte[] request,
    int offset,
    int length) {
  public OtlpReport {
    senders = List.copyOf(senders);
  }

  /** Of a request that is kept whole. */
  public static OtlpReport whole(long records, List<Sender> senders, byte[] request) {
    return new OtlpReport(records, 0, "", "", false, senders, request, 0, request.length);
  }

  /**
   * Who sent how much.
   *
   * @param sdk {@code telemetry.sdk.language} and {@code telemetry.sdk.version}, such as {@code
   *     java 1.54.0}; empty when not sent
   */
  public record Sender(String service, String sdk, long records) {}
}
