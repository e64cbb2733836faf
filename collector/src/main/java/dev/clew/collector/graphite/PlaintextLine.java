package dev.clew.collector.graphite;

import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.prometheus.Decimal;
import dev.clew.collector.prometheus.SeriesLabels;
import dev.clew.collector.prometheus.WrittenSeries;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;

/**
 * Reads lines of Graphite's plaintext protocol
 * (graphite.readthedocs.io/en/latest/feeding-carbon.html), with tags
 * (graphite.readthedocs.io/en/latest/tags.html) and without:
 *
 * <pre>servers.web1.load;rack=a1;os=linux 0.42 1772323200</pre>
 *
 * <p>The path becomes the metric name, with {@code _} for every character that a Prometheus name
 * cannot have, dots included; so do names of tags. Otherwise every query would have to quote them.
 */
final class PlaintextLine {
  static final String FORM = "Send lines like: servers.web1.load 0.42 1772323200";

  private static final String TEXT =
      "Send plaintext lines, without TLS; pickled metrics are not taken.";
  private static final String VALUE =
      "Send a decimal number, such as 0.42; leave the line out when there is none.";
  private static final String TIME =
      "Send seconds since 1970, such as 1772323200 or 1772323200.5, or -1 for now.";
  private static final String TAGS =
      "Send tags right after the path, like: disk.used;host=web1;rack=a1 42 1772323200";

  private static final byte[] METRIC_NAME = "__name__".getBytes(StandardCharsets.US_ASCII);

  /** Seconds until the year 5138: what is later was meant to be in a finer unit. */
  private static final double FINER_THAN_SECONDS = 1e11;

  /** As much of a line as people read. */
  private static final int LONGEST_QUOTE = 120;

  private final InstantSource clock;
  private final SeriesLabels labels;

  /** Names and values of the labels; begins with the name of the metric name's label. */
  private final byte[] texts;

  private int textEnd;
  private byte[] in = new byte[0];

  /** Starts and ends of path, value and time. */
  private final int[] fields = new int[6];

  /**
   * @param lineBytes of the longest line that is going to be read
   */
  PlaintextLine(SeriesLimits limits, int lineBytes, InstantSource clock) {
    this.clock = clock;
    labels = new SeriesLabels(limits);
    // A name that begins with a digit becomes longer by one, and takes two bytes at least.
    texts = new byte[METRIC_NAME.length + 2 * lineBytes];
    System.arraycopy(METRIC_NAME, 0, texts, 0, METRIC_NAME.length);
  }

  /**
   * Reads one line into the series that were written; a blank one is nothing.
   *
   * @param to without the line feed
   * @throws BadLine when it cannot be read
   */
  void read(byte[] bytes, int from, int to, WrittenSeries out) {
    in = bytes;
    int end = to > from && in[to - 1] == '\r' ? to - 1 : to;
    int count = split(from, end);
    if (count == 0) {
      return;
    }
    if (count == 1) {
      throw new BadLine("a path without a value", FORM);
    }
    if (count > 3) {
      throw new BadLine("more than path, value and time", FORM);
    }
    double value = value();
    long timeMillis = count == 2 ? clock.millis() : timeMillis();
    path(fields[0], fields[1]);
    out.series(labels, null);
    out.sample(timeMillis, 0, value);
  }

  /** Finds the fields: how many there are, more than three as four. */
  private int split(int from, int to) {
    int count = 0;
    boolean inField = false;
    for (int i = from; i < to; i++) {
      int c = in[i];
      boolean blank = c == ' ' || c == '\t';
      if ((c >= 0 && c < ' ' && !blank) || c == 0x7f) {
        throw new BadLine("not a line of text", TEXT);
      }
      if (!blank && !inField) {
        if (count == 3) {
          return 4;
        }
        fields[2 * count++] = i;
      }
      if (!blank) {
        fields[2 * count - 1] = i + 1;
      }
      inField = !blank;
    }
    return count;
  }

  private double value() {
    double value = number(fields[2], fields[3]);
    if (!Double.isFinite(value)) {
      throw new BadLine("the value " + quote(in, fields[2], fields[3]) + " is no number", VALUE);
    }
    return value;
  }

  private long timeMillis() {
    double seconds = number(fields[4], fields[5]);
    if (!Double.isFinite(seconds)) {
      throw new BadLine("the time " + quote(in, fields[4], fields[5]) + " is no number", TIME);
    }
    if (seconds >= FINER_THAN_SECONDS) {
      throw new BadLine("the time " + quote(in, fields[4], fields[5]) + " is not in seconds", TIME);
    }
    return seconds == -1 ? clock.millis() : Math.round(seconds * 1_000);
  }

  /** NaN when it is none. */
  private double number(int from, int to) {
    boolean negative = in[from] == '-';
    int digits = negative || in[from] == '+' ? from + 1 : from;
    double number = Decimal.parse(in, digits, to, false);
    return negative ? -number : number;
  }

  private void path(int from, int to) {
    labels.start(texts);
    textEnd = METRIC_NAME.length;
    int end = find(';', from, to);
    if (end == from) {
      throw new BadLine("tags without a path", TAGS);
    }
    name(from, end, true);
    labels.add(0, METRIC_NAME.length, METRIC_NAME.length, textEnd - METRIC_NAME.length);
    while (end < to) {
      int start = end + 1;
      end = find(';', start, to);
      tag(start, end);
    }
  }

  private void tag(int from, int to) {
    int equals = find('=', from, to);
    if (equals == from || equals >= to - 1) {
      throw new BadLine("the tag " + quote(in, from, to) + " without a name or value", TAGS);
    }
    int key = textEnd;
    name(from, equals, false);
    int value = textEnd;
    int length = to - equals - 1;
    System.arraycopy(in, equals + 1, texts, value, length);
    textEnd += length;
    labels.add(key, value - key, value, length);
  }

  private int find(int c, int from, int to) {
    int at = from;
    while (at < to && in[at] != c) {
      at++;
    }
    return at;
  }

  /** Adds a name as Prometheus can have it. */
  private void name(int from, int to, boolean colons) {
    if (in[from] >= '0' && in[from] <= '9') {
      texts[textEnd++] = '_';
    }
    for (int i = from; i < to; i++) {
      int c = in[i];
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      if (letter || digit || (colons && c == ':')) {
        texts[textEnd++] = (byte) c;
      } else if ((c & 0xc0) != 0x80) { // else it belongs to the character before, in UTF-8
        texts[textEnd++] = '_';
      }
    }
  }

  /** A piece of a line for people: shortened, and without what a terminal would act on. */
  static String quote(byte[] bytes, int from, int to) {
    int end = Math.min(to, from + LONGEST_QUOTE);
    String text = new String(bytes, from, end - from, StandardCharsets.UTF_8).stripTrailing();
    StringBuilder out = new StringBuilder(text.length() + 3).append('\'');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      out.append(Character.isISOControl(c) ? '\ufffd' : c);
    }
    return out.append(end < to ? "…'" : "'").toString();
  }
}
