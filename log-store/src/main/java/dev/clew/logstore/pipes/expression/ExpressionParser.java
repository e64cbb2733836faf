package dev.clew.logstore.pipes.expression;

import dev.clew.logstore.pipes.Cell;
import dev.clew.logstore.pipes.PipeReader;
import dev.clew.model.query.Filter;
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
  /** Deeper parentheses could exhaust the stack. */
  private static final int DEEPEST = 64;

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
    if (++depth > DEEPEST) {
      throw PipeReader.fault(
          "nested too deeply (expected: at most " + DEEPEST + " levels)", reader.peek().from());
    }
  }

  private Expression.Node or() {
    Expression.Node left = and();
    while (reader.takeIf("or")) {
      Expression.Node a = left;
      Expression.Node b = and();
      left = row -> new Cell.Flag(a.test(row) || b.test(row));
    }
    return left;
  }

  private Expression.Node and() {
    Expression.Node left = not();
    while (reader.takeIf("and")) {
      Expression.Node a = left;
      Expression.Node b = not();
      left = row -> new Cell.Flag(a.test(row) && b.test(row));
    }
    return left;
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
    Expression.Node left = product();
    while (true) {
      if (reader.takeIf("+")) {
        left = arithmetic(left, product(), Double::sum);
      } else if (reader.takeIf("-")) {
        left = arithmetic(left, product(), (a, b) -> a - b);
      } else {
        return left;
      }
    }
  }

  private Expression.Node product() {
    Expression.Node left = factor();
    while (true) {
      if (reader.takeIf("*")) {
        left = arithmetic(left, factor(), (a, b) -> a * b);
      } else if (reader.takeIf("/")) {
        left = arithmetic(left, factor(), (a, b) -> b == 0 ? Double.NaN : a / b);
      } else if (reader.takeIf("%")) {
        left = arithmetic(left, factor(), (a, b) -> b == 0 ? Double.NaN : a % b);
      } else {
        return left;
      }
    }
  }

  private static Expression.Node arithmetic(
      Expression.Node left, Expression.Node right, DoubleBinaryOperator operator) {
    return row -> Cell.of(operator.applyAsDouble(left.number(row), right.number(row)));
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
