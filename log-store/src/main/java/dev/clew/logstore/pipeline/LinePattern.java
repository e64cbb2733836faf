package dev.clew.logstore.pipeline;

import dev.clew.model.QueryException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Literals with captures between them: {@code <ip> - - <_> "<method> <path>"}. A capture reaches to
 * the next literal, the last one to the end; {@code <_>} is not kept.
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
      int end =
          i + 1 == parts.size() ? text.length() : text.indexOf(parts.get(i + 1).literal(), at);
      if (end < 0) {
        return;
      }
      if (!part.capture().equals("_")) {
        line.extract(part.capture(), text.substring(at, end));
      }
      at = end;
    }
  }

  /** Whether the whole text is of this form. */
  public boolean matches(String text) {
    int at = 0;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      boolean last = i == parts.size() - 1;
      if (part.isCapture()) {
        continue;
      }
      int found =
          i == 0 ? (text.startsWith(part.literal()) ? 0 : -1) : text.indexOf(part.literal(), at);
      if (last && i > 0) {
        found = text.length() - part.literal().length();
        return found >= at && text.endsWith(part.literal());
      }
      if (found < 0) {
        return false;
      }
      at = found + part.literal().length();
    }
    return parts.getLast().isCapture() || at == text.length();
  }
}
