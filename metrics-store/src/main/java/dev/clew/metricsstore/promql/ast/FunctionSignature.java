package dev.clew.metricsstore.promql.ast;

import java.util.List;

/**
 * A function's name and types.
 *
 * @param optional how many of the last argument may be given more or less: 0 for none, n for up to
 *     n more than the others, -1 for any number
 */
public record FunctionSignature(
    String name, List<ValueType> arguments, int optional, ValueType result) {
  public FunctionSignature {
    arguments = List.copyOf(arguments);
  }
}
