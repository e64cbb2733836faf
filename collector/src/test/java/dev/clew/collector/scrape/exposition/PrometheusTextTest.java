package dev.clew.collector.scrape.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Prometheus' text format. */
class PrometheusTextTest {
  @Test
  void readsFamiliesAndSamples() {
    assertThat(
            Expositions.text(
                """
                # HELP http_requests_total All requests,\\nby code \\\\ path.
                # TYPE http_requests_total counter
                http_requests_total{code="200",path="/a b\\"c\\\\d\\ne"} 1027 1395066363000
                http_requests_total { code = "400" , } 3
                # a comment
                #no comment either

                \tup 1
                go_gc_seconds{quantile="0"} NaN
                x -Inf -5
                """))
        .containsExactly(
            "HELP http_requests_total All requests,\nby code \\ path.",
            "TYPE http_requests_total counter",
            "http_requests_total{code=200, path=/a b\"c\\d\ne} 1027.0 @1395066363000",
            "http_requests_total{code=400} 3.0",
            "up{} 1.0",
            "go_gc_seconds{quantile=0} NaN",
            "x{} -Infinity @-5");
  }

  @Test
  void readsNamesInQuotes() {
    assertThat(
            Expositions.text(
                """
                # TYPE "http.requests" counter
                {"http.requests","service.name"="shop",a="b"} 1
                {"alone"} 2
                x{"a.b"="c"} 3
                """))
        .containsExactly(
            "TYPE http.requests counter",
            "http.requests{a=b, service.name=shop} 1.0",
            "alone{} 2.0",
            "x{a.b=c} 3.0");
  }

  @Test
  void spellsBoundsOfBucketsOneWay() {
    assertThat(
            Expositions.text(
                """
                # TYPE h histogram
                h_bucket{le="1"} 1
                h_bucket{le="1e6"} 1
                h_bucket{le="0.5"} 1
                h_bucket{le="+Inf"} 1
                # TYPE s summary
                s{quantile="1"} 2
                s{le="1"} 2
                """))
        .containsExactly(
            "TYPE h histogram",
            "h_bucket{le=1.0} 1.0",
            "h_bucket{le=1e+06} 1.0",
            "h_bucket{le=0.5} 1.0",
            "h_bucket{le=+Inf} 1.0",
            "TYPE s summary",
            "s{quantile=1.0} 2.0",
            "s{le=1} 2.0");
  }

  @Test
  void theLastLineNeedsNoEnd() {
    assertThat(Expositions.text("a 1")).containsExactly("a{} 1.0");
    assertThat(Expositions.text("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a|line 2, column 2: expected a value",
        "a x|line 2, column 3: expected a value, got \"x\"",
        "a 0x1p3|line 2, column 3: expected a value",
        "a 1_0|line 2, column 3: expected a value",
        "a 1e999|line 2, column 3: expected a value",
        "a{b} 1|line 2, column 4: expected \"=\"",
        "a{b=c} 1|line 2, column 5: expected a quoted label value",
        "a{b=\"c} 1|line 2, column 5: quote that is not closed",
        "a{b=\"c\" d=\"e\"} 1|line 2, column 9: expected \",\" or \"}\"",
        "a 1 1.5|line 2, column 5: expected a timestamp in milliseconds",
        "a 1 2 3|line 2, column 7: expected the end of the line",
        "{b=\"c\"} 1|line 2, column 1: metric name missing",
        "9a 1|line 2, column 1: expected a metric name",
        "# TYPE a nothing|line 2, column 10: type: \"nothing\" (expected:",
      })
  void namesThePlaceOfAFault(String line, String message) {
    assertThatThrownBy(() -> Expositions.text("ok 1\n" + line + "\n"))
        .isInstanceOf(ExpositionException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] bytes = {'a', '{', 'b', '=', '"', (byte) 0xff, '"', '}', ' ', '1', '\n'};
    PrometheusText text = new PrometheusText(bytes, bytes.length);
    text.next();
    assertThatThrownBy(() -> text.labels((name, value) -> {}))
        .hasMessage("line 1, column 6: not UTF-8");
  }
}
