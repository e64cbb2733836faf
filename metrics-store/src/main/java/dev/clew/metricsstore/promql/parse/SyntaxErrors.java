package dev.clew.metricsstore.promql.parse;

import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.model.QueryException;

/** Makes errors in Prometheus' form, {@code 1:5: parse error: …}. */
final class SyntaxErrors {
  private final String query;

  SyntaxErrors(String query) {
    this.query = query;
  }

  QueryException at(Position position, String message) {
    return new QueryException(
        QueryException.Kind.SYNTAX,
        position.lineAndColumn(query) + ": parse error: " + message,
        position.start());
  }

  QueryException at(int offset, String message) {
    return at(new Position(offset, offset), message);
  }
}
