package dev.clew.collector;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.AbstractHttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.collector.intake.CollectorStatus;
import dev.clew.collector.intake.ReceiverLog;
import dev.clew.model.Signal;
import dev.clew.model.TimeRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;

/** {@code GET /api/clew/v1/receiver}: the receiver log as JSON (docs/http-api.md). */
final class ReceiverApi extends AbstractHttpService {
  private static final JsonFactory JSON = new JsonFactory();

  private final ReceiverLog receiverLog;
  private final int grpcPort;
  private final int httpPort;

  ReceiverApi(ReceiverLog receiverLog, int grpcPort, int httpPort) {
    this.receiverLog = receiverLog;
    this.grpcPort = grpcPort;
    this.httpPort = httpPort;
  }

  @Override
  protected HttpResponse doGet(ServiceRequestContext context, HttpRequest request)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(bytes)) {
      out.writeStartObject();
      out.writeObjectFieldStart("endpoints");
      out.writeNumberField("grpcPort", grpcPort);
      out.writeNumberField("httpPort", httpPort);
      out.writeEndObject();
      writeTotals(out, receiverLog.status());
      ReceiverLog.Snapshot snapshot = receiverLog.snapshot();
      writeSenders(out, snapshot);
      writeRefusals(out, snapshot);
      out.writeEndObject();
    }
    return HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, HttpData.wrap(bytes.toByteArray()));
  }

  private static void writeTotals(JsonGenerator out, CollectorStatus status) throws IOException {
    out.writeArrayFieldStart("totals");
    for (Signal signal : Signal.values()) {
      long requests = 0;
      long records = 0;
      long bytes = 0;
      for (CollectorStatus.Accepted accepted : status.accepted()) {
        if (accepted.signal() == signal) {
          requests += accepted.requests();
          records += accepted.records();
          bytes += accepted.bytes();
        }
      }
      out.writeStartObject();
      out.writeStringField("signal", signal.id());
      out.writeNumberField("requests", requests);
      out.writeNumberField("records", records);
      out.writeNumberField("bytes", bytes);
      out.writeNumberField(
          "refusedRequests",
          status.refused().stream()
              .filter(refused -> refused.signal().equals(signal.id()))
              .filter(refused -> refused.records() == 0) // else the rest of it was taken
              .mapToLong(CollectorStatus.Refused::requests)
              .sum());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeSenders(JsonGenerator out, ReceiverLog.Snapshot snapshot)
      throws IOException {
    out.writeArrayFieldStart("senders");
    for (ReceiverLog.Sender sender : snapshot.senders()) {
      out.writeStartObject();
      out.writeStringField("service", sender.service());
      out.writeStringField("signal", sender.signal().id());
      out.writeStringField("protocol", sender.protocol());
      out.writeStringField("sdk", sender.sdk());
      out.writeNumberField("requests", sender.requests());
      out.writeNumberField("records", sender.records());
      out.writeNumberField("bytes", sender.bytes());
      out.writeStringField("lastSeen", nanos(sender.lastSeen()));
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static void writeRefusals(JsonGenerator out, ReceiverLog.Snapshot snapshot)
      throws IOException {
    out.writeArrayFieldStart("refusals");
    for (ReceiverLog.RefusalEntry refusal : snapshot.refusals()) {
      out.writeStartObject();
      out.writeStringField("time", nanos(refusal.time()));
      out.writeStringField("remote", refusal.remote());
      out.writeStringField("protocol", refusal.protocol());
      out.writeStringField("signal", refusal.signal());
      out.writeNumberField("count", refusal.count());
      out.writeNumberField("status", refusal.status());
      out.writeStringField("reason", refusal.reason());
      out.writeStringField("remedy", refusal.remedy());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private static String nanos(Instant instant) {
    return Long.toString(TimeRange.nanosOf(instant));
  }
}
