package dev.clew.logstore.logql.eval;

import dev.clew.logstore.logql.ast.LabelPredicate;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.logql.ast.StageExpression;
import dev.clew.logstore.logql.ast.StageExpression.Alternative;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.logstore.pipeline.LinePattern;
import dev.clew.logstore.pipeline.Patterns;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.Severity;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The filter by which the block store leaves out what a log query does not want. It lets too many
 * rows through, as its comparisons ignore case, but never too few: the stages look at every row
 * that comes.
 */
final class Pushdown {
  /** More alternatives than this are left to the stages. */
  private static final int MOST_ALTERNATIVES = 64;

  /** The names of attributes, with their prefixes, that become a label; null when not known. */
  private final Function<String, @Nullable List<String>> attributesOf;

  private final LogFields fields;

  Pushdown(LogFields fields, Function<String, @Nullable List<String>> attributesOf) {
    this.fields = fields;
    this.attributesOf = attributesOf;
  }

  Filter of(LogQuery query) {
    List<Filter> all = new ArrayList<>();
    query.selector().forEach(matcher -> all.add(matcher(matcher)));
    boolean labels = true;
    for (StageExpression stage : query.stages()) {
      switch (stage) {
        case StageExpression.LineFilter filter -> all.add(line(filter));
        case StageExpression.Filter filter -> {
          if (labels) {
            all.add(predicate(filter.predicate()));
          }
        }
        case StageExpression.Unpack unpack -> {
          return and(all);
        }
        case StageExpression.LineFormat format -> {
          return and(all);
        }
        case StageExpression.Decolorize decolorize -> {
          return and(all);
        }
        default -> labels = false;
      }
    }
    return and(all);
  }

  /** A selector alone. */
  Filter of(List<Matcher> selector) {
    return and(selector.stream().map(this::matcher).toList());
  }

  private static Filter and(List<Filter> all) {
    return Filter.and(all.toArray(Filter[]::new));
  }

  private static Filter or(List<Filter> any) {
    if (any.isEmpty() || any.size() > MOST_ALTERNATIVES || any.contains(Filter.all())) {
      return Filter.all();
    }
    return any.size() == 1 ? any.getFirst() : new Filter.Or(any);
  }

  private Filter predicate(LabelPredicate predicate) {
    return switch (predicate) {
      case LabelPredicate.Text text -> matcher(text.matcher());
      case LabelPredicate.And and -> Filter.and(predicate(and.left()), predicate(and.right()));
      case LabelPredicate.Or or -> or(List.of(predicate(or.left()), predicate(or.right())));
      case LabelPredicate.Compare compare -> Filter.all();
      case LabelPredicate.Ip ip -> Filter.all();
    };
  }

  private Filter matcher(Matcher matcher) {
    if (matcher.operator().isNegative() || StageCompiler.valueTest(matcher).test("")) {
      return Filter.all();
    }
    if (!matcher.operator().isRegex()) {
      return equal(matcher.name(), matcher.value());
    }
    List<String> values = RegexText.alternatives(matcher.value());
    if (values != null) {
      return or(values.stream().map(value -> equal(matcher.name(), value)).toList());
    }
    String whole = Patterns.anchors(matcher.value());
    List<String> names = attributesOf.apply(matcher.name());
    return names == null || isFixed(matcher.name())
        ? Filter.all()
        : any(names, name -> new Filter.Regex(name, whole));
  }

  private Filter equal(String label, String value) {
    List<String> names = attributesOf.apply(label);
    if (names == null) {
      return Filter.all();
    }
    Filter attribute = any(names, name -> new Filter.Equals(name, value));
    Filter fixed = fixed(label, value);
    if (fixed == null) {
      return attribute;
    }
    return names.isEmpty() ? fixed : or(List.of(fixed, attribute));
  }

  /** Rows that have the label in one of these attributes; none when there are no attributes. */
  private Filter any(List<String> names, Function<String, Filter> test) {
    if (names.isEmpty()) {
      return new Filter.Not(Filter.all());
    }
    // What people call "level" is a field of the store, even when it is an attribute too.
    return names.stream().anyMatch(name -> fields.schema.field(name) != null)
        ? Filter.all()
        : or(names.stream().map(test).toList());
  }

  private static boolean isFixed(String label) {
    return switch (label) {
      case "trace_id",
          "span_id",
          "severity_number",
          "severity_text",
          "detected_level",
          "event_name",
          "observed_timestamp" ->
          true;
      default -> false;
    };
  }

  /** The test of a label that is a field of the store; null when it is none. */
  private static @Nullable Filter fixed(String label, String value) {
    return switch (label) {
      case "trace_id" ->
          TraceId.parse(value) == null
              ? Filter.all()
              : new Filter.Carries(CorrelationKeys.TRACE_ID, value);
      case "span_id", "severity_text", "event_name" -> new Filter.Equals(label, value);
      case "severity_number" ->
          value.matches("[1-9]|1[0-9]|2[0-4]")
              ? new Filter.Equals("severity", value)
              : Filter.all();
      case "detected_level" -> level(value);
      case "observed_timestamp" -> Filter.all();
      default -> null;
    };
  }

  /** The level of rows without severity is found in their attributes. */
  private static Filter level(String value) {
    Filter unset = new Filter.Equals("severity", Severity.UNSET.id());
    Severity severity = Severity.parse(value);
    return severity == null || severity == Severity.UNSET
        ? unset
        : new Filter.Or(List.of(new Filter.Equals("severity", severity.id()), unset));
  }

  /**
   * The query without the line filters that the block store answers as exactly as they do: the text
   * of a line need not be made for them.
   */
  static LogQuery withoutExact(LogQuery query) {
    List<StageExpression> kept = new ArrayList<>();
    boolean original = true;
    for (StageExpression stage : query.stages()) {
      if (!(original && stage instanceof StageExpression.LineFilter filter && isExact(filter))) {
        kept.add(stage);
      }
      original &=
          !(stage instanceof StageExpression.Unpack
              || stage instanceof StageExpression.LineFormat
              || stage instanceof StageExpression.Decolorize);
    }
    return new LogQuery(query.selector(), kept);
  }

  static boolean isExact(StageExpression.LineFilter filter) {
    boolean texts =
        switch (filter.operator()) {
          case CONTAINS, CONTAINS_NOT, MATCHES, MATCHES_NOT -> true;
          case PATTERN, PATTERN_NOT -> false;
        };
    return texts
        && filter.alternatives().size() <= MOST_ALTERNATIVES
        && filter.alternatives().stream().noneMatch(a -> a.ip() || a.text().isEmpty());
  }

  static Filter line(StageExpression.LineFilter filter) {
    if (isExact(filter)) {
      boolean regex =
          switch (filter.operator()) {
            case MATCHES, MATCHES_NOT -> true;
            default -> false;
          };
      Filter any =
          or(
              filter.alternatives().stream()
                  .map(a -> regex ? exactRegex(a.text()) : exact(a.text()))
                  .toList());
      return filter.operator().isNegative() ? new Filter.Not(any) : any;
    }
    if (filter.operator().isNegative()) {
      return Filter.all();
    }
    List<Filter> any = new ArrayList<>();
    for (Alternative alternative : filter.alternatives()) {
      any.add(alternative.ip() ? Filter.all() : inexact(filter.operator(), alternative.text()));
    }
    return or(any);
  }

  private static Filter inexact(StageExpression.LineOperator operator, String text) {
    return operator == StageExpression.LineOperator.PATTERN
        ? and(LinePattern.lineFilter(text).literals().stream().map(Pushdown::exact).toList())
        : Filter.all();
  }

  private static Filter exact(String text) {
    return new Filter.ExactCase(new Filter.Substring("body", text));
  }

  /** The texts that a match holds are found by the index; the expression decides. */
  private static Filter exactRegex(String expression) {
    Filter decides = new Filter.ExactCase(new Filter.Regex("body", expression));
    return Filter.and(regex(expression), decides);
  }

  private static Filter regex(String expression) {
    List<String> values = RegexText.alternatives(expression);
    if (values != null) {
      return or(values.stream().map(Pushdown::body).toList());
    }
    return and(RegexText.required(expression).stream().map(Pushdown::body).toList());
  }

  private static Filter body(String text) {
    return text.isEmpty() ? Filter.all() : new Filter.Substring("body", text);
  }
}
