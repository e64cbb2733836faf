package dev.clew.logstore.pipeline.template;

import java.util.List;

/** A part of a template. */
sealed interface Node {
  record Text(String text) implements Node {}

  /** Writes the value, unless it is assigned. */
  record Action(Pipeline pipeline) implements Node {}

  record If(Pipeline condition, List<Node> then, List<Node> otherwise) implements Node {}

  record With(Pipeline value, List<Node> then, List<Node> otherwise) implements Node {}

  record Range(Pipeline values, List<Node> each, List<Node> otherwise) implements Node {}

  record Break() implements Node {}

  record Continue() implements Node {}

  /**
   * Commands, each with the result of the one before as its last argument.
   *
   * @param variables that the result is assigned to; of a range, key and value
   * @param declared whether they are new
   */
  record Pipeline(List<String> variables, boolean declared, List<Command> commands) {}

  /** A function with its arguments, or a value alone. */
  record Command(List<Operand> operands) {}

  /** A value, or what stands for one. */
  sealed interface Operand {
    record Constant(Object value) implements Operand {}

    /** {@code .a.b}; no names mean the dot itself. */
    record Field(List<String> names) implements Operand {}

    /** {@code $x.a}. */
    record Variable(String name, List<String> fields) implements Operand {}

    record Function(String name) implements Operand {}

    record Nested(Pipeline pipeline, List<String> fields) implements Operand {}
  }
}
