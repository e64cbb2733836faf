package dev.clew.metricsstore.promql.parse;

/** Kinds of tokens; those with a fixed text carry it. */
enum TokenKind {
  END("end of input"),
  IDENTIFIER("identifier"),
  METRIC_IDENTIFIER("metric identifier"),
  STRING("string"),
  NUMBER("number"),
  DURATION("duration"),
  KEYWORD("keyword"),
  AGGREGATOR("aggregator"),
  OPERATOR("operator"),
  ASSIGN("="),
  LEFT_PAREN("("),
  RIGHT_PAREN(")"),
  LEFT_BRACE("{"),
  RIGHT_BRACE("}"),
  LEFT_BRACKET("["),
  RIGHT_BRACKET("]"),
  COMMA(","),
  COLON(":");

  private final String description;

  TokenKind(String description) {
    this.description = description;
  }

  String description() {
    return description;
  }
}
