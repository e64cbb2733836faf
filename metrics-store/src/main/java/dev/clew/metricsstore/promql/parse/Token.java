package dev.clew.metricsstore.promql.parse;

import dev.clew.metricsstore.promql.ast.Position;
import dev.clew.metricsstore.promql.notation.Quoting;
import java.util.Locale;

/** A word of the query text as it was written. */
record Token(TokenKind kind, String text, int offset) {
  Position position() {
    return new Position(offset, offset + text.length());
  }

  int end() {
    return offset + text.length();
  }

  /** Whether it is the given keyword or operator, in any case. */
  boolean is(String word) {
    return switch (kind) {
      case KEYWORD, OPERATOR -> text.equalsIgnoreCase(word);
      default -> false;
    };
  }

  /** Keywords, aggregators and word operators can be label and metric names as well. */
  boolean isName() {
    return switch (kind) {
      case IDENTIFIER, METRIC_IDENTIFIER, KEYWORD, AGGREGATOR -> true;
      case OPERATOR -> Character.isLetter(text.charAt(0));
      default -> false;
    };
  }

  /** As an error message names it. */
  String described() {
    return switch (kind) {
      case END -> "end of input";
      case IDENTIFIER, METRIC_IDENTIFIER -> kind.description() + " " + Quoting.quote(text);
      case STRING, NUMBER, DURATION -> kind.description() + " " + shortened();
      case KEYWORD -> "<" + text.toLowerCase(Locale.ROOT) + ">";
      case AGGREGATOR -> "<aggr:" + text + ">";
      case OPERATOR -> "<op:" + text + ">";
      default -> Quoting.quote(text);
    };
  }

  private String shortened() {
    return text.length() > 10 ? Quoting.quote(text.substring(0, 10)) + "..." : Quoting.quote(text);
  }
}
