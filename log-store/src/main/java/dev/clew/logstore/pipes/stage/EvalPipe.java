package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.expression.Expression;
import dev.clew.logstore.pipes.expression.ExpressionParser;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** {@code eval ratio = errors / requests, percent = ratio * 100}: computed fields. */
public record EvalPipe(List<Assignment> assignments) implements Pipe {
  /** A field and what it becomes. */
  public record Assignment(String name, Expression expression) {
    @Override
    public String toString() {
      return PipeReader.shown(name) + " = " + expression;
    }
  }

  public EvalPipe {
    assignments = List.copyOf(assignments);
  }

  public static EvalPipe parse(PipeReader reader) {
    List<Assignment> assignments = new ArrayList<>();
    do {
      String name = reader.field();
      if (!reader.takeIf("=")) {
        throw reader.unexpected("\"=\": eval name = a / b");
      }
      assignments.add(new Assignment(name, ExpressionParser.value(reader)));
    } while (reader.takeIf(","));
    return new EvalPipe(assignments);
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return RowFlow.each(next, this::evaluate);
  }

  private void evaluate(PipeRow row) {
    for (Assignment assignment : assignments) {
      row.put(assignment.name(), assignment.expression().value(row));
    }
  }

  @Override
  public void reads(Consumer<String> field) {
    for (Assignment assignment : assignments) {
      assignment.expression().fields().forEach(field);
    }
  }

  @Override
  public List<String> columns(List<String> before) {
    List<String> columns = new ArrayList<>(before);
    for (Assignment assignment : assignments) {
      if (!columns.contains(assignment.name())) {
        columns.add(assignment.name());
      }
    }
    return columns;
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public String toString() {
    return "eval " + String.join(", ", assignments.stream().map(Assignment::toString).toList());
  }
}
