package dev.clew.logstore.pipes.expression;

import dev.clew.logstore.pipes.flow.Cell;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.model.query.Filter;
import dev.clew.model.query.Nesting;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads expressions over fields:
 *
 * <pre>
 * condition  = and { "or" and }
 * and        = not { "and" not }
 * not        = "not" not | comparison
 * comparison = sum [ ( "==" | "=" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" ) sum ]
 * sum        = product { ( "+" | "-" ) product }
 * product    = factor { ( "*" | "/" | "%" ) factor }
 * factor     = "-" factor | "(" condition ")" | number | "text" | field | function "(" … ")"
 * </pre>
 *
 * A minus between fields needs blanks around it: names hold them, too.
 */
public final class ExpressionParser {
  private final PipeReader reader;
  private final Set<String> fields = new HashSet<>();
  private int depth;

  private ExpressionParser(PipeReader reader) {
    this.reader = reader;
  }

  /** Reads a value: {@code duration / 1000}. */
  public static Expression value(PipeReader reader) {
    ExpressionParser parser = new ExpressionParser(reader);
    int from = reader.peek().from();
    Expression.Node node = parser.sum();
    return new Expression(reader.textSince(from), parser.fields, node);
  }

  /** Reads a condition: {@code errors / requests > 0.1 and service == "checkout"}. */
  public static Expression condition(PipeReader reader) {
    ExpressionParser parser = new ExpressionParser(reader);
    int from = reader.peek().from();
    Expression.Node node = parser.or();
    return new Expression(reader.textSince(from), parser.fields, node);
  }

  private void deeper() {
    if (++depth > Nesting.MOST) {
      throw Nesting.tooDeep(reader.peek().from());
    }
  }

  private Expression.Node or() {
    Expression.Node first = and();
    List<Expression.Node> any = new ArrayList<>(List.of(first));
    while (reader.takeIf("or")) {
      any.add(and());
    }
    return any.size() == 1 ? first : row -> new Cell.Flag(any.stream().anyMatch(n -> n.test(row)));
  }

  private Expression.Node and() {
    Expression.Node first = not();
    List<Expression.Node> all = new ArrayList<>(List.of(first));
    while (reader.takeIf("and")) {
      all.add(not());
    }
    return all.size() == 1 ? first : row -> new Cell.Flag(all.stream().allMatch(n -> n.test(row)));
  }

  private Expression.Node not() {
    if (!reader.takeIf("not") && !reader.takeIf("!")) {
      return comparison();
    }
    deeper();
    Expression.Node of = not();
    depth--;
    return row -> new Cell.Flag(!of.test(row));
  }

  private Expression.Node comparison() {
    Expression.Node left = sum();
    String sign = reader.peek().text();
    IntPredicate test =
        switch (reader.peek().kind() == PipeReader.Kind.SIGN ? sign : "") {
          case "=", "==" -> order -> order == 0;
          case "!=" -> order -> order != 0;
          case "<" -> order -> order < 0;
          case "<=" -> order -> order <= 0;
          case ">" -> order -> order > 0;
          case ">=" -> order -> order >= 0;
          default -> null;
        };
    if (test == null) {
      return left;
    }
    reader.take();
    Expression.Node right = sum();
    boolean equality = sign.contains("=") && sign.charAt(0) != '<' && sign.charAt(0) != '>';
    return row -> new Cell.Flag(compare(left.value(row), right.value(row), test, equality));
  }

  /** Without a value nothing compares, but it is unlike any other. */
  private static boolean compare(
      @Nullable Cell left, @Nullable Cell right, IntPredicate test, boolean equality) {
    if (left == null || right == null) {
      boolean neither = left == null && right == null;
      return equality && test.test(neither ? 0 : 1);
    }
    boolean numbers = !Double.isNaN(left.number()) && !Double.isNaN(right.number());
    if (numbers) {
      return test.test(Cell.compare(left, right));
    }
    if (!equality && Double.isNaN(left.number()) != Double.isNaN(right.number())) {
      return false;
    }
    return test.test(left.text().compareToIgnoreCase(right.text()));
  }

  private Expression.Node sum() {
    Expression.Node first = product();
    List<Operation> behind = new ArrayList<>();
    while (true) {
      if (reader.takeIf("+")) {
        behind.add(new Operation(Double::sum, product()));
      } else if (reader.takeIf("-")) {
        behind.add(new Operation((a, b) -> a - b, product()));
      } else {
        return chain(first, behind);
      }
    }
  }

  private Expression.Node product() {
    Expression.Node first = factor();
    List<Operation> behind = new ArrayList<>();
    while (true) {
      if (reader.takeIf("*")) {
        behind.add(new Operation((a, b) -> a * b, factor()));
      } else if (reader.takeIf("/")) {
        behind.add(new Operation((a, b) -> b == 0 ? Double.NaN : a / b, factor()));
      } else if (reader.takeIf("%")) {
        behind.add(new Operation((a, b) -> b == 0 ? Double.NaN : a % b, factor()));
      } else {
        return chain(first, behind);
      }
    }
  }

  /** An operator of a chain and what stands to its right. */
  private record Operation(DoubleBinaryOperator operator, Expression.Node right) {}

  /** Chains are as long as the query may be, so they are no tree. */
  private static Expression.Node chain(Expression.Node first, List<Operation> behind) {
    if (behind.isEmpty()) {
      return first;
    }
    Operation[] operations = behind.toArray(Operation[]::new);
    return row -> {
      double value = first.number(row);
      for (Operation operation : operations) {
        value = operation.operator().applyAsDouble(value, operation.right().number(row));
      }
      return Cell.of(value);
    };
  }

  private Expression.Node factor() {
    PipeReader.Token token = reader.peek();
    if (reader.takeIf("-")) {
      deeper();
      Expression.Node of = factor();
      depth--;
      return row -> Cell.of(-of.number(row));
    }
    if (reader.takeIf("(")) {
      deeper();
      Expression.Node inner = or();
      reader.expect(")");
      depth--;
      return inner;
    }
    if (token.kind() == PipeReader.Kind.QUOTED) {
      Cell text = Cell.of(reader.take().text());
      return row -> text;
    }
    if (token.kind() != PipeReader.Kind.WORD) {
      throw reader.unexpected("a field, a number, \"text\" or a function");
    }
    reader.take();
    double number = Filter.Operand.of(token.text()).number();
    if (!Double.isNaN(number)) {
      Cell constant = Cell.of(number);
      return row -> constant;
    }
    if (reader.takeIf("(")) {
      return function(token);
    }
    fields.add(token.text());
    return row -> row.cell(token.text());
  }

  private Expression.Node function(PipeReader.Token name) {
    deeper();
    List<Expression.Node> arguments = new ArrayList<>();
    if (!reader.takeIf(")")) {
      do {
        arguments.add(or());
      } while (reader.takeIf(","));
      reader.expect(")");
    }
    depth--;
    String function = name.text().toLowerCase(Locale.ROOT);
    ExpressionFunctions.Definition definition = ExpressionFunctions.BY_NAME.get(function);
    if (definition == null) {
      String meant = PipeReader.nearest(function, ExpressionFunctions.BY_NAME.keySet());
      throw PipeReader.fault(
          "function \""
              + name.text()
              + "\" is not known (expected: "
              + (meant == null ? String.join(", ", ExpressionFunctions.BY_NAME.keySet()) : meant)
              + ")",
          name.from());
    }
    if (arguments.size() < definition.least() || arguments.size() > definition.most()) {
      throw PipeReader.fault(
          name.text()
              + ": "
              + arguments.size()
              + " arguments (expected: "
              + definition.least()
              + (definition.least() == definition.most() ? "" : " to " + definition.most())
              + ")",
          name.from());
    }
    return definition.maker().apply(arguments);
  }
}
