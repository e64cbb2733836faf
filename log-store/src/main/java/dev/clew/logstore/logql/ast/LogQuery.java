package dev.clew.logstore.logql.ast;

import java.util.List;

/** Streams, and what is done with their lines in turn. */
public record LogQuery(List<Matcher> selector, List<StageExpression> stages) implements Expression {
  public LogQuery {
    selector = List.copyOf(selector);
    stages = List.copyOf(stages);
  }

  @Override
  public String toString() {
    return Printer.print(this);
  }
}
