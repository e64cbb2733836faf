package dev.clew.collector.influx;

import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.prometheus.Decimal;
import dev.clew.collector.prometheus.SeriesLabels;
import dev.clew.collector.prometheus.WrittenSeries;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads InfluxDB's line protocol (docs.influxdata.com/influxdb/v2/reference/syntax/line-protocol)
 * from its bytes:
 *
 * <pre>measurement,tag=value field=1.5,other=2i 1556813561098000000</pre>
 *
 * <p>As in VictoriaMetrics, a field is a series {@code measurement_field}, also one named {@code
 * value}, and tags are its labels, under the names they have. Booleans are 1 and 0; texts are no
 * samples: they are skipped and counted. A line that cannot be read is refused by itself.
 */
final class LineProtocol {
  private static final byte[] METRIC_NAME = "__name__".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DATABASE = "db".getBytes(StandardCharsets.US_ASCII);

  private final WrittenSeries out;
  private final SeriesLabels labels;
  private final Precision precision;
  private final long nowMillis;
  private final byte[] database;

  /**
   * Names, tags and values of one line: each field repeats the measurement, so that a line of a few
   * kilobytes could become gigabytes.
   */
  private static final int MOST_TEXT = 1 << 20;

  private byte[] in = new byte[0];
  private int end;
  private int position;
  private int line;

  /** Unescaped texts of the line: measurement, tags, then one field after another. */
  private byte[] texts = new byte[1 << 10];

  private int textEnd;

  /** Ends of the keys and values of tags in it. */
  private int[] tagEnds = new int[32];

  private int tags;
  private int measurementEnd;
  private double[] values = new double[16];
  private int[] fieldEnds = new int[16];
  private int fields;
  private int skipped;

  /** The line cannot be read. */
  private static final class BadLine extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadLine(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @param database becomes the label {@code db}, unless it is empty or a tag has that name
   */
  LineProtocol(
      WrittenSeries out,
      SeriesLimits limits,
      Precision precision,
      long nowMillis,
      String database) {
    this.out = out;
    this.precision = precision;
    this.nowMillis = nowMillis;
    this.database = database.getBytes(StandardCharsets.UTF_8);
    labels = new SeriesLabels(limits);
  }

  /** Fields that are texts. */
  int skipped() {
    return skipped;
  }

  /**
   * @param length of the body, which begins the array
   */
  void read(byte[] body, int length) {
    in = body;
    end = length;
    position = 0;
    line = 0;
    while (position < end) {
      line++;
      skip(' ');
      if (position >= end) {
        break;
      }
      if (peek() == '\n' || peek() == '\r') {
        position++;
      } else if (peek() == '#') {
        toLineEnd();
      } else {
        int start = position;
        try {
          line();
        } catch (BadLine e) {
          out.refuseUnnamed("line " + line + ": " + e.getMessage() + ", in " + quote(start));
          toLineEnd();
        }
      }
    }
  }

  private String quote(int start) {
    int stop = start;
    while (stop < end && in[stop] != '\n' && stop - start < 80) {
      stop++;
    }
    return "'" + new String(in, start, stop - start, StandardCharsets.UTF_8) + "'";
  }

  private int peek() {
    return position < end ? in[position] : '\n';
  }

  private void skip(int c) {
    while (position < end && in[position] == c) {
      position++;
    }
  }

  private void toLineEnd() {
    while (position < end && in[position] != '\n') {
      position++;
    }
    position++;
  }

  private void line() {
    textEnd = 0;
    tags = 0;
    fields = 0;
    text(", ");
    measurementEnd = textEnd;
    if (measurementEnd == 0) {
      throw new BadLine("no measurement");
    }
    while (peek() == ',') {
      position++;
      tag();
    }
    skip(' ');
    do {
      field();
    } while (next(','));
    long time = time();
    write(time);
  }

  private boolean next(int c) {
    if (peek() == c) {
      position++;
      return true;
    }
    return false;
  }

  private void tag() {
    int start = textEnd;
    text("=, ");
    if (textEnd == start || !next('=')) {
      throw new BadLine("a tag without a key or value");
    }
    int keyEnd = textEnd;
    text(", ");
    if (textEnd == keyEnd) {
      throw new BadLine("a tag without a key or value");
    }
    if (2 * tags + 2 > tagEnds.length) {
      tagEnds = Arrays.copyOf(tagEnds, 2 * tagEnds.length);
    }
    tagEnds[2 * tags] = keyEnd;
    tagEnds[2 * tags++ + 1] = textEnd;
  }

  /**
   * Reads up to one of the ends, which stays. A backslash takes the meaning of a comma, space or
   * equals sign; before others it is itself.
   */
  private void text(String ends) {
    while (true) {
      int c = peek();
      if (c == '\n' || ends.indexOf(c) >= 0) {
        return;
      }
      position++;
      if (c == '\\' && (peek() == ',' || peek() == '=' || peek() == ' ')) {
        c = in[position++];
      }
      put(c);
    }
  }

  private void put(int c) {
    if (textEnd >= MOST_TEXT) {
      throw new BadLine("names, tags and fields of more than " + MOST_TEXT + " bytes");
    }
    append(c);
  }

  private void append(int c) {
    if (textEnd == texts.length) {
      texts = Arrays.copyOf(texts, 2 * textEnd);
    }
    texts[textEnd++] = (byte) c;
  }

  private void field() {
    int start = textEnd;
    for (int i = 0; i < measurementEnd; i++) {
      put(texts[i]);
    }
    put('_');
    int keyStart = textEnd;
    text("=, ");
    if (textEnd == keyStart || !next('=')) {
      throw new BadLine("a field without a key or value");
    }
    if (peek() == '"') {
      position++;
      quoted();
      textEnd = start;
      skipped++;
      return;
    }
    double value = value();
    if (fields == values.length) {
      values = Arrays.copyOf(values, 2 * fields);
      fieldEnds = Arrays.copyOf(fieldEnds, 2 * fields);
    }
    values[fields] = value;
    fieldEnds[fields++] = textEnd;
  }

  /** Passes over a text, which may go over several lines. */
  private void quoted() {
    while (position < end) {
      int c = in[position++];
      if (c == '"') {
        return;
      }
      if (c == '\\' && position < end) {
        position++;
      } else if (c == '\n') {
        line++;
      }
    }
    throw new BadLine("a text without its closing quote");
  }

  private double value() {
    int start = position;
    while (peek() != ',' && peek() != ' ' && peek() != '\n' && peek() != '\r') {
      position++;
    }
    int to = position;
    if (to == start) {
      throw new BadLine("a field without a value");
    }
    int last = in[to - 1];
    boolean whole = last == 'i' || last == 'u';
    boolean negative = in[start] == '-';
    int from = negative || in[start] == '+' ? start + 1 : start;
    double value = Decimal.parse(in, from, whole ? to - 1 : to, whole);
    if (Double.isNaN(value)) {
      return truth(start, to);
    }
    if (last == 'u' && negative) {
      throw new BadLine("an unsigned integer below zero");
    }
    return negative ? -value : value;
  }

  private double truth(int start, int to) {
    String text = new String(in, start, Math.min(to - start, 40), StandardCharsets.UTF_8);
    return switch (text) {
      case "t", "T", "true", "True", "TRUE" -> 1;
      case "f", "F", "false", "False", "FALSE" -> 0;
      default -> throw new BadLine("'" + text + "' is no value of a field");
    };
  }

  private long time() {
    skip(' ');
    if (peek() == '\n' || peek() == '\r') {
      toLineEnd();
      return nowMillis;
    }
    boolean negative = next('-');
    long number = 0;
    int digits = 0;
    while (peek() >= '0' && peek() <= '9' && digits++ < 19) {
      number = 10 * number + (in[position++] - '0');
    }
    skip(' ');
    if (digits == 0 || number < 0 || (peek() != '\n' && peek() != '\r')) {
      throw new BadLine("a time that is no whole number of 64 bits");
    }
    toLineEnd();
    return precision.millis(negative ? -number : number);
  }

  private void write(long timeMillis) {
    // The texts that do not change stand before the fields.
    int tagsEnd = tags == 0 ? measurementEnd : tagEnds[2 * tags - 1];
    int name = reserve(METRIC_NAME);
    int db = reserve(DATABASE);
    int dbValue = reserve(database);
    int fieldStart = tagsEnd;
    for (int field = 0; field < fields; field++) {
      labels.start(texts);
      labels.add(name, METRIC_NAME.length, fieldStart, fieldEnds[field] - fieldStart);
      int keyStart = measurementEnd;
      boolean named = database.length == 0;
      for (int tag = 0; tag < tags; tag++) {
        int keyEnd = tagEnds[2 * tag];
        int valueEnd = tagEnds[2 * tag + 1];
        labels.add(keyStart, keyEnd - keyStart, keyEnd, valueEnd - keyEnd);
        named |= Arrays.equals(texts, keyStart, keyEnd, DATABASE, 0, DATABASE.length);
        keyStart = valueEnd;
      }
      if (!named) {
        labels.add(db, DATABASE.length, dbValue, database.length);
      }
      out.series(labels, null);
      out.sample(timeMillis, 0, values[field]);
      fieldStart = fieldEnds[field];
    }
  }

  private int reserve(byte[] text) {
    int start = textEnd;
    for (byte b : text) {
      append(b);
    }
    return start;
  }
}
