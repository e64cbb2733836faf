package dev.clew.benchmarks;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.logs.v1.SeverityNumber;
import java.util.SplittableRandom;

/**
 * Log records of a shop: about thirty message templates with numbers, IDs, addresses and JSON in
 * them, attributes, trace context on most lines, an order ID on a third, a stack trace now and
 * then.
 */
final class LogCorpus implements Corpus {
  private static final String[] TEMPLATES = {
    "request %s completed in %d ms with status 200",
    "GET /products/%s took %d ms",
    "order %s placed, total %d.95 EUR",
    "payment authorised for order %s amount=%d.00 currency=EUR",
    "cache miss for key product:%s, loading from database, %d rows",
    "retrying call to inventory for sku %s, attempt %d",
    "connection pool stats: active=%2$d idle=%2$d waiting=0",
    "user %s logged in from 10.0.%2$d.17",
    "published event OrderPlaced id=%s partition=%d",
    "consumed event StockReserved id=%s offset=%d",
    "{\"event\":\"cart_updated\",\"cart\":\"%s\",\"items\":%d}",
    "session %s expired after %d minutes of inactivity",
    "GC pause (G1 Evacuation Pause) %2$d ms, heap after 412M",
    "scheduled job cleanup-%s finished, %d entries removed",
    "SELECT o.id, o.total FROM orders o WHERE o.customer = '%s' LIMIT %d",
    "feature flag new-checkout evaluated to true for %s in %d us"
  };
  private static final String[] WARNINGS = {
    "slow query: %s took %d ms",
    "stock of sku %s is low: %d left",
    "rate limit near for client %s: %d requests in the last minute",
    "card declined for order %s code=%d"
  };
  private static final String FAILURE =
      """
      payment failed for order %s after %d ms
      java.net.http.HttpTimeoutException: request timed out
      \tat java.net.http/jdk.internal.net.http.HttpClientImpl.send(HttpClientImpl.java:950)
      \tat java.net.http/jdk.internal.net.http.HttpClientFacade.send(HttpClientFacade.java:133)
      \tat shop.checkout.PaymentClient.charge(PaymentClient.java:71)
      \tat shop.checkout.CheckoutService.place(CheckoutService.java:118)
      \tat shop.checkout.CheckoutHandler.handle(CheckoutHandler.java:44)\
      """;
  private static final long SEED = 20_261_121L;

  @Override
  public String path() {
    return "/v1/logs";
  }

  @Override
  public byte[] request(long index, int records, long nowNanos) {
    SplittableRandom random = new SplittableRandom(SEED + index);
    String service = Words.SERVICES[(int) (index % Words.SERVICES.length)];
    ScopeLogs.Builder scope =
        ScopeLogs.newBuilder()
            .setScope(InstrumentationScope.newBuilder().setName("shop." + service + ".Handler"));
    for (int i = 0; i < records; i++) {
      scope.addLogRecords(record(random, nowNanos - (records - i) * 1_000_000L));
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(Words.resource(service, random.nextInt(4)))
                .addScopeLogs(scope))
        .build()
        .toByteArray();
  }

  private static LogRecord record(SplittableRandom random, long timeNanos) {
    int dice = random.nextInt(1000);
    String order = Words.hex(random, 12);
    LogRecord.Builder record =
        LogRecord.newBuilder()
            .setTimeUnixNano(timeNanos + random.nextInt(900_000))
            .setObservedTimeUnixNano(timeNanos + 1_000_000)
            .addAttributes(Words.text("thread.name", "http-" + random.nextInt(32)))
            .addAttributes(Words.text("http.route", Words.pick(random, Words.ROUTES)));
    if (dice < 5) {
      body(record, SeverityNumber.SEVERITY_NUMBER_ERROR, "ERROR", FAILURE, order, random);
      record.addAttributes(Words.text("exception.type", "java.net.http.HttpTimeoutException"));
    } else if (dice < 40) {
      String template = Words.pick(random, WARNINGS);
      body(record, SeverityNumber.SEVERITY_NUMBER_WARN, "WARN", template, order, random);
    } else {
      String template = Words.pick(random, TEMPLATES);
      body(record, SeverityNumber.SEVERITY_NUMBER_INFO, "INFO", template, order, random);
    }
    if (dice % 3 == 0) {
      record.addAttributes(Words.text("order.id", order));
    }
    if (dice % 10 != 0) {
      ByteString ids = Words.bytes(random, 24);
      record.setTraceId(ids.substring(0, 16)).setSpanId(ids.substring(16));
    }
    return record.build();
  }

  @SuppressWarnings("AnnotateFormatMethod")
  private static void body(
      LogRecord.Builder record,
      SeverityNumber severity,
      String severityText,
      String template,
      String id,
      SplittableRandom random) {
    record
        .setSeverityNumber(severity)
        .setSeverityText(severityText)
        .setBody(
            AnyValue.newBuilder().setStringValue(template.formatted(id, random.nextInt(1, 250))));
  }
}
