package dev.clew.logstore.pipeline;

/** Takes the colors of terminals (ANSI escape sequences) out of the text. */
public final class DecolorizeStage implements Stage {
  private static final char ESCAPE = '\u001b';
  private static final char BELL = '\u0007';

  @Override
  public boolean process(Line line) {
    String text = line.text();
    int at = text.indexOf(ESCAPE);
    if (at < 0) {
      return true;
    }
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    while (at >= 0) {
      out.append(text, from, at);
      from = end(text, at + 1);
      at = text.indexOf(ESCAPE, from);
    }
    line.text(out.append(text, from, text.length()).toString());
    return true;
  }

  /** Where the sequence ends whose escape character stands before. */
  private static int end(String text, int from) {
    if (from >= text.length()) {
      return from;
    }
    char kind = text.charAt(from);
    int at = from + 1;
    if (kind == '[') {
      // ECMA-48: parameters, intermediates, and one final character.
      while (at < text.length() && text.charAt(at) >= ' ' && text.charAt(at) < '@') {
        at++;
      }
      return Math.min(at + 1, text.length());
    }
    if (kind == ']') {
      int bell = text.indexOf(BELL, at);
      int terminator = text.indexOf(ESCAPE + "\\", at);
      if (bell >= 0 && (terminator < 0 || bell < terminator)) {
        return bell + 1;
      }
      return terminator < 0 ? text.length() : terminator + 2;
    }
    return at;
  }
}
