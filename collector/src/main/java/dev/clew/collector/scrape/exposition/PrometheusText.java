package dev.clew.collector.scrape.exposition;

import java.util.Set;

/**
 * Prometheus' text format 0.0.4, and 1.0.0, which adds names in quotes.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">its description</a>
 */
final class PrometheusText extends LineExposition {
  private static final Set<String> TYPES =
      Set.of("counter", "gauge", "histogram", "summary", "gaugehistogram", "info", "stateset");

  PrometheusText(byte[] in, int length) {
    super(in, length);
  }

  @Override
  public Entry next() {
    while (true) {
      blanks();
      if (at >= end) {
        return Entry.END;
      }
      if (in[at] == '\n') {
        at++;
      } else if (in[at] != '#') {
        sample();
        return Entry.SERIES;
      } else if (isMetadata()) {
        return metadata();
      } else {
        at = lineEnd(at);
      }
    }
  }

  @Override
  void blanks() {
    while (at < end && (in[at] == ' ' || in[at] == '\t')) {
      at++;
    }
  }

  /** Moves to the keyword of a comment that means something. */
  private boolean isMetadata() {
    int hash = at++;
    blanks();
    boolean isKeyword = startsWith("HELP", at) || startsWith("TYPE", at);
    if (at == hash + 1 || !isKeyword || at + 4 >= end || !isBlank(in[at + 4])) {
      at = hash;
      return false;
    }
    return true;
  }

  private static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }

  private Entry metadata() {
    boolean help = in[at] == 'H';
    at += 4;
    blanks();
    family = familyName();
    if (at < end && !isBlank(in[at]) && in[at] != '\n') {
      throw error(at, "expected a blank behind the metric name, got " + here(at));
    }
    blanks();
    int from = at;
    at = lineEnd(at);
    String rest = utf8(from, at);
    if (help) {
      text = rest.indexOf('\\') < 0 ? rest : unescape(rest, false);
      return Entry.HELP;
    }
    rest = rest.strip();
    if (rest.equals("untyped") || rest.equals("unknown")) {
      rest = "unknown";
    } else if (!TYPES.contains(rest)) {
      throw error(
          from, "type: \"" + rest + "\" (expected: counter, gauge, histogram, summary or untyped)");
    }
    type = rest;
    text = rest;
    return Entry.TYPE;
  }

  private void sample() {
    series(at);
    blanks();
    value = number("a value");
    blanks();
    hasTimestamp = at < end && in[at] != '\n';
    if (hasTimestamp) {
      timestampMillis = timestamp();
      blanks();
      if (at < end && in[at] != '\n') {
        throw error(at, "expected the end of the line, got " + here(at));
      }
    }
  }

  private long timestamp() {
    int from = at;
    boolean negative = in[at] == '-';
    at += negative ? 1 : 0;
    int digits = at;
    long millis = 0;
    while (at < end && in[at] >= '0' && in[at] <= '9' && at - digits < 18) {
      millis = millis * 10 + (in[at++] - '0');
    }
    if (at == digits || (at < end && in[at] > ' ')) {
      throw error(from, "expected a timestamp in milliseconds, got " + here(from));
    }
    return negative ? -millis : millis;
  }
}
