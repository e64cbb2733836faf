package dev.clew.model.otlp;

import java.util.List;

/**
 * What {@link OtlpCheck} found in a well-formed request.
 *
 * @param records log records, spans or data points that are kept
 * @param droppedRecords how many broke a limit
 * @param dropReason why the first of them was dropped; empty when none was
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
    List<Sender> senders,
    byte[] request,
    int offset,
    int length) {
  public OtlpReport {
    senders = List.copyOf(senders);
  }

  /**
   * Who sent how much.
   *
   * @param sdk {@code telemetry.sdk.language} and {@code telemetry.sdk.version}, such as {@code
   *     java 1.54.0}; empty when not sent
   */
  public record Sender(String service, String sdk, long records) {}
}
