package dev.clew.logstore.logql.ast;

import dev.clew.logstore.logql.ast.StageExpression.Alternative;
import dev.clew.logstore.logql.ast.StageExpression.LabelChoice;
import dev.clew.logstore.logql.ast.StageExpression.Unwrap;
import dev.clew.logstore.pipeline.Extraction;
import dev.clew.notation.GoQuotes;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Prints trees as LogQL: on one line, or on several with indentation when they are long. */
public final class Printer {
  /** Longest line that is not broken, as Loki's formatter has it. */
  private static final int WIDTH = 100;

  private static final String INDENT = "  ";

  private Printer() {}

  /** On one line. */
  public static String print(Expression expression) {
    return lines(expression, Integer.MAX_VALUE, 0).trim();
  }

  /** On several lines when one would be too long. */
  public static String pretty(Expression expression) {
    return lines(expression, WIDTH, 0);
  }

  private static String indent(int level) {
    return INDENT.repeat(level);
  }

  private static String lines(Expression expression, int width, int level) {
    String flat = flat(expression);
    if (level * INDENT.length() + flat.length() <= width) {
      return indent(level) + flat;
    }
    return switch (expression) {
      case LogQuery query -> logs(query, level);
      case MetricExpression.RangeAggregation range -> range(range, level);
      case MetricExpression.VectorAggregation vector ->
          call(
              vector.operator().function() + groupingBefore(vector.grouping()),
              vector.operator().hasParameter() ? Integer.toString(vector.parameter()) : null,
              lines(vector.of(), width, level + 1),
              level);
      case MetricExpression.Binary binary ->
          lines(binary.left(), width, level + 1)
              + "\n"
              + indent(level)
              + sign(binary)
              + "\n"
              + lines(binary.right(), width, level + 1);
      default -> indent(level) + flat;
    };
  }

  private static String logs(LogQuery query, int level) {
    StringBuilder out = new StringBuilder(indent(level)).append(selector(query.selector()));
    for (StageExpression stage : query.stages()) {
      out.append('\n').append(indent(level + 1)).append(stage(stage));
    }
    return out.toString();
  }

  private static String range(MetricExpression.RangeAggregation range, int level) {
    String inner =
        logs(range.range().query(), level + 1) + "\n" + indent(level + 2) + window(range.range());
    String parameter =
        range.operator() == RangeOperator.QUANTILE_OVER_TIME ? number(range.parameter()) : null;
    return call(range.operator().function(), parameter, inner, level)
        + groupingBehind(range.grouping());
  }

  private static String call(String name, @Nullable String parameter, String inner, int level) {
    String first = parameter == null ? "" : indent(level + 1) + parameter + ",\n";
    return indent(level) + name + "(\n" + first + inner + "\n" + indent(level) + ")";
  }

  private static String flat(Expression expression) {
    return switch (expression) {
      case LogQuery query -> flatLogs(query);
      case MetricExpression.RangeAggregation range -> {
        String parameter =
            range.operator() == RangeOperator.QUANTILE_OVER_TIME
                ? number(range.parameter()) + ", "
                : "";
        yield range.operator().function()
            + "("
            + parameter
            + flatLogs(range.range().query())
            + (range.range().query().stages().isEmpty() ? "" : " ")
            + window(range.range())
            + ")"
            + groupingBehind(range.grouping());
      }
      case MetricExpression.VectorAggregation vector ->
          vector.operator().function()
              + groupingBefore(vector.grouping())
              + "("
              + (vector.operator().hasParameter() ? vector.parameter() + ", " : "")
              + flat(vector.of())
              + ")";
      case MetricExpression.Binary binary ->
          "(" + flat(binary.left()) + " " + sign(binary) + " " + flat(binary.right()) + ")";
      case MetricExpression.LabelReplace replace ->
          "label_replace("
              + flat(replace.of())
              + ", "
              + String.join(
                  ", ",
                  quote(replace.destination()),
                  quote(replace.replacement()),
                  quote(replace.source()),
                  quote(replace.regex()))
              + ")";
      case MetricExpression.Literal literal -> number(literal.value());
      case MetricExpression.VectorOf vector -> "vector(" + number(vector.value()) + ")";
    };
  }

  private static String flatLogs(LogQuery query) {
    StringBuilder out = new StringBuilder(selector(query.selector()));
    query.stages().forEach(stage -> out.append(' ').append(stage(stage)));
    return out.toString();
  }

  private static String selector(List<Matcher> matchers) {
    StringJoiner joined = new StringJoiner(", ", "{", "}");
    matchers.forEach(matcher -> joined.add(matcher.toString()));
    return joined.toString();
  }

  private static String window(LogRange range) {
    String offset = range.offsetNanos() == 0 ? "" : " offset " + duration(range.offsetNanos());
    return "[" + duration(range.rangeNanos()) + "]" + offset;
  }

  private static String sign(MetricExpression.Binary binary) {
    Matching matching = binary.matching();
    StringBuilder out = new StringBuilder(binary.operator().sign());
    if (matching.bool()) {
      out.append(" bool");
    }
    if (matching.on() || !matching.labels().isEmpty()) {
      out.append(matching.on() ? " on (" : " ignoring (");
      out.append(String.join(", ", matching.labels())).append(')');
    }
    if (matching.cardinality() != Matching.Cardinality.ONE_TO_ONE) {
      boolean left = matching.cardinality() == Matching.Cardinality.MANY_TO_ONE;
      out.append(left ? " group_left (" : " group_right (");
      out.append(String.join(", ", matching.include())).append(')');
    }
    return out.toString();
  }

  private static String groupingBefore(@Nullable Grouping grouping) {
    return grouping == null ? "" : grouping(grouping) + " ";
  }

  private static String groupingBehind(@Nullable Grouping grouping) {
    return grouping == null ? "" : grouping(grouping);
  }

  private static String grouping(Grouping grouping) {
    return (grouping.without() ? " without (" : " by (")
        + String.join(", ", grouping.labels())
        + ")";
  }

  static String stage(StageExpression stage) {
    return switch (stage) {
      case StageExpression.LineFilter filter -> {
        StringJoiner joined = new StringJoiner(" or ", filter.operator().sign() + " ", "");
        for (Alternative a : filter.alternatives()) {
          joined.add(a.ip() ? "ip(" + quote(a.text()) + ")" : quote(a.text()));
        }
        yield joined.toString();
      }
      case StageExpression.Json json -> "| json" + extractions(json.fields());
      case StageExpression.Logfmt logfmt ->
          "| logfmt"
              + (logfmt.strict() ? " --strict" : "")
              + (logfmt.keepEmpty() ? " --keep-empty" : "")
              + extractions(logfmt.fields());
      case StageExpression.Regexp regexp -> "| regexp " + quote(regexp.expression());
      case StageExpression.Pattern pattern -> "| pattern " + quote(pattern.expression());
      case StageExpression.Unpack unpack -> "| unpack";
      case StageExpression.Filter filter -> "| " + predicate(filter.predicate());
      case StageExpression.LineFormat format -> "| line_format " + quote(format.template());
      case StageExpression.LabelFormat format -> {
        StringJoiner joined = new StringJoiner(", ", "| label_format ", "");
        for (StageExpression.Assignment a : format.assignments()) {
          joined.add(a.label() + "=" + (a.template() ? quote(a.source()) : a.source()));
        }
        yield joined.toString();
      }
      case StageExpression.Decolorize decolorize -> "| decolorize";
      case StageExpression.Drop drop -> "| drop " + choices(drop.labels());
      case StageExpression.Keep keep -> "| keep " + choices(keep.labels());
      case Unwrap unwrap -> {
        String function = unwrap.conversion().function();
        yield "| unwrap "
            + (function.isEmpty() ? unwrap.label() : function + "(" + unwrap.label() + ")");
      }
    };
  }

  private static String extractions(List<Extraction> fields) {
    List<String> printed = new ArrayList<>();
    for (Extraction field : fields) {
      printed.add(field.label() + "=" + quote(field.expression()));
    }
    return printed.isEmpty() ? "" : " " + String.join(", ", printed);
  }

  private static String choices(List<LabelChoice> choices) {
    StringJoiner joined = new StringJoiner(", ");
    for (LabelChoice choice : choices) {
      joined.add(choice.test() == null ? choice.name() : choice.test().toString());
    }
    return joined.toString();
  }

  private static String predicate(LabelPredicate predicate) {
    return switch (predicate) {
      case LabelPredicate.Text text -> text.matcher().toString();
      case LabelPredicate.Compare compare ->
          compare.name() + compare.operator().sign() + compare.text();
      case LabelPredicate.Ip ip ->
          ip.name() + (ip.equal() ? "=" : "!=") + "ip(" + quote(ip.range()) + ")";
      case LabelPredicate.And and ->
          "( " + predicate(and.left()) + " , " + predicate(and.right()) + " )";
      case LabelPredicate.Or or ->
          "( " + predicate(or.left()) + " or " + predicate(or.right()) + " )";
    };
  }

  /** In double quotes, as Go writes them. */
  public static String quote(String text) {
    return GoQuotes.quote(text);
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return Long.toString((long) value);
    }
    return Double.isInfinite(value)
        ? value > 0 ? "+Inf" : "-Inf"
        : Double.isNaN(value) ? "NaN" : Double.toString(value).replace("E", "e");
  }

  /** As Prometheus writes durations: {@code 1h30m}. */
  public static String duration(long nanos) {
    StringBuilder out = new StringBuilder(nanos < 0 ? "-" : "");
    long left = Math.abs(nanos);
    String[] units = {"d", "h", "m", "s", "ms", "us", "ns"};
    long[] sizes = {
      86_400_000_000_000L,
      3_600_000_000_000L,
      60_000_000_000L,
      1_000_000_000L,
      1_000_000L,
      1_000L,
      1
    };
    for (int i = 0; i < units.length; i++) {
      if (left >= sizes[i]) {
        out.append(left / sizes[i]).append(units[i]);
        left %= sizes[i];
      }
    }
    return out.length() == 0 ? "0s" : out.toString();
  }
}
