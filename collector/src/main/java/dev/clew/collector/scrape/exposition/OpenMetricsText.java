package dev.clew.collector.scrape.exposition;

import dev.clew.model.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * OpenMetrics 1.0 text. The {@code _created} samples of counters, histograms and summaries are not
 * handed out: they are the start times of the other samples.
 *
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">its description</a>
 */
final class OpenMetricsText extends LineExposition {
  private static final Set<String> TYPES =
      Set.of(
          "counter",
          "gauge",
          "histogram",
          "gaugehistogram",
          "summary",
          "info",
          "stateset",
          "unknown");
  private static final String CREATED = "_created";

  private final boolean anyCreated;
  private final Map<Long, Long> createdMillis = new HashMap<>();
  private String typedFamily = "";
  private boolean isNewFamily;
  private boolean ended;
  private List<ScrapedExemplar> exemplars = List.of();
  private long startMillis;

  OpenMetricsText(byte[] in, int length) {
    super(in, length);
    anyCreated = contains(CREATED);
  }

  private boolean contains(String word) {
    for (int i = 0; i <= end - word.length(); i++) {
      if (in[i] == word.charAt(0) && startsWith(word, i)) {
        return true;
      }
    }
    return false;
  }

  @Override
  void blanks() {
    // None are allowed within a series.
  }

  @Override
  public Entry next() {
    while (true) {
      if (ended) {
        if (at < end) {
          throw error(at, "data behind # EOF");
        }
        return Entry.END;
      }
      if (at >= end) {
        throw error(at, "the body does not end with # EOF");
      }
      if (in[at] == '#') {
        Entry entry = comment();
        if (entry != Entry.END) {
          return entry;
        }
      } else {
        if (isNewFamily) {
          findCreated();
        }
        sample();
        if (!isCreated()) {
          return Entry.SERIES;
        }
      }
    }
  }

  private Entry comment() {
    if (startsWith("# EOF", at) && (at + 5 == end || in[at + 5] == '\n')) {
      at = Math.min(end, at + 6);
      ended = true;
      return Entry.END;
    }
    Entry entry =
        startsWith("# TYPE ", at)
            ? Entry.TYPE
            : startsWith("# HELP ", at)
                ? Entry.HELP
                : startsWith("# UNIT ", at) ? Entry.UNIT : Entry.END;
    if (entry == Entry.END) {
      throw error(at, "expected # TYPE, # HELP, # UNIT or # EOF, got " + here(at));
    }
    at += "# TYPE ".length();
    family = familyName();
    int from = at < end && in[at] == ' ' ? at + 1 : at;
    if (from == at && at < end && in[at] != '\n') {
      throw error(at, "expected a blank behind the metric name, got " + here(at));
    }
    at = lineEnd(from);
    text = unescapedText(from);
    at = Math.min(end, at + 1);
    if (entry == Entry.TYPE) {
      checkType(from);
    } else if (entry == Entry.UNIT && !text.isEmpty() && !family.endsWith("_" + text)) {
      throw error(from, "unit \"" + text + "\" is no suffix of metric \"" + family + "\"");
    }
    return entry;
  }

  private String unescapedText(int from) {
    String raw = utf8(from, at);
    return raw.indexOf('\\') < 0 ? raw : unescape(raw, true);
  }

  private void checkType(int from) {
    if (!TYPES.contains(text)) {
      throw error(
          from,
          "type: \""
              + text
              + "\" (expected: one of "
              + String.join(", ", new TreeSet<>(TYPES))
              + ")");
    }
    type = text;
    typedFamily = family;
    isNewFamily = true;
    createdMillis.clear();
  }

  private void sample() {
    series(at);
    expectBlank();
    value = number("a value");
    hasTimestamp = false;
    exemplars = List.of();
    if (at + 1 < end && in[at] == ' ' && in[at + 1] != '#') {
      at++;
      timestampMillis = seconds();
      hasTimestamp = true;
    }
    // An exemplar has labels of its own: the series' are needed before they are overwritten.
    startMillis = createdMillis.isEmpty() ? 0 : createdMillis.getOrDefault(identity(), 0L);
    if (startsWith(" # {", at)) {
      at += 3;
      exemplar();
    }
    if (at >= end || in[at] != '\n') {
      throw error(at, "expected the end of the line, got " + here(at));
    }
    at++;
  }

  private void expectBlank() {
    if (at >= end || in[at] != ' ') {
      throw error(at, "expected a blank, got " + here(at));
    }
    at++;
  }

  private long seconds() {
    int from = at;
    double seconds = number("a timestamp in seconds");
    if (!Double.isFinite(seconds) || Math.abs(seconds) > 1e15) {
      throw error(from, "expected a timestamp in seconds, got " + here(from));
    }
    // Half a microsecond, so that 1.001 is not a millisecond less.
    return (long) Math.floor(seconds * 1000 + 0.0005);
  }

  private void exemplar() {
    int[] seriesSpans = spans.clone();
    int seriesLabels = labels;
    int from = seriesFrom;
    int to = seriesTo;
    int metricFrom = nameFrom;
    int metricTo = nameTo;
    nameFrom = 0; // so that none is looked for in the braces
    labels = 0;
    int place = at;
    braces();
    Map<String, String> pairs = new TreeMap<>();
    for (int i = 0; i < 4 * labels; i += 4) {
      pairs.put(unquoted(spans[i], spans[i + 1]), unquoted(spans[i + 2], spans[i + 3]));
    }
    expectBlank();
    double exemplarValue = number("the value of an exemplar");
    long millis = 0;
    if (at < end && in[at] == ' ') {
      at++;
      millis = seconds();
    }
    if (Double.isInfinite(exemplarValue) && pairs.isEmpty()) {
      throw error(place, "expected an exemplar with labels or a finite value");
    }
    exemplars = List.of(new ScrapedExemplar(Labels.of(pairs), exemplarValue, millis));
    spans = seriesSpans;
    labels = seriesLabels;
    seriesFrom = from;
    seriesTo = to;
    nameFrom = metricFrom;
    nameTo = metricTo;
  }

  private boolean mayHaveCreated() {
    return type.equals("counter") || type.equals("histogram") || type.equals("summary");
  }

  private boolean isCreated() {
    return anyCreated
        && mayHaveCreated()
        && startsWith(CREATED, Math.max(0, nameTo - CREATED.length()))
        && unquoted(nameFrom, nameTo).equals(typedFamily + CREATED);
  }

  /** Reads the family once ahead: the start times stand behind the samples they belong to. */
  private void findCreated() {
    isNewFamily = false;
    if (!anyCreated || !mayHaveCreated()) {
      return;
    }
    int back = at;
    while (at < end && in[at] != '#') {
      series(at);
      if (isCreated() && at < end && in[at] == ' ') {
        at++;
        createdMillis.put(identity(), seconds());
      }
      at = Math.min(end, lineEnd(at) + 1);
    }
    at = back;
  }

  /** The same for all samples of one histogram or summary, whatever the order of its labels. */
  private long identity() {
    long sum = 1;
    for (int i = 0; i < 4 * labels; i += 4) {
      boolean own =
          (type.equals("histogram") && is(i, "le"))
              || (type.equals("summary") && is(i, "quantile"));
      if (!own) {
        long hash =
            hash(hash(0xcbf29ce484222325L, spans[i], spans[i + 1]), spans[i + 2], spans[i + 3]);
        sum += (hash ^ (hash >>> 31)) * 0x9e3779b97f4a7c15L;
      }
    }
    return sum;
  }

  private boolean is(int span, String name) {
    return spans[span + 1] - spans[span] == name.length() && startsWith(name, spans[span]);
  }

  private long hash(long seed, int from, int to) {
    long hash = seed * 31 + to - from;
    for (int i = from; i < to; i++) {
      hash = (hash ^ in[i]) * 0x100000001b3L;
    }
    return hash;
  }

  @Override
  public long startMillis() {
    return startMillis;
  }

  @Override
  public List<ScrapedExemplar> exemplars() {
    return exemplars;
  }
}
