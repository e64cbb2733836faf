package dev.clew.logstore.pipeline;

import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Literals with captures between them: {@code <ip> - - <_> "<method> <path>"}. A capture reaches to
 * the next literal, the last one to the end; {@code <_>} is not kept. A text without the next
 * literal leaves its rest to the capture.
 */
public final class LinePattern {
  /** A literal, or a capture when {@code capture} is not null. */
  private record Part(String literal, @Nullable String capture) {
    boolean isCapture() {
      return capture != null;
    }
  }

  private final List<Part> parts = new ArrayList<>();

  private LinePattern() {}

  /**
   * @throws QueryException when two captures touch
   */
  public static LinePattern parse(String text) {
    if (text.isEmpty()) {
      throw wrong("invalid pattern: empty pattern");
    }
    LinePattern pattern = new LinePattern();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      int end = captureEnd(text, at);
      if (end < 0) {
        literal.append(text.charAt(at++));
        continue;
      }
      pattern.literal(literal);
      String name = text.substring(at + 1, end);
      if (!pattern.parts.isEmpty() && pattern.parts.getLast().isCapture()) {
        throw wrong(
            "found consecutive capture '<"
                + pattern.parts.getLast().capture()
                + "><"
                + name
                + ">': invalid expression");
      }
      pattern.parts.add(new Part("", name));
      at = end + 1;
    }
    pattern.literal(literal);
    return pattern;
  }

  private void literal(StringBuilder literal) {
    if (!literal.isEmpty()) {
      parts.add(new Part(literal.toString(), null));
      literal.setLength(0);
    }
  }

  private static int captureEnd(String text, int at) {
    if (text.charAt(at) != '<') {
      return -1;
    }
    int end = at + 1;
    while (end < text.length() && isName(text.charAt(end), end == at + 1)) {
      end++;
    }
    return end > at + 1 && end < text.length() && text.charAt(end) == '>' ? end : -1;
  }

  private static boolean isName(char c, boolean first) {
    return c == '_'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (!first && c >= '0' && c <= '9');
  }

  private static QueryException wrong(String message) {
    return new QueryException(QueryException.Kind.SYNTAX, message, -1);
  }

  /**
   * What a line filter compares whole lines with; nothing at all is the form of an empty line.
   *
   * @throws QueryException also when a capture has a name
   */
  public static LinePattern lineFilter(String text) {
    LinePattern pattern = text.isEmpty() ? new LinePattern() : parse(text);
    if (!pattern.names().isEmpty()) {
      throw wrong("named captures are not allowed: found '<" + pattern.names().getFirst() + ">'");
    }
    return pattern;
  }

  /** The names of the captures, without {@code _}. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (Part part : parts) {
      if (part.capture() != null && !part.capture().equals("_")) {
        names.add(part.capture());
      }
    }
    return names;
  }

  /** The literals, each of which a matching text holds. */
  public List<String> literals() {
    return parts.stream().filter(part -> !part.isCapture()).map(Part::literal).toList();
  }

  /** Gives the line what the captures hold, up to the first literal that it has not. */
  void extract(Line line) {
    String text = line.text();
    if (text.isEmpty()) {
      return;
    }
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (part.capture() == null) {
        if (!text.startsWith(part.literal(), at)) {
          return;
        }
        at += part.literal().length();
        continue;
      }
      int found = i + 1 == parts.size() ? -1 : text.indexOf(parts.get(i + 1).literal(), at);
      int end = found < 0 ? text.length() : found;
      if (!part.capture().equals("_")) {
        line.extract(part.capture(), text.substring(at, end));
      }
      if (found < 0) {
        return;
      }
      at = end;
    }
  }

  /**
   * Whether the text is of this form, as Loki's line filters see it: each literal is where it
   * stands first behind the one before, captures are not empty, and the text ends where the pattern
   * does. It need not begin there: a literal at the start may stand anywhere.
   */
  public boolean matches(String text) {
    if (text.isEmpty() || parts.isEmpty()) {
      return text.isEmpty() && parts.isEmpty();
    }
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      if (!part.isCapture()) {
        int found = text.indexOf(part.literal(), at);
        if (found < 0 || (i > 0 && found == at)) {
          return false;
        }
        at = found + part.literal().length();
      }
    }
    return parts.getLast().isCapture() == (at < text.length());
  }
}
