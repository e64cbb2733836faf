package dev.clew.collector.otlp;

import dev.clew.collector.intake.ReceiverLog;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.collector.intake.RequestSink;
import dev.clew.collector.intake.RetentionBounds;
import dev.clew.collector.intake.Surroundings;
import dev.clew.model.Signal;
import dev.clew.model.otlp.MalformedProtobufException;
import dev.clew.model.otlp.OtlpCheck;
import dev.clew.model.otlp.OtlpLimits;
import dev.clew.model.otlp.OtlpReport;
import dev.clew.model.otlp.OtlpReport.Cause;
import dev.clew.model.otlp.OtlpReport.Finding;
import dev.clew.model.otlp.PointLimits;
import dev.clew.model.otlp.RecordLimits;
import dev.clew.model.otlp.TimeLimits;
import dev.clew.model.seam.BufferFullException;
import dev.clew.model.seam.MetricAdmission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every protocol does with a request once its bytes are there: check it, buffer it, note it.
 * Thread-safe.
 */
public final class OtlpIntake {
  private static final Logger log = LoggerFactory.getLogger(OtlpIntake.class);

  private final RequestSink buffer;
  private final OtlpLimits limits;
  private final MetricAdmission admission;
  private final RetentionBounds times;
  private final ReceiverLog receiverLog;

  /** Who sends what, and how. */
  public record Origin(String remote, String protocol, Signal signal) {}

  /**
   * The answer to a request that was taken.
   *
   * @param droppedRecords how many of its records were not
   * @param message why not, or what was kept of others only in part; empty when nothing is wrong
   */
  public record Taken(long droppedRecords, String message) {}

  /**
   * @param limits of one request and one record
   */
  public OtlpIntake(Surroundings around, OtlpLimits limits, ReceiverLog receiverLog) {
    buffer = around.intake();
    admission = around.admission();
    times = around.times();
    this.limits = limits;
    this.receiverLog = receiverLog;
  }

  /** What one request and one record may contain. */
  public OtlpLimits limits() {
    return limits;
  }

  /** Which times of records are kept, at this moment. */
  public TimeLimits times(Signal signal) {
    return times.at(signal);
  }

  /**
   * Checks and buffers a request. The answer is done when it may be acknowledged; it fails with
   * {@link RefusedException}.
   *
   * @param bytes what is dropped of the request is taken out of them
   * @throws RefusedException when the bytes are not a request of this signal
   */
  public CompletableFuture<Taken> take(Origin origin, byte[] bytes, int offset, int length) {
    return take(origin, bytes, offset, length, Left.NONE);
  }

  /**
   * The same for a request that came in another form, of which some records were left out already.
   */
  public CompletableFuture<Taken> take(
      Origin origin, byte[] bytes, int offset, int length, Left left) {
    OtlpReport report = left.addTo(check(origin.signal(), bytes, offset, length));
    return report.records() == 0
        ? CompletableFuture.completedFuture(taken(origin, report, MetricAdmission.Refused.NOTHING))
        : take(origin, report);
  }

  /**
   * Records that were left out while a request was read, because they break a limit.
   *
   * @param reason why the first of them was; empty when none was
   */
  public record Left(long records, String reason) {
    public static final Left NONE = new Left(0, "");

    private OtlpReport addTo(OtlpReport report) {
      if (records == 0) {
        return report;
      }
      List<Finding> findings = new ArrayList<>();
      long more = 0;
      for (Finding finding : report.findings()) {
        if (finding.cause() == Cause.LIMIT) {
          more = finding.records();
        } else {
          findings.add(finding);
        }
      }
      findings.addFirst(new Finding(Cause.LIMIT, records + more, reason, ""));
      return new OtlpReport(
          report.records(),
          findings,
          report.doubtful(),
          report.senders(),
          report.request(),
          report.offset(),
          report.length());
    }
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
      return OtlpCheck.check(signal, limitsNow(signal), bytes, offset, length);
    } catch (MalformedProtobufException e) {
      throw new RefusedException(
          Refusal.Kind.MALFORMED,
          "not an OTLP " + signal.id() + " request: " + e.getMessage(),
          remedy(bytes, offset, length));
    }
  }

  private RecordLimits limitsNow(Signal signal) {
    TimeLimits kept = times.at(signal);
    if (signal != Signal.METRICS) {
      return new RecordLimits(limits, PointLimits.NONE, kept);
    }
    PointLimits points = admission.limits();
    return new RecordLimits(
        limits, kept.equals(TimeLimits.NONE) ? points.ofAnyTime() : points, TimeLimits.NONE);
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
    StringBuilder message = new StringBuilder();
    for (Finding finding : report.findings()) {
      note(origin, message, refusal(finding), finding.records());
    }
    if (noRoom.points() > 0) {
      Refusal refusal =
          new Refusal(
              Refusal.Kind.RECORD_LIMIT,
              noRoom.points() + " records were dropped; the first: " + noRoom.reason(),
              noRoom.remedy());
      note(origin, message, refusal, noRoom.points());
    }
    return new Taken(dropped, message.toString());
  }

  private void note(Origin origin, StringBuilder message, Refusal refusal, long records) {
    receiverLog.refused(origin.remote(), origin.protocol(), origin.signal().id(), refusal, records);
    message.append(message.isEmpty() ? "" : " ").append(refusal.message());
  }

  private static Refusal refusal(Finding finding) {
    String what =
        finding.cause().drops()
            ? " records were dropped; the first: "
            : " records were kept without a malformed ID; the first: ";
    Refusal.Kind kind =
        switch (finding.cause()) {
          case LIMIT -> Refusal.Kind.RECORD_LIMIT;
          case TIME -> Refusal.Kind.OUT_OF_RETENTION;
          case ID -> Refusal.Kind.MALFORMED_ID;
          case CONTEXT -> Refusal.Kind.LOST_CONTEXT;
        };
    String remedy =
        finding.remedy().isEmpty()
            ? "Shorten such records, or raise collector.max_records_per_request, max_attributes or"
                + " max_value_bytes."
            : finding.remedy();
    return new Refusal(kind, finding.records() + what + finding.reason(), remedy);
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
