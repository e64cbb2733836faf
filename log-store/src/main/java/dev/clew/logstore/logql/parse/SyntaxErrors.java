package dev.clew.logstore.logql.parse;

import dev.clew.model.QueryException;

/** Makes errors in Loki's form: {@code parse error at line 1, col 5: …}. */
final class SyntaxErrors {
  private SyntaxErrors() {}

  static QueryException at(String query, int offset, String message) {
    int line = 1;
    int column = 1;
    for (int i = 0; i < offset && i < query.length(); i++) {
      if (query.charAt(i) == '\n') {
        line++;
        column = 1;
      } else {
        column++;
      }
    }
    return new QueryException(
        QueryException.Kind.SYNTAX,
        "parse error at line " + line + ", col " + column + ": " + message,
        offset);
  }

  /** The query can be read, but means nothing. */
  static QueryException meaning(String message) {
    return new QueryException(QueryException.Kind.SYNTAX, "parse error : " + message, -1);
  }
}
