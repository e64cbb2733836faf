package dev.clew.metricsstore.promql.parse;

import dev.clew.metricsstore.promql.ast.AggregateOperator;
import dev.clew.metricsstore.promql.ast.Expression;
import dev.clew.metricsstore.promql.ast.FunctionSignature;
import dev.clew.metricsstore.promql.ast.ValueType;
import dev.clew.metricsstore.promql.ast.VectorMatching;
import dev.clew.metricsstore.promql.ast.VectorMatching.Cardinality;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.model.QueryException;
import dev.clew.notation.regex.WholeText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the types of a tree bottom-up and completes what depends on them. */
final class TypeChecker {
  private final SyntaxErrors errors;

  TypeChecker(SyntaxErrors errors) {
    this.errors = errors;
  }

  Expression check(Expression node) {
    return switch (node) {
      case Expression.NumberLiteral number -> number;
      case Expression.StringLiteral string -> string;
      case Expression.VectorSelector selector -> selector(selector);
      case Expression.MatrixSelector matrix -> {
        selector(matrix.vector());
        yield matrix;
      }
      case Expression.Subquery subquery -> subquery(subquery);
      case Expression.Parentheses(Expression inner, var position) ->
          new Expression.Parentheses(check(inner), position);
      case Expression.Unary unary -> unary(unary);
      case Expression.Aggregate aggregate -> aggregate(aggregate);
      case Expression.Binary binary -> binary(binary);
      case Expression.Call call -> call(call);
    };
  }

  private QueryException error(Expression node, String message) {
    return errors.at(node.position(), message);
  }

  private Expression selector(Expression.VectorSelector selector) {
    if (selector.name().isEmpty()
        && selector.matchers().stream().allMatch(TypeChecker::matchesEmpty)) {
      throw error(selector, "vector selector must contain at least one non-empty matcher");
    }
    return selector;
  }

  private static boolean matchesEmpty(LabelMatcher matcher) {
    return switch (matcher.operator()) {
      case EQUAL -> matcher.value().isEmpty();
      case NOT_EQUAL -> !matcher.value().isEmpty();
      case MATCH -> WholeText.matching(matcher.value()).test("");
      case NOT_MATCH -> !WholeText.matching(matcher.value()).test("");
    };
  }

  private Expression subquery(Expression.Subquery subquery) {
    Expression inner = check(subquery.inner());
    if (inner.type() != ValueType.VECTOR) {
      throw error(
          subquery,
          "subquery is only allowed on instant vector, got " + inner.type().api() + " instead");
    }
    return new Expression.Subquery(
        inner, subquery.range(), subquery.step(), subquery.timing(), subquery.position());
  }

  private Expression unary(Expression.Unary unary) {
    Expression operand = check(unary.operand());
    if (operand.type() != ValueType.SCALAR && operand.type() != ValueType.VECTOR) {
      throw error(
          unary,
          "unary expression only allowed on expressions of type scalar or instant vector, got "
              + Quoting.quote(operand.type().documented()));
    }
    return new Expression.Unary(unary.negative(), operand, unary.position());
  }

  private Expression expect(Expression node, ValueType wanted, String context) {
    Expression checked = check(node);
    if (checked.type() != wanted) {
      throw error(
          node,
          "expected type "
              + wanted.documented()
              + " in "
              + context
              + ", got "
              + checked.type().documented());
    }
    return checked;
  }

  private Expression aggregate(Expression.Aggregate node) {
    Expression inner = expect(node.inner(), ValueType.VECTOR, "aggregation expression");
    Expression parameter = node.parameter();
    if (parameter != null) {
      ValueType wanted =
          node.operator() == AggregateOperator.COUNT_VALUES ? ValueType.STRING : ValueType.SCALAR;
      parameter = expect(parameter, wanted, "aggregation parameter");
    }
    return new Expression.Aggregate(
        node.operator(), parameter, inner, node.grouping(), node.without(), node.position());
  }

  private Expression binary(Expression.Binary node) {
    Expression left = check(node.left());
    Expression right = check(node.right());
    Expression.Binary checked =
        new Expression.Binary(node.operator(), left, right, node.matching(), node.returnsBool());
    boolean scalars = left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR;
    if (node.returnsBool() && !node.operator().isComparison()) {
      throw error(node, "bool modifier can only be used on comparison operators");
    }
    if (node.operator().isComparison() && !node.returnsBool() && scalars) {
      throw error(node, "comparisons between scalars must use BOOL modifier");
    }
    for (Expression side : List.of(left, right)) {
      if (side.type() != ValueType.SCALAR && side.type() != ValueType.VECTOR) {
        throw error(side, "binary expression must contain only scalar and instant vector types");
      }
    }
    return new Expression.Binary(
        node.operator(), left, right, matching(checked), node.returnsBool());
  }

  private @Nullable VectorMatching matching(Expression.Binary node) {
    VectorMatching matching = node.matching() == null ? VectorMatching.DEFAULT : node.matching();
    for (String label : matching.labels()) {
      if (matching.on() && matching.include().contains(label)) {
        throw error(
            node,
            "label " + Quoting.quote(label) + " must not occur in ON and GROUP clause at once");
      }
    }
    String operator = Quoting.quote(node.operator().symbol());
    if (node.left().type() == ValueType.SCALAR || node.right().type() == ValueType.SCALAR) {
      if (!matching.labels().isEmpty()) {
        throw error(node, "vector matching only allowed between instant vectors");
      }
      if (matching.fills()) {
        throw error(node, "filling in missing series only allowed between instant vectors");
      }
      if (node.operator().isSet()) {
        throw error(node, "set operator " + operator + " not allowed in binary scalar expression");
      }
      return null;
    }
    if (!node.operator().isSet()) {
      return matching;
    }
    if (matching.cardinality() != Cardinality.ONE_TO_ONE) {
      throw error(node, "no grouping allowed for " + operator + " operation");
    }
    if (matching.fills()) {
      throw error(node, "filling in missing series not allowed for set operators");
    }
    return matching.withCardinality(Cardinality.MANY_TO_MANY);
  }

  private Expression call(Expression.Call node) {
    FunctionSignature function = node.function();
    count(node, function);
    List<Expression> arguments = new ArrayList<>();
    List<ValueType> types = function.arguments();
    for (int i = 0; i < node.arguments().size(); i++) {
      Expression argument = node.arguments().get(i);
      if (i == 1 && function.name().equals("info")) {
        arguments.add(infoSelector(argument));
        continue;
      }
      ValueType wanted = types.get(Math.min(i, types.size() - 1));
      String context = "call to function " + Quoting.quote(function.name());
      arguments.add(expect(argument, wanted, context));
    }
    return new Expression.Call(function, arguments, node.position());
  }

  private void count(Expression.Call node, FunctionSignature function) {
    int given = node.arguments().size();
    int declared = function.arguments().size();
    String name = Quoting.quote(function.name());
    if (function.optional() == 0) {
      if (given != declared) {
        throw error(
            node, "expected " + declared + " argument(s) in call to " + name + ", got " + given);
      }
      return;
    }
    int least = declared - 1;
    if (given < least) {
      throw error(
          node,
          "expected at least " + least + " argument(s) in call to " + name + ", got " + given);
    }
    int most = least + function.optional();
    if (function.optional() > 0 && given > most) {
      throw error(
          node, "expected at most " + most + " argument(s) in call to " + name + ", got " + given);
    }
  }

  /** The second argument of {@code info}: matchers only, and they may match everything. */
  private Expression infoSelector(Expression argument) {
    if (!(argument instanceof Expression.VectorSelector selector)) {
      throw error(argument, "expected label selectors only");
    }
    if (!selector.name().isEmpty()) {
      throw error(argument, "expected label selectors only, got vector selector instead");
    }
    return selector;
  }
}
