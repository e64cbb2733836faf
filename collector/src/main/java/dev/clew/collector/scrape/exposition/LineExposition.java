package dev.clew.collector.scrape.exposition;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What the two text formats share: names, labels in braces, places of errors. */
abstract class LineExposition implements Exposition {
  final byte[] in;
  final int end;
  int at;

  /** Bounds of the series as it is written, which is its key. */
  int seriesFrom;

  int seriesTo;

  /** Bounds of the metric name, without quotes. */
  int nameFrom;

  int nameTo;

  /** Bounds of name and value of each label, without quotes. */
  int[] spans = new int[64];

  int labels;

  String family = "";
  String text = "";
  String type = "unknown";
  double value;
  boolean hasTimestamp;
  long timestampMillis;

  LineExposition(byte[] in, int length) {
    this.in = in;
    this.end = length;
  }

  /** Blanks that the format allows between tokens. */
  abstract void blanks();

  /**
   * Reads a metric name and the labels behind it, or braces that hold the name too.
   *
   * @return the place behind it
   */
  final int series(int from) {
    at = from;
    seriesFrom = from;
    labels = 0;
    nameFrom = -1;
    if (in[at] != '{') {
      nameFrom = at;
      at = nameEnd(at);
      nameTo = at;
      if (nameFrom == nameTo) {
        throw error(at, "expected a metric name, got " + here(at));
      }
    }
    seriesTo = at;
    blanks();
    if (at < end && in[at] == '{') {
      braces();
      seriesTo = at;
    }
    if (nameFrom < 0) {
      throw error(seriesFrom, "metric name missing in braces");
    }
    return at;
  }

  final void braces() {
    at++;
    blanks();
    while (true) {
      if (at >= end) {
        throw error(at, "expected \"}\", got the end");
      }
      if (in[at] == '}') {
        at++;
        return;
      }
      label();
      blanks();
      if (at < end && in[at] == ',') {
        at++;
        blanks();
      } else if (at >= end || in[at] != '}') {
        throw error(at, "expected \",\" or \"}\" behind a label, got " + here(at));
      }
    }
  }

  private void label() {
    boolean quoted = in[at] == '"';
    int from = quoted ? at + 1 : at;
    int to = quoted ? closingQuote(at) : labelNameEnd(at);
    if (from == to) {
      throw error(at, "expected a label name, got " + here(at));
    }
    at = quoted ? to + 1 : to;
    blanks();
    if (quoted && nameFrom < 0 && at < end && (in[at] == ',' || in[at] == '}')) {
      nameFrom = from;
      nameTo = to;
      return;
    }
    if (at >= end || in[at] != '=') {
      throw error(at, "expected \"=\" behind a label name, got " + here(at));
    }
    at++;
    blanks();
    if (at >= end || in[at] != '"') {
      throw error(at, "expected a quoted label value, got " + here(at));
    }
    if (4 * labels + 4 > spans.length) {
      spans = Arrays.copyOf(spans, 2 * spans.length);
    }
    spans[4 * labels] = from;
    spans[4 * labels + 1] = to;
    spans[4 * labels + 2] = at + 1;
    at = closingQuote(at);
    spans[4 * labels + 3] = at;
    labels++;
    at++;
  }

  /** The place of the quote that closes the one at the given place. */
  final int closingQuote(int from) {
    for (int i = from + 1; i < end; i++) {
      byte c = in[i];
      if (c == '"') {
        return i;
      } else if (c == '\\') {
        i++;
      } else if (c == '\n') {
        break;
      }
    }
    throw error(from, "quote that is not closed");
  }

  final int nameEnd(int from) {
    int i = from;
    while (i < end && isNameByte(in[i], i == from)) {
      i++;
    }
    return i;
  }

  private int labelNameEnd(int from) {
    int i = from;
    while (i < end && in[i] != ':' && isNameByte(in[i], i == from)) {
      i++;
    }
    return i;
  }

  private static boolean isNameByte(byte c, boolean first) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == ':'
        || (!first && c >= '0' && c <= '9');
  }

  /** Reads the number that begins at the current place and goes to the next blank. */
  final double number(String what) {
    int from = at;
    while (at < end && in[at] != ' ' && in[at] != '\n' && in[at] != '\t') {
      at++;
    }
    if (from == at) {
      throw error(from, "expected " + what + ", got " + here(from));
    }
    try {
      return FloatText.parse(in, from, at);
    } catch (NumberFormatException e) {
      throw error(from, "expected " + what + ", got " + here(from));
    }
  }

  /** Reads the name of a family, quoted or not; the current place moves behind it. */
  final String familyName() {
    int from = at;
    if (at < end && in[at] == '"') {
      int to = closingQuote(at);
      at = to + 1;
      return unquoted(from + 1, to);
    }
    at = nameEnd(at);
    if (from == at) {
      throw error(at, "expected a metric name, got " + here(at));
    }
    return new String(in, from, at - from, StandardCharsets.ISO_8859_1);
  }

  final boolean startsWith(String word, int from) {
    if (end - from < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (in[from + i] != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  final int lineEnd(int from) {
    int i = from;
    while (i < end && in[i] != '\n') {
      i++;
    }
    return i;
  }

  @Override
  public final String family() {
    return family;
  }

  @Override
  public final String text() {
    return text;
  }

  @Override
  public final byte[] keyArray() {
    return in;
  }

  @Override
  public final int keyOffset() {
    return seriesFrom;
  }

  @Override
  public final int keyLength() {
    return seriesTo - seriesFrom;
  }

  @Override
  public final void labels(LabelSink sink) {
    sink.label("__name__", unquoted(nameFrom, nameTo));
    for (int i = 0; i < 4 * labels; i += 4) {
      String name = unquoted(spans[i], spans[i + 1]);
      String labelValue = unquoted(spans[i + 2], spans[i + 3]);
      boolean number =
          (name.equals("le") && type.endsWith("histogram"))
              || (name.equals("quantile") && type.equals("summary"));
      sink.label(name, number ? FloatText.canonical(labelValue) : labelValue);
    }
  }

  @Override
  public final double value() {
    return value;
  }

  @Override
  public final byte[] histogram() {
    throw new IllegalStateException("BUG: no native histograms in text");
  }

  @Override
  public final boolean hasTimestamp() {
    return hasTimestamp;
  }

  @Override
  public final long timestampMillis() {
    return timestampMillis;
  }

  @Override
  public long startMillis() {
    return 0;
  }

  @Override
  public List<ScrapedExemplar> exemplars() {
    return List.of();
  }

  /** The text between two places with its escapes resolved. */
  final String unquoted(int from, int to) {
    String raw = utf8(from, to);
    return raw.indexOf('\\') < 0 ? raw : unescape(raw, true);
  }

  final String utf8(int from, int to) {
    String raw = new String(in, from, to - from, StandardCharsets.UTF_8);
    if (raw.indexOf('\uFFFD') >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(in, from, to - from));
      } catch (CharacterCodingException e) {
        throw error(from, "not UTF-8");
      }
    }
    return raw;
  }

  /** Escapes that mean nothing stand for themselves. */
  static String unescape(String raw, boolean quotes) {
    StringBuilder out = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      char next = c == '\\' && i + 1 < raw.length() ? raw.charAt(i + 1) : 0;
      if (next == 'n') {
        out.append('\n');
        i++;
      } else if (next == '\\' || (next == '"' && quotes)) {
        out.append(next);
        i++;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** What stands at a place, for messages. */
  final String here(int from) {
    if (from >= end) {
      return "the end";
    }
    if (in[from] == '\n') {
      return "the end of the line";
    }
    int to = Math.min(lineEnd(from), from + 40);
    return '"' + new String(in, from, to - from, StandardCharsets.UTF_8) + '"';
  }

  final ExpositionException error(int place, String message) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < Math.min(place, end); i++) {
      column = in[i] == '\n' ? 1 : column + 1;
      line += in[i] == '\n' ? 1 : 0;
    }
    return new ExpositionException("line " + line + ", column " + column + ": " + message);
  }
}
