package dev.clew.logstore;

import static dev.clew.logstore.Otlp.attribute;
import static dev.clew.logstore.Otlp.record;
import static dev.clew.logstore.Otlp.request;
import static dev.clew.logstore.Otlp.traced;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.AttributeValue;
import dev.clew.model.CorrelationId;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.LogRecord;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.SearchParser;
import dev.clew.model.seam.ServiceCoverage;
import dev.clew.model.sighting.Sightings;
import dev.clew.model.sighting.Sought;
import dev.clew.storage.rows.RowQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogStoreTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOW);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @TempDir Path directory;
  private LogStore store;
  private long position;

  @BeforeEach
  void open() throws Exception {
    store =
        LogStore.open(
            LogStoreConfig.defaults(),
            directory,
            CorrelationKeys.defaults(),
            Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() throws Exception {
    store.close();
  }

  private void ingest(byte[] request) {
    store.ingest(++position, T, request, 0, request.length);
  }

  private List<LogRecord> search(String query) {
    return store.records(RowQuery.newest(SearchParser.parse(query), TimeRange.ALL, 100));
  }

  private List<String> bodies(String query) {
    return search(query).stream().map(LogRecord::body).toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRecordIsReadBackWhole(boolean flushed) throws Exception {
    ingest(
        request(
            "checkout",
            traced(record(T, "warn", "payment failed"), TRACE, SPAN)
                .setObservedTimeUnixNano(T + 17)
                .setEventName("payment.failed")
                .addAttributes(attribute("order.id", "7f3a"))
                .addAttributes(attribute("http.status_code", Otlp.whole(502)))
                .addAttributes(attribute("cart", Otlp.map(attribute("size", Otlp.whole(3)))))));
    if (flushed) {
      store.flush();
    }

    LogRecord record = search("").getFirst();

    assertThat(record.timeNanos()).isEqualTo(T);
    assertThat(record.observedTimeNanos()).isEqualTo(T + 17);
    assertThat(record.severityNumber()).isEqualTo(13);
    assertThat(record.severityText()).isEqualTo("WARN");
    assertThat(record.body()).isEqualTo("payment failed");
    assertThat(record.eventName()).isEqualTo("payment.failed");
    assertThat(record.traceId()).hasToString(TRACE);
    assertThat(record.spanId()).hasToString(SPAN);
    assertThat(record.attributes().get("http.status_code")).isEqualTo(AttributeValue.of(502));
    assertThat(record.attributes().text("order.id")).isEqualTo("7f3a");
    assertThat(record.attributes().get("cart")).isInstanceOf(AttributeValue.Entries.class);
    assertThat(record.resource().serviceName()).isEqualTo("checkout");
    assertThat(record.scope().name()).isEqualTo("com.shop.Checkout");
    assertThat(record.scope().version()).isEqualTo("1.2");
    assertThat(store.record(record.id())).isEqualTo(record);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void recordsWithoutSeverityGetThatOfTheirLine(boolean flushed) throws Exception {
    ingest(
        request(
            "sshd",
            plain("error: connection reset"),
            plain("session opened"),
            plain("error: said otherwise").setSeverityText("custom"),
            record(T, "info", "error: sent as info"),
            plain("an error").addAttributes(attribute("Level", "warn")),
            io.opentelemetry.proto.logs.v1.LogRecord.newBuilder()
                .setTimeUnixNano(T)
                .setBody(Otlp.map(attribute("level", "error"), attribute("msg", "mapped")))));
    if (flushed) {
      store.flush();
    }
    assertThat(bodies("severity:error"))
        .containsExactlyInAnyOrder(
            "error: connection reset", "{\"level\":\"error\",\"msg\":\"mapped\"}");
    assertThat(bodies("severity:warn")).containsExactly("an error");
    assertThat(bodies("severity:unset"))
        .containsExactlyInAnyOrder("session opened", "error: said otherwise");
    assertThat(bodies("severity_detected:true")).hasSize(3);
    assertThat(bodies("severity_detected:false")).hasSize(3);
    for (LogRecord record : search("")) {
      assertThat(store.isSeverityDetected(record.id()))
          .as(record.body())
          .isEqualTo(search("severity_detected:true").contains(record));
    }
  }

  private static io.opentelemetry.proto.logs.v1.LogRecord.Builder plain(String body) {
    return io.opentelemetry.proto.logs.v1.LogRecord.newBuilder()
        .setTimeUnixNano(T)
        .setBody(Otlp.string(body));
  }

  @Test
  void detectionCanBeTurnedOff(@TempDir Path other) throws Exception {
    try (LogStore plain =
        LogStore.open(
            LogStoreConfig.defaults().withDetectSeverity(false),
            other,
            CorrelationKeys.defaults(),
            Clock.fixed(NOW, ZoneOffset.UTC))) {
      byte[] request = request("sshd", plain("error: connection reset"));
      plain.ingest(1, T, request, 0, request.length);
      LogRecord record =
          plain
              .records(RowQuery.newest(SearchParser.parse("severity:unset"), TimeRange.ALL, 100))
              .getFirst();
      assertThat(record.severityNumber()).isZero();
      assertThat(plain.isSeverityDetected(record.id())).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void findsByWordPhraseServiceSeverityAttributeAndIds(boolean flushed) throws Exception {
    ingest(
        request(
            "checkout",
            traced(record(T + 1, "warn", "Payment failed for order 17"), TRACE, SPAN)
                .addAttributes(attribute("order.id", "7f3a")),
            record(T + 2, "info", "payment has not failed")));
    ingest(request("frontend", record(T + 3, "error", "connection to 10.0.0.1:5432 refused")));
    if (flushed) {
      store.flush();
    }

    assertThat(bodies("failed")).hasSize(2);
    assertThat(bodies("\"payment failed\"")).containsExactly("Payment failed for order 17");
    assertThat(bodies("service:frontend")).containsExactly("connection to 10.0.0.1:5432 refused");
    assertThat(bodies("severity>=warn")).hasSize(2);
    assertThat(bodies("severity:info")).containsExactly("payment has not failed");
    assertThat(bodies("order.id:7f3a")).containsExactly("Payment failed for order 17");
    assertThat(bodies("7f3a")).containsExactly("Payment failed for order 17");
    assertThat(bodies(TRACE)).containsExactly("Payment failed for order 17");
    assertThat(bodies("order.id:7F*")).containsExactly("Payment failed for order 17");
    assertThat(bodies("10.0.0.1")).hasSize(1);
    assertThat(bodies("-payment")).hasSize(1);
    assertThat(bodies("pay* severity<warn")).containsExactly("payment has not failed");
    assertThat(bodies("trace_id:" + TRACE)).hasSize(1);
    assertThat(bodies("k8s.pod.name:frontend-pod OR order.id:*")).hasSize(2);
    assertThat(bodies("body:refused")).hasSize(1);
    assertThat(bodies("nowhere")).isEmpty();
    assertThat(store.ofTraces(List.of(TraceId.parse(TRACE)), TimeRange.ALL, 10)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatLiesWithinListsMapsAndBodiesIsFoundByItsPath(boolean flushed) throws Exception {
    ingest(
        request(
            "checkout",
            record(T + 1, "info", "one")
                .addAttributes(attribute("fields2", Otlp.map(attribute("what", "is this3"))))
                .addAttributes(Otlp.list("http.request.header.x-request-id", "rid-12", "rid-13")),
            record(T + 2, "info", "")
                .setBody(
                    Otlp.map(
                        attribute("what", "Order placed"),
                        attribute(
                            "order",
                            Otlp.map(
                                Otlp.list("skus", "A-1", "B-2"), attribute("n", Otlp.whole(3)))))),
            record(T + 3, "info", "{\"order\":{\"n\":4.5,\"größe\":\"\\u0041\"},\"ok\":true}"),
            record(T + 4, "info", "{\"\\u006frder\":{\"n\":17}}"),
            record(T + 5, "info", "{\"order\":{\"n\":3, but no JSON")));
    if (flushed) {
      store.flush();
    }

    assertThat(bodies("fields2.what:\"is this3\"")).containsExactly("one");
    assertThat(bodies("fields2.what:~this3")).containsExactly("one");
    assertThat(bodies("http.request.header.x-request-id:rid-13")).containsExactly("one");
    assertThat(bodies("fields2.*:x")).isEmpty();
    assertThat(bodies("body.order.n:3")).hasSize(1);
    assertThat(bodies("body.order.n>=3")).hasSize(3);
    assertThat(bodies("body.order.n:17")).hasSize(1);
    assertThat(bodies("body.order.skus:b-2")).hasSize(1);
    assertThat(bodies("body.what:\"order placed\"")).hasSize(1);
    assertThat(bodies("body.order.größe:a")).hasSize(1);
    assertThat(bodies("body.ok:true")).hasSize(1);
    assertThat(bodies("body.order:*")).hasSize(3);
    assertThat(bodies("-body.order:*")).hasSize(2);
    assertThat(bodies("body.nothing:*")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void correlationIdsAreFoundInAttributesResourceAndStructuredBodies(boolean flushed)
      throws Exception {
    ingest(
        request(
            "a",
            record(T + 1, "info", "in attribute").addAttributes(attribute("orderId", "o-1")),
            record(
                T + 2,
                "info",
                "{\"msg\": \"in json\", \"n\": [1,{\"a\":2}], \"order_id\":\"o-1\"}"),
            record(T + 3, "info", "").setBody(Otlp.map(attribute("order.id", "o-1"))),
            record(T + 4, "info", "order o-1 in plain text only"),
            record(T + 5, "info", "other").addAttributes(attribute("order.id", "O-1")),
            record(T + 6, "info", "in list").addAttributes(Otlp.list("x-order-id", "o-0", "o-1"))));
    if (flushed) {
      store.flush();
    }

    assertThat(carrying(new CorrelationId("order.id", "o-1"), 10))
        .extracting(LogRecord::timeNanos)
        .containsExactly(T + 6, T + 3, T + 2, T + 1);
    assertThat(carrying(new CorrelationId(null, "o-1"), 10)).hasSize(4);
    assertThat(carrying(new CorrelationId("session.id", "o-1"), 10)).isEmpty();
    assertThat(carrying(new CorrelationId("order.id", "o-1"), 1)).hasSize(1);
    LogRecord inJson = search("\"in json\"").getFirst();
    assertThat(store.bodyIds(inJson.id()).text("order.id")).isEqualTo("o-1");
    assertThat(inJson.attributes().isEmpty()).isTrue();
  }

  private List<LogRecord> carrying(CorrelationId id, int most) {
    Sightings<LogRecord> found = store.sightings(Sought.carrying(id), TimeRange.ALL, most);
    BitSet all = new BitSet();
    all.set(0, found.size());
    return found.read(all).reversed();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anyFindsWordsOfTheTextAndWholeValuesOfEveryField(boolean flushed) throws Exception {
    ingest(
        request(
            "cart-P-77",
            record(T + 1, "info", "by key").addAttributes(attribute("order.id", "P-77")),
            record(T + 2, "info", "by field").addAttributes(attribute("cart.id", "p-77")),
            record(T + 3, "info", "within")
                .addAttributes(attribute("a", Otlp.map(Otlp.list("b", "x", "P-77")))),
            record(T + 4, "info", "text: [P-77]"),
            record(T + 5, "info", "longer P-771").addAttributes(attribute("c", "P-77 and more")),
            record(T + 6, "info", "number").addAttributes(attribute("n", Otlp.whole(7712)))));
    if (flushed) {
      store.flush();
    }
    assertThat(bodies("any:P-77")).containsExactly("text: [P-77]", "within", "by field", "by key");
    assertThat(bodies("any:7712")).containsExactly("number");
    assertThat(bodies("any:cart-p-77")).hasSize(6);
    assertThat(bodies("-any:P-77")).containsExactly("number", "longer P-771");
  }

  @Test
  void aShortRequestBehindALongOneIsReadByItself() {
    byte[] full =
        request("far", record(T, "info", "far away").addAttributes(attribute("key", "value")));
    byte[] large = new byte[1 << 20];
    int offset = large.length - full.length;
    System.arraycopy(full, 0, large, offset, full.length);
    store.ingest(++position, T, large, offset, full.length);
    ingest(
        request(
            "near",
            record(T, "info", "near").addAttributes(Otlp.list("", "a", "b")),
            record(T, "info", "").clearBody().addAttributes(attribute("", ""))));
    assertThat(bodies("service:near")).containsExactlyInAnyOrder("near", "");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sightingsCountEverythingAndKeepSomeOfEachService(boolean flushed) throws Exception {
    for (int i = 0; i < 50; i++) {
      ingest(
          request(
              "loud",
              traced(record(T + 100 + i, i < 3 ? "error" : "info", "line " + i), TRACE, SPAN)
                  .addAttributes(attribute("order.id", "o-9"))));
    }
    ingest(
        request("quiet", record(T + 1, "info", "q").addAttributes(attribute("order.id", "o-9"))));
    ingest(
        request(
            "other",
            record(T + 2, "info", "GET /x")
                .addAttributes(attribute("url.path", "/orders/o-9/items"))));
    if (flushed) {
      store.flush();
    }
    Sightings<LogRecord> found =
        store.sightings(Sought.carrying(new CorrelationId("order.id", "o-9")), TimeRange.ALL, 4);
    assertThat(found.total()).isEqualTo(51);
    assertThat(found.services())
        .containsExactlyInAnyOrder(
            new Sightings.OfService("loud", 50, 3, T + 100, T + 149),
            new Sightings.OfService("quiet", 1, 0, T + 1, T + 1));
    assertThat(found.traces()).containsExactly(Map.entry(TraceId.parse(TRACE), 50));
    assertThat(found.size()).isEqualTo(4);
    assertThat(found.partial()).isNull();
    BitSet all = new BitSet();
    all.set(0, 4);
    assertThat(found.read(all))
        .extracting(LogRecord::body)
        .containsExactly("q", "line 47", "line 48", "line 49");

    Sought traceOrId =
        Sought.carrying(new CorrelationId(null, "nothing")).orOfTraces(found.traces().keySet());
    assertThat(store.sightings(traceOrId, TimeRange.ALL, 4).total()).isEqualTo(50);
    Sought field = Sought.carrying(new CorrelationId("url.path", "/orders/O-9/items"));
    assertThat(store.sightings(field, TimeRange.ALL, 4).total()).isEqualTo(1);
    assertThat(store.mentioning("o-9", TimeRange.ALL, 10).total()).as("address").isEqualTo(1);
    Sightings<LogRecord> mentions = store.mentioning("line", TimeRange.ALL, 2);
    assertThat(mentions.size()).isEqualTo(2);
    assertThat(mentions.partial()).isEqualTo("The newest 2 rows that mention it were looked at.");
    assertThat(store.servicesWith("order.id", TimeRange.ALL)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void countsCoveragePerService(boolean flushed) throws Exception {
    ingest(
        request("checkout", traced(record(T, "info", "a"), TRACE, SPAN), record(T, "info", "b")));
    ingest(request("frontend", record(T, "info", "c")));
    if (flushed) {
      store.flush();
    }

    assertThat(store.coverage(TimeRange.ALL))
        .containsExactly(
            new ServiceCoverage("checkout", 2, 1), new ServiceCoverage("frontend", 1, 0));
  }

  @Test
  void aMalformedRequestLeavesNothingBehind() {
    byte[] good = request("a", record(T, "info", "first"), record(T, "info", "second"));
    byte[] torn = Arrays.copyOf(good, good.length - 3);

    assertThatThrownBy(() -> store.ingest(1, T, torn, 0, torn.length))
        .isInstanceOf(RuntimeException.class);

    assertThat(search("")).isEmpty();
  }
}
