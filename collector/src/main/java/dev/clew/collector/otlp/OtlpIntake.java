package dev.clew.collector.otlp;

import dev.clew.collector.Intake;
import dev.clew.collector.ReceiverLog;
import dev.clew.collector.Refusal;
import dev.clew.collector.RefusedException;
import dev.clew.model.BufferFullException;
import dev.clew.model.MetricAdmission;
import dev.clew.model.Signal;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.otlp.OtlpReport;
import dev.clew.model.otlp.PointLimits;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every protocol does with a request once its bytes are there: check it, buffer it, note it.
 * Thread-safe.
 */
public final class OtlpIntake {
  private static final Logger log = LoggerFactory.getLogger(OtlpIntake.class);

  private final Intake buffer;
  private final OtlpLimits limits;
  private final MetricAdmission admission;
  private final ReceiverLog receiverLog;
  private final int maxConcurrent;
  private final AtomicInteger concurrent = new AtomicInteger();

  /** Who sends what, and how. */
  public record Origin(String remote, String protocol, Signal signal) {}

  /**
   * The answer to a request that was taken.
   *
   * @param droppedRecords how many of its records were not
   * @param message why not; empty when all were
   */
  public record Taken(long droppedRecords, String message) {}

  /**
   * @param admission is asked what of a request the metrics store would not take
   */
  public OtlpIntake(
      Intake buffer,
      OtlpLimits limits,
      MetricAdmission admission,
      ReceiverLog receiverLog,
      int maxConcurrent) {
    this.buffer = buffer;
    this.limits = limits;
    this.admission = admission;
    this.receiverLog = receiverLog;
    this.maxConcurrent = maxConcurrent;
  }

  /**
   * Makes room for one more request; {@link #leave} has to follow.
   *
   * @throws RefusedException when too many are being worked on already
   */
  public void enter() {
    if (concurrent.incrementAndGet() > maxConcurrent) {
      concurrent.decrementAndGet();
      throw new RefusedException(
          Refusal.Kind.TOO_MANY_REQUESTS,
          "more than " + maxConcurrent + " requests at once",
          "Send again later; larger batches need fewer requests (collector.max_concurrent_requests).");
    }
  }

  public void leave() {
    concurrent.decrementAndGet();
  }

  /**
   * Checks and buffers a request. The answer is done when it may be acknowledged; it fails with
   * {@link RefusedException}.
   *
   * @throws RefusedException when the bytes are not a request of this signal
   */
  public CompletableFuture<Taken> take(Origin origin, byte[] bytes, int offset, int length) {
    OtlpReport report = check(origin.signal(), bytes, offset, length);
    return report.records() == 0
        ? CompletableFuture.completedFuture(taken(origin, report, MetricAdmission.Refused.NOTHING))
        : take(origin, report);
  }

  /** Buffers a request that was checked, or built here. */
  public CompletableFuture<Taken> take(Origin origin, OtlpReport report) {
    MetricAdmission.Refused noRoom =
        origin.signal() == Signal.METRICS
            ? admission.refused(
                report.request(), report.offset(), report.length(), report.doubtful())
            : MetricAdmission.Refused.NOTHING;
    return buffer
        .append(origin.signal(), report.request(), report.offset(), report.length())
        .handle((position, failure) -> {
          if (failure != null) {
            throw refused(failure);
          }
          return taken(origin, report, noRoom);
        });
  }

  private OtlpReport check(Signal signal, byte[] bytes, int offset, int length) {
    try {
      PointLimits points = signal == Signal.METRICS ? admission.limits() : PointLimits.NONE;
      return OtlpCheck.check(signal, limits, points, bytes, offset, length);
    } catch (MalformedProtobufException e) {
      throw new RefusedException(
          Refusal.Kind.MALFORMED,
          "not an OTLP " + signal.id() + " request: " + e.getMessage(),
          remedy(bytes, offset, length));
    }
  }

  private static String remedy(byte[] bytes, int offset, int length) {
    int first = length > 0 ? bytes[offset] & 0xff : -1;
    int second = length > 1 ? bytes[offset + 1] & 0xff : -1;
    if (first == '{' || first == '[') {
      return "The body looks like JSON: send it with Content-Type: application/json.";
    }
    if (first == 0x1f && second == 0x8b) {
      return "The body looks like gzip: send it with Content-Encoding: gzip.";
    }
    if (first == 0x28 && second == 0xb5) {
      return "The body looks like zstd: send it with Content-Encoding: zstd.";
    }
    return "Send the Export…ServiceRequest message of opentelemetry-proto to the path of its signal.";
  }

  /**
   * @param noRoom what the metrics store is going to leave out of the request, which is buffered
   *     all the same: by then there may be room
   */
  private Taken taken(Origin origin, OtlpReport report, MetricAdmission.Refused noRoom) {
    long kept = report.records() - noRoom.points();
    long dropped = report.droppedRecords() + noRoom.points();
    if (kept > 0 || dropped == 0) {
      receiverLog.accepted(
          origin.signal(), origin.protocol(), report.senders(), kept, report.length());
    }
    if (dropped == 0) {
      return new Taken(0, "");
    }
    boolean byCheck = report.droppedRecords() > 0;
    String reason = byCheck ? report.dropReason() : noRoom.reason();
    Refusal refusal =
        new Refusal(
            Refusal.Kind.RECORD_LIMIT,
            dropped + " records were dropped; the first: " + reason,
            byCheck ? remedy(report) : noRoom.remedy());
    receiverLog.refused(origin.remote(), origin.protocol(), origin.signal().id(), refusal, dropped);
    return new Taken(dropped, refusal.message());
  }

  private static String remedy(OtlpReport report) {
    return report.dropRemedy().isEmpty()
        ? "Shorten such records, or raise collector.max_records_per_request, max_attributes or"
            + " max_value_bytes."
        : report.dropRemedy();
  }

  private static RefusedException refused(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof BufferFullException) {
      return new RefusedException(
          Refusal.Kind.BUFFER_FULL,
          "the buffer is full: " + cause.getMessage(),
          "Nothing was taken; send again later.");
    }
    log.error("Cannot buffer a request", cause);
    return new RefusedException(
        Refusal.Kind.DISK_FAILED,
        "the buffer cannot be written",
        "Send again later; the reason is in the log of the appliance.");
  }

  /** Notes a refusal of a whole request. */
  public void refused(String remote, String protocol, String signal, Refusal refusal) {
    refused(remote, protocol, signal, refusal, 0);
  }

  /** Notes that records of a request were refused, or with none that all of it was. */
  public void refused(
      String remote, String protocol, String signal, Refusal refusal, long records) {
    receiverLog.refused(remote, protocol, signal, refusal, records);
  }
}
