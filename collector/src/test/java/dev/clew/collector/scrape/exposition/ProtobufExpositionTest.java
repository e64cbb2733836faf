package dev.clew.collector.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.clew.model.otlp.ProtoCursor;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The protobuf format, native histograms included. */
class ProtobufExpositionTest {
  private static final HistogramChoice NATIVE = new HistogramChoice(true, false, false);

  private static List<String> read(HistogramChoice choice, byte[]... families) {
    byte[] body = ClientMessages.delimited(families);
    return Expositions.list(new ProtobufExposition(body, body.length, choice));
  }

  @Test
  void readsEachKindOfMetric() {
    assertThat(
            read(
                HistogramChoice.CLASSIC,
                ClientMessages.counter("c_total", 5, 1_000),
                ClientMessages.summary("s"),
                ClientMessages.histogram("h")))
        .containsExactly(
            "TYPE c_total counter",
            "HELP c_total help",
            "c_total{a=b} 5.0 since 1000 # {trace_id=x} 0.5 @2000",
            "TYPE s summary",
            "HELP s help",
            "s{quantile=0.5} 1.5",
            "s_count{} 3.0",
            "s_sum{} 4.0",
            "TYPE h histogram",
            "HELP h help",
            "h_bucket{le=1.0} 2.0",
            "h_bucket{le=+Inf} 7.0",
            "h_count{} 7.0",
            "h_sum{} 9.5");
  }

  @Test
  void turnsNativeHistogramsIntoRemoteWritesMessage() {
    byte[] body = ClientMessages.delimited(ClientMessages.histogram("h"));
    ProtobufExposition exposition = new ProtobufExposition(body, body.length, NATIVE);
    exposition.next();
    exposition.next();
    assertThat(exposition.next()).isEqualTo(Exposition.Entry.HISTOGRAM);
    ProtoCursor cursor =
        new ProtoCursor().reset(exposition.histogram(), 0, exposition.histogram().length);
    List<String> fields = new ArrayList<>();
    while (cursor.next()) {
      switch (cursor.field()) {
        case 1, 6 -> fields.add(cursor.field() + "=" + cursor.varintField());
        case 3, 5 -> fields.add(cursor.field() + "=" + cursor.float64());
        case 4 -> fields.add("schema=" + cursor.zigzag());
        default -> {
          fields.add(Integer.toString(cursor.field()));
          cursor.skip();
        }
      }
    }
    assertThat(fields)
        .containsExactly("1=7", "3=9.5", "schema=3", "5=0.001", "6=1", "11", "11", "12");
    assertThat(exposition.next()).isEqualTo(Exposition.Entry.END);
  }

  @Test
  void keepsClassicBucketsBesideNativeOnesWhenAskedTo() {
    assertThat(read(new HistogramChoice(true, true, false), ClientMessages.histogram("h")))
        .contains("h_bucket{le=1.0} 2.0", "h_count{} 7.0", "h{} histogram");
  }

  @Test
  void seriesOfOneMetricHaveKeysOfTheirOwn() {
    byte[] body =
        ClientMessages.delimited(ClientMessages.histogram("h"), ClientMessages.summary("s"));
    ProtobufExposition exposition =
        new ProtobufExposition(body, body.length, HistogramChoice.CLASSIC);
    List<String> keys = new ArrayList<>();
    Exposition.Entry entry = exposition.next();
    while (entry != Exposition.Entry.END) {
      if (entry == Exposition.Entry.SERIES) {
        keys.add(
            new String(
                exposition.keyArray(),
                0,
                exposition.keyLength(),
                java.nio.charset.StandardCharsets.ISO_8859_1));
      }
      entry = exposition.next();
    }
    assertThat(keys).hasSize(7).doesNotHaveDuplicates();
  }

  @Test
  void namesThePlaceOfAFault() {
    byte[] cut = ClientMessages.delimited(ClientMessages.counter("c", 1, 0));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(cut, 0, cut.length - 3);
    assertThatThrownBy(() ->
            Expositions.list(
                new ProtobufExposition(out.toByteArray(), out.size(), HistogramChoice.CLASSIC)))
        .isInstanceOf(ExpositionException.class)
        .hasMessageContaining("beyond the end of the body");
  }

  @Test
  void convertsClassicHistogramsToCustomBuckets() {
    String text =
        """
        # TYPE h histogram
        h_bucket{a="b",le="1"} 2
        h_bucket{a="b",le="+Inf"} 7
        h_sum{a="b"} 9.5
        h_count{a="b"} 7
        h_bucket{a="c",le="+Inf"} 1
        h_count{a="c"} 1
        # TYPE g gauge
        g 1
        """;
    byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    HistogramChoice choice = new HistogramChoice(false, false, true);
    assertThat(Expositions.list(new CustomBuckets(new PrometheusText(bytes, bytes.length), choice)))
        .containsExactly(
            "TYPE h histogram", "h{a=b} histogram", "h{a=c} histogram", "TYPE g gauge", "g{} 1.0");
  }
}
