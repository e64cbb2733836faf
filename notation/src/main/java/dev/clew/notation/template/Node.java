package dev.clew.notation.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a parsed template. {@code position} is an offset in its text, {@code end} the offset
 * behind it.
 */
sealed interface Node {
  record Text(String text) implements Node {}

  record Action(Pipe pipe) implements Node {}

  record If(Pipe condition, List<Node> then, List<Node> otherwise) implements Node {}

  record With(Pipe value, List<Node> then, List<Node> otherwise) implements Node {}

  record Range(Pipe items, List<Node> body, List<Node> otherwise) implements Node {}

  record Call(int position, String template, @Nullable Pipe data) implements Node {}

  record Break() implements Node {}

  record Continue() implements Node {}

  /**
   * Commands joined by {@code |}, and the variables that take the result.
   *
   * @param declares whether the variables are new ({@code :=}) or set ({@code =})
   */
  record Pipe(
      int position, int end, List<String> variables, boolean declares, List<Command> commands) {}

  /** A function with its arguments, or one operand alone. */
  record Command(int position, int end, List<Operand> operands) {}

  /** What a command is made of. */
  sealed interface Operand {
    int position();

    int end();
  }

  record Literal(int position, int end, Object value) implements Operand {}

  record Nil(int position, int end) implements Operand {}

  record Dot(int position, int end) implements Operand {}

  record Function(int position, int end, String name) implements Operand {}

  record Variable(int position, int end, String name) implements Operand {}

  record Nested(int position, int end, Pipe pipe) implements Operand {}

  /** {@code .a.b} of the operand. */
  record Fields(int position, int end, Operand of, List<String> names) implements Operand {}
}
