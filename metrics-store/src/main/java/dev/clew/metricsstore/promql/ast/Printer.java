package dev.clew.metricsstore.promql.ast;

import dev.clew.metricsstore.promql.notation.Numbers;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.model.Labels;
import dev.clew.notation.PrometheusDuration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a tree as canonical text: on one line, or split up where it gets long. */
public final class Printer {
  /** Lines of more characters than this are split where they can be. */
  private static final int LINE_LENGTH = 100;

  private Printer() {}

  /** The expression on one line. */
  public static String text(Expression node) {
    return switch (node) {
      case Expression.NumberLiteral number -> number(number.value(), number.asDuration());
      case Expression.StringLiteral string -> Quoting.quote(string.value());
      case Expression.Parentheses parentheses -> "(" + text(parentheses.inner()) + ")";
      case Expression.Unary unary -> (unary.negative() ? "-" : "+") + text(unary.operand());
      case Expression.VectorSelector selector ->
          selector(selector) + extension(selector) + timing(selector.timing());
      case Expression.MatrixSelector matrix ->
          selector(matrix.vector())
              + "["
              + duration(matrix.range())
              + "]"
              + extension(matrix.vector())
              + timing(matrix.vector().timing());
      case Expression.Subquery subquery -> text(subquery.inner()) + suffix(subquery);
      case Expression.Call call -> call.function().name() + "(" + list(call.arguments()) + ")";
      case Expression.Aggregate aggregate ->
          head(aggregate) + "(" + list(aggregate.children()) + ")";
      case Expression.Binary binary ->
          text(binary.left()) + " " + operator(binary) + " " + text(binary.right());
    };
  }

  private static String list(List<Expression> nodes) {
    // No stream: it would take ten frames of the stack for a level.
    List<String> texts = new ArrayList<>();
    for (Expression node : nodes) {
      texts.add(text(node));
    }
    return String.join(", ", texts);
  }

  private static String number(double seconds, boolean asDuration) {
    return asDuration
        ? PrometheusDuration.format(DurationExpression.toMillis(seconds))
        : Numbers.plain(seconds);
  }

  private static String selector(Expression.VectorSelector selector) {
    boolean plain = Quoting.isPlainMetricName(selector.name());
    String matchers =
        selector.matchers().stream()
            .filter(matcher -> !(plain && isName(matcher, selector.name())))
            .map(Printer::matcher)
            .sorted()
            .collect(Collectors.joining(","));
    String braces = matchers.isEmpty() && plain ? "" : "{" + matchers + "}";
    return (plain ? selector.name() : "") + braces;
  }

  private static boolean isName(LabelMatcher matcher, String name) {
    return matcher.name().equals(Labels.METRIC_NAME)
        && matcher.operator() == LabelMatcher.Operator.EQUAL
        && matcher.value().equals(name);
  }

  private static String matcher(LabelMatcher matcher) {
    boolean loneName =
        isName(matcher, matcher.value()) && !Quoting.isPlainMetricName(matcher.value());
    return loneName
        ? Quoting.quote(matcher.value())
        : Quoting.labelName(matcher.name())
            + matcher.operator().symbol()
            + Quoting.quote(matcher.value());
  }

  private static String extension(Expression.VectorSelector selector) {
    return selector.extension() == Expression.Extension.NONE
        ? ""
        : " " + selector.extension().name().toLowerCase(Locale.ROOT);
  }

  private static String timing(Timing timing) {
    String at =
        switch (timing.at()) {
          case null -> "";
          case Timing.At.Instant(long millis) ->
              String.format(Locale.ROOT, " @ %.3f", millis / 1000.0);
          case Timing.At.Start start -> " @ start()";
          case Timing.At.End end -> " @ end()";
        };
    DurationExpression offset = timing.offset();
    return offset == null ? at : at + " offset " + offset(offset);
  }

  /** In parentheses where only the first number would count without. */
  private static String offset(DurationExpression offset) {
    DurationExpression first = offset;
    while (first instanceof DurationExpression.Calculated calculated) {
      first = calculated.left();
    }
    boolean whole =
        !(offset instanceof DurationExpression.Calculated)
            || first instanceof DurationExpression.Grouped;
    return whole ? duration(offset) : "(" + duration(offset) + ")";
  }

  private static String suffix(Expression.Subquery subquery) {
    DurationExpression step = subquery.step();
    return "["
        + duration(subquery.range())
        + ":"
        + (step == null ? "" : duration(step))
        + "]"
        + timing(subquery.timing());
  }

  private static String duration(DurationExpression node) {
    return switch (node) {
      case DurationExpression.Fixed fixed ->
          PrometheusDuration.format(DurationExpression.toMillis(fixed.value()));
      case DurationExpression.Step step -> "step()";
      case DurationExpression.Range range -> "range()";
      case DurationExpression.Negated negated -> "-" + duration(negated.operand());
      case DurationExpression.Grouped grouped -> "(" + duration(grouped.inner()) + ")";
      case DurationExpression.Extreme extreme ->
          (extreme.smallest() ? "min_of(" : "max_of(")
              + duration(extreme.left())
              + ", "
              + duration(extreme.right())
              + ")";
      case DurationExpression.Calculated calculated ->
          duration(calculated.left())
              + " "
              + calculated.operator().symbol()
              + " "
              + duration(calculated.right());
    };
  }

  private static String head(Expression.Aggregate node) {
    String name = node.operator().symbol();
    if (node.without()) {
      return name + " without (" + labels(node.grouping()) + ") ";
    }
    return node.grouping().isEmpty() ? name : name + " by (" + labels(node.grouping()) + ") ";
  }

  private static String labels(List<String> names) {
    return names.stream().map(Quoting::labelName).collect(Collectors.joining(", "));
  }

  private static String operator(Expression.Binary node) {
    return node.operator().symbol()
        + (node.returnsBool() ? " bool" : "")
        + matching(node.matching());
  }

  private static String matching(@Nullable VectorMatching matching) {
    if (matching == null) {
      return "";
    }
    boolean grouped =
        switch (matching.cardinality()) {
          case MANY_TO_ONE, ONE_TO_MANY -> true;
          default -> false;
        };
    StringBuilder out = new StringBuilder();
    if (!matching.labels().isEmpty() || matching.on() || grouped) {
      out.append(matching.on() ? " on (" : " ignoring (");
      out.append(labels(matching.labels())).append(')');
    }
    if (grouped) {
      boolean left = matching.cardinality() == VectorMatching.Cardinality.MANY_TO_ONE;
      out.append(left ? " group_left (" : " group_right (");
      out.append(labels(matching.include())).append(')');
    }
    Double left = matching.fillLeft();
    Double right = matching.fillRight();
    if (left != null && left.equals(right)) {
      return out.append(" fill (").append(Numbers.plain(left)).append(')').toString();
    }
    if (left != null) {
      out.append(" fill_left (").append(Numbers.plain(left)).append(')');
    }
    if (right != null) {
      out.append(" fill_right (").append(Numbers.plain(right)).append(')');
    }
    return out.toString();
  }

  /** The expression on as many lines as it needs. */
  public static String pretty(Expression node) {
    return pretty(node, 0);
  }

  private static String pretty(Expression node, int depth) {
    String indent = "  ".repeat(depth);
    String flat = indent + text(node);
    if (flat.length() <= LINE_LENGTH) {
      return flat;
    }
    return switch (node) {
      case Expression.Parentheses parentheses ->
          indent + "(\n" + pretty(parentheses.inner(), depth + 1) + "\n" + indent + ")";
      case Expression.Call call ->
          indent
              + call.function().name()
              + "(\n"
              + lines(call.arguments(), depth + 1)
              + "\n"
              + indent
              + ")";
      case Expression.Aggregate aggregate ->
          indent
              + head(aggregate)
              + "(\n"
              + lines(aggregate.children(), depth + 1)
              + "\n"
              + indent
              + ")";
      case Expression.Binary binary ->
          pretty(binary.left(), depth + 1)
              + "\n"
              + indent
              + operator(binary)
              + "\n"
              + pretty(binary.right(), depth + 1);
      case Expression.Unary unary ->
          indent + (unary.negative() ? "-" : "+") + pretty(unary.operand(), depth).strip();
      case Expression.Subquery subquery -> pretty(subquery.inner(), depth) + suffix(subquery);
      default -> flat;
    };
  }

  private static String lines(List<Expression> nodes, int depth) {
    List<String> texts = new ArrayList<>();
    for (Expression node : nodes) {
      texts.add(pretty(node, depth));
    }
    return String.join(",\n", texts);
  }
}
