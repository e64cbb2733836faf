package dev.clew.correlation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.clew.correlation.CorrelationReport.Cut;
import dev.clew.correlation.CorrelationReport.Empty;
import dev.clew.correlation.CorrelationReport.Neighbour;
import dev.clew.correlation.CorrelationReport.Service;
import dev.clew.correlation.CorrelationReport.SuggestedKey;
import dev.clew.correlation.CorrelationReport.Trace;
import dev.clew.correlation.InMemoryTraces.At;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.SpanStatus;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.seam.AlertQueries.ActiveAlert;
import java.util.List;
import org.junit.jupiter.api.Test;

class CorrelationTest {
  static final TraceId ONE = new TraceId(0x1111111111111111L, 1);
  static final TraceId TWO = new TraceId(0x2222222222222222L, 2);
  static final TraceId OTHER = new TraceId(0x3333333333333333L, 3);

  /** 2026-11-21T12:03:09Z. */
  static final long T = 1_795_262_589_000_000_000L;

  static final long SECOND = 1_000_000_000L;

  final InMemoryLogs logs = new InMemoryLogs();
  final InMemoryTraces traces = new InMemoryTraces();
  final Correlation correlation = shop(logs, traces);

  /**
   * An order that went through two traces and three services; a fourth has nothing to do with it.
   */
  static Correlation shop(InMemoryLogs logs, InMemoryTraces traces) {
    traces
        .add(new At(ONE, 1, 0, T), "frontend", "POST /checkout")
        .add(new At(ONE, 3, 2, T + 2), "payment", "charge", SpanStatus.ERROR)
        .add(new At(ONE, 2, 1, T + 1), "checkout", "PlaceOrder", "order_id", "7f3a")
        .add(new At(TWO, 9, 8, T + 90 * SECOND), "mail", "send", "order.id", "7f3a", "userId", "u1")
        .add(new At(OTHER, 4, 0, T), "search", "GET /search", "order.id", "other");
    logs.add("checkout", T + 3, 9, "placing order", ONE, "orderId", "7f3a")
        .add("frontend", T + 4, 17, "checkout failed", ONE, "request.id", "r-1")
        .add("batch", T + 155 * SECOND, 9, "invoiced", TraceId.NONE, "order.id", "7f3a")
        .add("mail", T + 91 * SECOND, 9, "no context here", TraceId.NONE)
        .add("search", T, 9, "unrelated", OTHER);
    return new Correlation(
        CorrelationConfig.defaults(),
        InMemoryLogs.KEYS,
        logs,
        traces,
        (range, limit) ->
            List.of(
                alert("HighErrors", range, "job", "shop/payment"),
                alert("OfAnother", range, "service_name", "search"),
                alert("OfNobody", range, "severity", "page")));
  }

  private static ActiveAlert alert(String name, TimeRange range, String label, String value) {
    return new ActiveAlert(name, "firing", range.startNanos(), Labels.of(label, value));
  }

  private CorrelationReport lookUp(String value) {
    return correlation.lookUp(null, value, TimeRange.ALL, 2000);
  }

  @Test
  void findsCarriersAndAllOfTheirTraces() {
    CorrelationReport report = lookUp("7f3a");
    assertThat(report.keys()).containsExactly("order.id");
    assertThat(report.traces()).extracting(Trace::traceId).containsExactly(ONE, TWO);
    assertThat(report.traces())
        .extracting(Trace::why)
        .containsExactly(
            "span attribute order_id on checkout PlaceOrder",
            "span attribute order.id on mail send");
    Trace first = report.traces().getFirst();
    assertThat(first.spans())
        .extracting(span -> span.name())
        .containsExactly("POST /checkout", "PlaceOrder", "charge");
    assertThat(first.parents()).containsExactly(-1, 0, 1);
    assertThat(first.evidence())
        .extracting(Evidence::kind, Evidence::words)
        .containsExactly(
            tuple(Evidence.Kind.TRACE, "in the same trace"),
            tuple(Evidence.Kind.KEY, "span attribute order_id"),
            tuple(Evidence.Kind.TRACE, "in the same trace"));
    assertThat(first.services()).containsExactly("frontend", "checkout", "payment");
    assertThat(report.logs())
        .extracting(line -> line.log().body(), line -> line.evidence().words())
        .containsExactly(
            tuple("placing order", "log attribute orderId"),
            tuple("checkout failed", "in trace 11111111…"),
            tuple("invoiced", "log attribute order.id"));
    assertThat(report.counts()).isEqualTo(new CorrelationReport.Counts(2, 4, 3, 5, 2));
    assertThat(report.summary())
        .isEqualTo(
            "2 traces, 3 log lines, 5 services, 2 errors, from 12:03:09.000 to 12:05:44.000 UTC, 2 min 35 s");
    assertThat(report.alerts()).extracting(ActiveAlert::name).containsExactly("HighErrors");
    assertThat(report.cut()).isEmpty();
  }

  @Test
  void offersOtherIdsOfTheSameRecords() {
    assertThat(lookUp("7f3a").neighbours())
        .containsExactly(
            new Neighbour("enduser.id", "u1", 1), new Neighbour("request.id", "r-1", 1));
  }

  @Test
  void saysWhyAServiceHasNoLogsOrSpans() {
    assertThat(lookUp("7f3a").services())
        .filteredOn(service -> service.emptyReason() != null)
        .extracting(Service::name, Service::emptyReason)
        .containsExactly(
            tuple("payment", "payment sends no logs to Clew."),
            tuple(
                "mail",
                "None of the 1 log line that mail sent around this time carries trace context"
                    + " (0 %), and none carries this ID."),
            tuple("batch", "batch sends no spans to Clew."));
    assertThat(lookUp("7f3a").empty())
        .extracting(Empty::part, Empty::service)
        .contains(tuple("traces", null));
  }

  @Test
  void namesTheShareOfLogsWithTraceContext() {
    logs.add("payment", T + SECOND, 9, "with", OTHER);
    logs.add("payment", T + SECOND, 9, "without", TraceId.NONE);
    logs.add("payment", T + SECOND, 9, "without", TraceId.NONE);
    assertThat(lookUp("7f3a").services())
        .filteredOn(service -> service.name().equals("payment"))
        .extracting(Service::emptyReason)
        .containsExactly(
            "Only 33 % of the 3 log lines that payment sent around this time carry trace context;"
                + " none of them belongs to these traces.");
  }

  @Test
  void traceIdInUpperCaseIsAnId() {
    CorrelationReport report =
        correlation.lookUp(
            null, ONE.toString().toUpperCase(java.util.Locale.ROOT), TimeRange.ALL, 100);
    assertThat(report.keys()).containsExactly("trace_id");
    assertThat(
            correlation
                .lookUp("trace_id", "11111111-1111-1111-0000-000000000001", TimeRange.ALL, 100)
                .counts())
        .isEqualTo(report.counts());
    assertThat(report.traces()).extracting(Trace::why).containsExactly("has this trace ID");
    assertThat(report.logs()).extracting(l -> l.evidence().words()).containsOnly("its trace ID");
  }

  @Test
  void findsTheFieldOfAStructuredBody() {
    for (String body :
        java.util.List.of(
            "{\"event\":\"b-1 paid\",\"orderId\": \"b-1\"}", "level=info order_id=b-1 paid")) {
      IdMatches matches =
          new IdMatches(InMemoryLogs.KEYS, new dev.clew.model.CorrelationId(null, "b-1"));
      InMemoryLogs one = new InMemoryLogs().add("shop", T, 9, body, TraceId.NONE);
      assertThat(matches.in(one.records.getFirst()).words())
          .startsWith("field of the log body order");
      assertThat(matches.found()).containsExactly("order.id");
    }
  }

  @Test
  void keyNarrowsAndMayBeASpelling() {
    assertThat(correlation.lookUp("orderId", "7f3a", TimeRange.ALL, 100).counts().spans())
        .isEqualTo(4);
    assertThat(correlation.lookUp("request.id", "7f3a", TimeRange.ALL, 100).counts().spans())
        .isZero();
    assertThatThrownBy(() -> correlation.lookUp("trace_id", "7f3a", TimeRange.ALL, 100))
        .isInstanceOf(QueryException.class)
        .hasMessage("trace_id: \"7f3a\" (expected: 32 hexadecimal digits)");
  }

  @Test
  void nothingFoundSaysWhatWasLookedAt() {
    CorrelationReport report = lookUp("nope");
    assertThat(report.summary()).isEqualTo("Nothing found");
    assertThat(report.empty())
        .singleElement()
        .extracting(Empty::reason)
        .asString()
        .startsWith("Nothing carries nope. Looked at the attributes of spans, log records and")
        .contains("trace_id, correlation.id, request.id")
        .contains("kept since 1970-01-01 00:00:00 UTC");
  }

  @Test
  void saysWhenTheTimeIsBeyondRetention() {
    logs.retainedSince = T;
    traces.retainedSince = T + SECOND;
    assertThat(
            correlation.lookUp(null, "7f3a", new TimeRange(T - 2 * SECOND, T - SECOND), 10).empty())
        .singleElement()
        .extracting(Empty::reason)
        .isEqualTo(
            "The asked time lies beyond retention: logs are kept since 2026-11-21 12:03:09 UTC,"
                + " spans since 2026-11-21 12:03:10 UTC.");
  }

  @Test
  void saysWhenATraceOfALogLineIsNotStored() {
    TraceId lost = new TraceId(0xdeadL, 1);
    logs.add("checkout", T, 9, "sampled", lost, "order.id", "lost");
    assertThat(lookUp("lost").empty())
        .extracting(Empty::reason)
        .anyMatch(reason -> reason.startsWith("Log lines name 1 trace without a stored span ("));
  }

  @Test
  void whatIsCutIsSaidWithItsNumbers() {
    CorrelationReport report = correlation.lookUp(null, "7f3a", TimeRange.ALL, 2);
    assertThat(report.counts()).isEqualTo(new CorrelationReport.Counts(2, 4, 3, 5, 2));
    assertThat(report.traces()).extracting(trace -> trace.spans().size()).containsExactly(1, 1);
    assertThat(report.traces()).extracting(Trace::total).containsExactly(3, 1);
    assertThat(report.logs()).hasSize(2);
    assertThat(report.cut())
        .extracting(Cut::part, Cut::shown, Cut::of, Cut::reason)
        .containsExactly(
            tuple(
                "spans",
                2L,
                4L,
                "2 of 4 spans are shown, each trace with a share; of 11111111… 1 of 3 spans is"
                    + " shown."),
            tuple(
                "logs",
                2L,
                3L,
                "2 of 3 log lines are shown: those that have the ID before those of its traces, the"
                    + " newest of each service."));
  }

  @Test
  void oneGreatTraceDoesNotPushOutTwentySmallOnes() {
    TraceId great = new TraceId(0xabcL, 99);
    for (int i = 0; i < 5_000; i++) {
      traces.add(new At(great, i + 1, i == 0 ? 0 : 1, T + i), "batch", "step", "order.id", "big-1");
    }
    for (int i = 0; i < 20; i++) {
      TraceId small = new TraceId(0xdefL, i + 1);
      traces.add(new At(small, 1, 0, T - i - 1), "mail", "send", "order.id", "big-1");
      logs.add("mail", T - i - 1, 9, "sent", small);
    }
    CorrelationReport report = lookUp("big-1");
    assertThat(report.counts()).isEqualTo(new CorrelationReport.Counts(21, 5_020, 20, 2, 0));
    assertThat(report.traces()).hasSize(21);
    assertThat(report.services())
        .extracting(Service::name, Service::spans, Service::logs)
        .containsExactly(tuple("mail", 20L, 20L), tuple("batch", 5_000L, 0L));
    assertThat(report.empty()).extracting(Empty::service).doesNotContain("mail");
    assertThat(report.cut())
        .extracting(Cut::reason)
        .containsExactly(
            "2,000 of 5,020 spans are shown, each trace with a share; of 00000000… 1,980 of 5,000"
                + " spans are shown.");
  }

  @Test
  void nothingIsSaidToBeAbsentWhenNotEverythingWasLookedAt() {
    logs.mentionsPartial = "The query was ended after 2000 ms.";
    CorrelationReport report = lookUp("7f3a");
    assertThat(report.services()).extracting(Service::emptyReason).containsOnlyNulls();
    assertThat(report.empty()).extracting(Empty::part).doesNotContain("logs");
    assertThat(report.cut())
        .extracting(Cut::reason)
        .containsExactly("Texts of log lines: The query was ended after 2000 ms.");
  }

  @Test
  void findsTheIdInTextsAndOtherFieldsAndSaysSo() {
    TraceId told = new TraceId(0x77L, 7);
    logs.add("pay", T, 9, "payment of order P-77 failed", told)
        .add("pay", T + 1, 9, "payment of order P-771 failed", TraceId.NONE)
        .add("pay", T + 2, 9, "request [orderId: P-77] done", TraceId.NONE)
        .add("cart", T + 3, 9, "kept", TraceId.NONE, "cart.id", "P-77")
        .add("bag", T + 4, 9, "kept", TraceId.NONE, "baggage.order.id", "P-77");
    traces.add(new At(told, 1, 0, T), "pay", "charge").add(new At(TWO, 5, 9, T), "web", "GET P-77");
    traces.add(new At(OTHER, 6, 4, T), "web", "GET", "url.path", "/orders/P-77/items");
    CorrelationReport report = lookUp("P-77");
    assertThat(report.logs())
        .extracting(line -> line.evidence().kind(), line -> line.evidence().words())
        .contains(
            tuple(Evidence.Kind.TEXT, "log text"),
            tuple(Evidence.Kind.KEY, "field of the log body orderId"),
            tuple(Evidence.Kind.FIELD, "log attribute cart.id"),
            tuple(Evidence.Kind.FIELD, "log attribute baggage.order.id"));
    assertThat(report.logs())
        .extracting(line -> line.log().body())
        .noneMatch(b -> b.contains("771"));
    assertThat(report.traces())
        .extracting(Trace::why)
        .containsExactlyInAnyOrder(
            "span name on web GET P-77",
            "log text in a log line of pay",
            "span attribute url.path on web GET");
    assertThat(report.suggestedKeys())
        .containsExactlyInAnyOrder(
            new SuggestedKey("cart.id", 1, 1), new SuggestedKey("baggage.order.id", 1, 1));
  }

  @Test
  void aFieldThatNobodyConfiguredCanBeFollowed() {
    logs.add("cart", T, 9, "kept", ONE, "cart.id", "c-1").add("cart", T, 9, "c-1", OTHER);
    CorrelationReport report = correlation.lookUp("cart.id", "c-1", TimeRange.ALL, 100);
    assertThat(report.keys()).containsExactly("cart.id");
    assertThat(report.traces()).extracting(Trace::traceId).containsExactly(ONE);
    assertThat(report.logs())
        .extracting(line -> line.evidence().words())
        .contains("log attribute cart.id")
        .doesNotContain("log text");
  }

  @Test
  void wordsThatAreNoIdsAreLookedForUnderKeysOnly() {
    logs.add("pay", T, 9, "an error of order 4", TraceId.NONE);
    for (String word : List.of("error", "order", "4", "..", "of")) {
      assertThat(lookUp(word).summary()).as(word).isEqualTo("Nothing found");
    }
    logs.add("pay", T, 9, "order 421 of anna@example.com, x+y=z==", TraceId.NONE);
    for (String id : List.of("421", "order 421", "order 4", "anna@example.com", "x+y=z==")) {
      assertThat(lookUp(id).counts().logs()).as(id).isEqualTo(1);
    }
  }
}
