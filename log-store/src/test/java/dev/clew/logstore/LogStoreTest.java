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
import dev.clew.model.ServiceCoverage;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.block.RowQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
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

    assertThat(store.carrying(new CorrelationId("order.id", "o-1"), TimeRange.ALL, 10))
        .extracting(LogRecord::timeNanos)
        .containsExactly(T + 6, T + 3, T + 2, T + 1);
    assertThat(store.carrying(new CorrelationId(null, "o-1"), TimeRange.ALL, 10)).hasSize(4);
    assertThat(store.carrying(new CorrelationId("session.id", "o-1"), TimeRange.ALL, 10)).isEmpty();
    assertThat(store.carrying(new CorrelationId("order.id", "o-1"), TimeRange.ALL, 1)).hasSize(1);
    LogRecord inJson = search("\"in json\"").getFirst();
    assertThat(store.bodyIds(inJson.id()).text("order.id")).isEqualTo("o-1");
    assertThat(inJson.attributes().isEmpty()).isTrue();
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
