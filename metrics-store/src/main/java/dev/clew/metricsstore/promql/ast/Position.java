package dev.clew.metricsstore.promql.ast;

/**
 * A part of the query text.
 *
 * @param start offset of the first character
 * @param end offset behind the last character
 */
public record Position(int start, int end) {
  public static final Position NONE = new Position(0, 0);

  /** From the start of this one to the end of another. */
  public Position to(Position other) {
    return new Position(start, other.end);
  }

  /** The start as {@code line:column}, both counted from 1. */
  public String lineAndColumn(String query) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < Math.min(start, query.length()); i++) {
      if (query.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return line + ":" + (start - lineStart + 1);
  }
}
