package dev.clew.benchmarks.corpus;

import static dev.clew.benchmarks.corpus.Service.text;
import static dev.clew.benchmarks.corpus.Service.whole;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.SeverityNumber;

/** Writes single lines: fills templates and adds the attributes that such lines carry. */
final class Lines {
  private static final int[] STATUSES = {200, 200, 200, 200, 200, 200, 201, 204, 302, 304, 404};
  private static final String[] AGENTS = {
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
        + " Version/19.1 Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
    "shop-android/7.14.2 (Android 16; SM-S938B)"
  };

  private final double jsonShare;
  private final Vocabulary vocabulary;
  private final StackTraces stackTraces;
  private final Draw draw;

  Lines(double jsonShare, Vocabulary vocabulary, Draw draw) {
    this.jsonShare = jsonShare;
    this.vocabulary = vocabulary;
    this.stackTraces = new StackTraces(draw);
    this.draw = draw;
  }

  /** Where a line stands. */
  record Place(Service service, Journey journey, ByteString spanId, long timeNanos) {}

  LogRecord line(Place place, Template template, SeverityNumber severity) {
    LogRecord.Builder record = start(place, template, severity);
    String message = fill(place, template);
    boolean structured = template.kind() == Template.Kind.OWN && draw.chance(jsonShare * 2.2);
    record.setBody(structured ? event(place, template, message) : string(message));
    return record.build();
  }

  /** A line that holds an exception, in its body or, as the semantic conventions say, beside it. */
  LogRecord failure(Place place, Template template) {
    LogRecord.Builder record = start(place, template, SeverityNumber.SEVERITY_NUMBER_ERROR);
    String message = fill(place, template);
    StackTraces.Trace trace = stackTraces.of(place.service(), message);
    if (place.service().language() == Service.Language.JAVA) {
      record
          .setBody(string(message))
          .addAttributes(text("exception.type", trace.type()))
          .addAttributes(text("exception.message", message))
          .addAttributes(text("exception.stacktrace", trace.text()));
    } else {
      record.setBody(string(message + "\n" + trace.text()));
    }
    return record.build();
  }

  private LogRecord.Builder start(Place place, Template template, SeverityNumber severity) {
    String level = severity.name().substring(severity.name().lastIndexOf('_') + 1);
    LogRecord.Builder record =
        LogRecord.newBuilder()
            .setTimeUnixNano(place.timeNanos())
            .setObservedTimeUnixNano(place.timeNanos() + 20_000 + draw.below(400_000))
            .setSeverityNumber(severity)
            .setSeverityText(level);
    Journey journey = place.journey();
    Service service = place.service();
    if (service.language() == Service.Language.JAVA) {
      record.addAttributes(text("thread.name", "http-nio-8080-exec-" + draw.between(1, 48)));
    }
    kindOf(record, place, template);
    if (!journey.traceId().isEmpty()) {
      record.setTraceId(journey.traceId()).setSpanId(place.spanId()).setFlags(1);
      if (service.tagsRequests()) {
        record.addAttributes(text("request.id", journey.request()));
        record.addAttributes(text("session.id", journey.visitor().session()));
      }
      if (!journey.order().isEmpty()) {
        record.addAttributes(text("order.id", journey.order()));
      }
    }
    return record;
  }

  private void kindOf(LogRecord.Builder record, Place place, Template template) {
    Journey journey = place.journey();
    switch (template.kind()) {
      case ACCESS -> {
        record
            .addAttributes(text("http.request.method", journey.route().method()))
            .addAttributes(text("http.route", journey.route().path()))
            .addAttributes(whole("http.response.status_code", status(journey)))
            .addAttributes(text("url.path", path(journey)))
            .addAttributes(text("client.address", journey.visitor().address()))
            .addAttributes(text("network.protocol.version", draw.chance(0.7) ? "2" : "1.1"))
            .addAttributes(whole("http.response.body.size", draw.skewed(4_000)));
        if (draw.chance(0.5)) {
          record.addAttributes(text("user_agent.original", draw.pick(AGENTS)));
        }
      }
      case CALL ->
          record
              .addAttributes(text("http.request.method", journey.route().method()))
              .addAttributes(text("server.address", vocabulary.host(draw)))
              .addAttributes(whole("server.port", 8443));
      case DATABASE -> {
        record
            .addAttributes(text("db.system.name", "postgresql"))
            .addAttributes(text("db.namespace", place.service().name()))
            .addAttributes(text("db.operation.name", draw.chance(0.7) ? "SELECT" : "UPDATE"))
            .addAttributes(text("db.collection.name", vocabulary.table(draw)))
            .addAttributes(whole("db.response.returned_rows", draw.skewed(8)));
      }
      case MESSAGING ->
          record
              .addAttributes(text("messaging.system", "kafka"))
              .addAttributes(text("messaging.destination.name", vocabulary.topic(draw)))
              .addAttributes(whole("messaging.kafka.offset", 90_000_000 + draw.below(9_000_000)))
              .addAttributes(
                  text(
                      "messaging.destination.partition.id", Integer.toString(draw.between(0, 11))));
      case OWN -> {
        record.addAttributes(text("enduser.id", journey.visitor().user()));
        if (draw.chance(0.3)) {
          record.addAttributes(text("feature.variant", vocabulary.word(draw)));
        }
      }
      case CACHE -> record.addAttributes(text("cache.region", place.service().name() + "-l2"));
      case RUNTIME -> record.addAttributes(whole("process.thread.count", draw.between(20, 90)));
    }
  }

  private int status(Journey journey) {
    return journey.failing() ? 500 : STATUSES[draw.between(0, STATUSES.length - 1)];
  }

  private static String path(Journey journey) {
    String id = journey.order().isEmpty() ? journey.request().substring(0, 8) : journey.order();
    return journey.route().path().replace("{id}", id).replace("{sku}", "SKU-" + id);
  }

  private AnyValue event(Place place, Template template, String message) {
    KeyValueList.Builder fields =
        KeyValueList.newBuilder()
            .addValues(
                text("event", "shop." + place.service().name() + "." + template.slots().size()))
            .addValues(text("message", message))
            .addValues(text("user", place.journey().visitor().user()))
            .addValues(whole("duration_ms", draw.skewed(30)));
    if (!place.journey().order().isEmpty()) {
      fields
          .addValues(text("order.id", place.journey().order()))
          .addValues(
              KeyValue.newBuilder()
                  .setKey("amount")
                  .setValue(
                      AnyValue.newBuilder().setDoubleValue(draw.between(100, 90_000) / 100.0)));
    }
    KeyValueList item =
        KeyValueList.newBuilder()
            .addValues(text("sku", vocabulary.sku(draw)))
            .addValues(whole("quantity", draw.between(1, 5)))
            .build();
    fields.addValues(
        KeyValue.newBuilder().setKey("item").setValue(AnyValue.newBuilder().setKvlistValue(item)));
    return AnyValue.newBuilder().setKvlistValue(fields).build();
  }

  private static AnyValue string(String text) {
    return AnyValue.newBuilder().setStringValue(text).build();
  }

  private String fill(Place place, Template template) {
    return template.fill(slot -> value(slot, place));
  }

  private String value(String slot, Place place) {
    Journey journey = place.journey();
    return switch (slot) {
      case "n" -> Integer.toString(draw.between(1, 600));
      case "small" -> Integer.toString(draw.between(0, 12));
      case "big" -> Long.toString(70_000_000 + draw.below(20_000_000));
      case "ms" -> Integer.toString(draw.skewed(25));
      case "slow" -> Integer.toString(2_000 + draw.skewed(1_500));
      case "bytes" -> Integer.toString(draw.skewed(9_000));
      case "money" -> draw.skewed(60) + "." + draw.between(10, 99);
      case "hex12" -> journey.order().isEmpty() ? draw.hex(12) : journey.order();
      case "uuid" -> draw.uuid();
      case "order" -> journey.order().isEmpty() ? draw.hex(12) : journey.order();
      case "request" -> journey.request();
      case "session" -> journey.visitor().session();
      case "user" -> journey.visitor().user();
      case "ip" -> journey.visitor().address();
      case "email" -> journey.visitor().user() + "@mail.example";
      case "method" -> journey.route().method();
      case "path" -> path(journey);
      case "status" -> Integer.toString(status(journey));
      case "sku" -> vocabulary.sku(draw);
      case "word" -> vocabulary.word(draw);
      case "host" -> vocabulary.host(draw);
      case "url" ->
          "https://" + vocabulary.host(draw) + "/internal/" + place.service().name() + "/v1";
      case "port" -> Integer.toString(draw.between(0, 9) + 8_080);
      case "table" -> vocabulary.table(draw);
      case "topic" -> vocabulary.topic(draw);
      case "currency" -> vocabulary.currency(draw);
      case "country" -> vocabulary.country(draw);
      case "locale" -> "de-" + vocabulary.country(draw);
      case "state" -> draw.chance(0.5) ? "PENDING" : "CONFIRMED";
      case "bool" -> Boolean.toString(draw.chance(0.5));
      case "version" -> draw.between(1, 4) + "." + draw.between(0, 20);
      default -> throw new IllegalStateException("BUG: no such variable: " + slot);
    };
  }
}
