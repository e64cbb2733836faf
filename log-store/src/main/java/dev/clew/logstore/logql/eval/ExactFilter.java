package dev.clew.logstore.logql.eval;

import dev.clew.logstore.LogStore;
import dev.clew.logstore.logql.ast.LabelPredicate;
import dev.clew.logstore.logql.ast.LogQuery;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.logql.ast.StageExpression;
import dev.clew.logstore.otlp.LogFields;
import dev.clew.logstore.pipeline.Patterns;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.QueryException;
import dev.clew.model.Severity;
import dev.clew.model.TimeRange;
import dev.clew.model.TraceId;
import dev.clew.model.query.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A log query as a filter that wants exactly the same rows, for what counts rows without making
 * lines of them. Refuses what a filter cannot say. {@link Pushdown} in contrast takes every query
 * and may let too much through.
 */
public final class ExactFilter {
  /** Rows whose severity is what the sender gave. */
  private static final Filter SENT = new Filter.Not(new Filter.Exists("severity_detected"));

  private final LogFields fields;
  private final Pruning pruning;

  public ExactFilter(LogStore store, TimeRange range) {
    this.fields = store.fields();
    this.pruning = Pruning.of(store, range);
  }

  /**
   * @throws QueryException when the query has a part that is no filter
   */
  public Filter of(LogQuery query) {
    List<Filter> all = new ArrayList<>();
    query.selector().forEach(matcher -> all.add(matcher(matcher)));
    for (StageExpression stage : query.stages()) {
      all.add(
          switch (stage) {
            case StageExpression.LineFilter filter -> line(filter);
            case StageExpression.Filter filter -> predicate(filter.predicate());
            default -> throw refused("a stage that changes lines or labels");
          });
    }
    return Filter.and(all.toArray(Filter[]::new));
  }

  private static QueryException refused(String part) {
    return new QueryException(
        QueryException.Kind.SYNTAX,
        "query: "
            + part
            + " (expected: selectors, line filters and label filters; /analyze answers"
            + " other LogQL)",
        -1);
  }

  private static Filter line(StageExpression.LineFilter filter) {
    if (Pushdown.isExact(filter)) {
      return Pushdown.line(filter);
    }
    boolean everything =
        switch (filter.operator()) {
          case CONTAINS, MATCHES ->
              filter.alternatives().stream().anyMatch(a -> !a.ip() && a.text().isEmpty());
          default -> false;
        };
    if (everything) {
      return Filter.all();
    }
    throw refused("a line filter " + filter.operator().sign() + " with a pattern or an address");
  }

  private Filter predicate(LabelPredicate predicate) {
    return switch (predicate) {
      case LabelPredicate.Text text -> matcher(text.matcher());
      case LabelPredicate.And and -> Filter.and(predicate(and.left()), predicate(and.right()));
      case LabelPredicate.Or or -> or(predicate(or.left()), predicate(or.right()));
      case LabelPredicate.Compare compare ->
          throw refused("a comparison of numbers, with the label " + compare.name());
      case LabelPredicate.Ip ip -> throw refused("ip(), with the label " + ip.name());
    };
  }

  private static Filter or(Filter... any) {
    return new Filter.Or(List.of(any));
  }

  private static Filter none() {
    return new Filter.Not(Filter.all());
  }

  private Filter matcher(Matcher matcher) {
    Filter found = positive(matcher);
    return matcher.operator().isNegative() ? new Filter.Not(found) : found;
  }

  /** The test without its negation; an absent label is an empty one. */
  private Filter positive(Matcher matcher) {
    Matcher test =
        new Matcher(
            matcher.name(),
            matcher.operator().isRegex() ? Matcher.Operator.MATCHES : Matcher.Operator.EQUAL,
            matcher.value());
    return switch (matcher.name()) {
      case "detected_level" -> level(test);
      case "trace_id" ->
          alternatives(
              test,
              value ->
                  TraceId.parse(value) == null
                      ? none()
                      : new Filter.Carries(CorrelationKeys.TRACE_ID, value));
      case "severity_number" ->
          alternatives(
              test,
              value ->
                  value.matches("[1-9]|1[0-9]|2[0-4]")
                      ? Filter.and(new Filter.Equals("severity", value), SENT)
                      : none());
      case "span_id", "severity_text", "event_name" ->
          firstOf(List.of(matcher.name()), test, StageCompiler.valueTest(test).test(""));
      case "observed_timestamp" -> throw refused("the label observed_timestamp");
      default -> attribute(test);
    };
  }

  /** One filter per value, where the store compares the field otherwise than as text. */
  private Filter alternatives(Matcher test, Function<String, Filter> equal) {
    List<String> values =
        test.operator().isRegex() ? RegexText.alternatives(test.value()) : List.of(test.value());
    if (values == null || !names(test.name()).isEmpty() || values.contains("")) {
      throw refused("such a test of the label " + test.name());
    }
    return new Filter.Or(values.stream().map(equal).toList());
  }

  /** The severity, as long as no row can have its level in an attribute. */
  private Filter level(Matcher test) {
    for (String label : Projection.LEVELS) {
      if (!label.equals("severity_text") && !names(label).isEmpty()) {
        throw refused("detected_level, which some records have in the attribute " + label);
      }
    }
    Predicate<String> wanted = StageCompiler.valueTest(test);
    return new Filter.Or(
        Arrays.stream(Severity.values())
            .filter(severity -> wanted.test(levelOf(severity)))
            .<Filter>map(severity -> new Filter.Equals("severity", severity.id()))
            .toList());
  }

  private static String levelOf(Severity severity) {
    return severity == Severity.UNSET ? "unknown" : severity.id();
  }

  private Filter attribute(Matcher test) {
    List<String> names = names(test.name());
    for (String name : names) {
      if (fields.schema.field(name) != null || !fields.schema.attributeName(name).equals(name)) {
        throw refused("the label " + test.name() + ", another name of which is a field of records");
      }
    }
    return firstOf(names, test, StageCompiler.valueTest(test).test(""));
  }

  private List<String> names(String label) {
    List<String> names = pruning.attributesOf(label);
    if (names == null) {
      throw refused("the label " + label + ", which may be a part of an attribute");
    }
    return names.stream().sorted(Comparator.comparingInt(this::rank)).toList();
  }

  /** Which attribute gives a label when several could: that of the stream. */
  private int rank(String name) {
    boolean shared = fields.schema.groupPrefixes().stream().anyMatch(name::startsWith);
    return StreamLabels.isStream(name) ? 0 : shared ? 1 : 2;
  }

  /** Rows whose first of these attributes passes; those without any as an empty one does. */
  private static Filter firstOf(List<String> names, Matcher test, boolean empty) {
    if (names.isEmpty()) {
      return empty ? Filter.all() : none();
    }
    String name = names.getFirst();
    Filter value =
        test.operator().isRegex()
            ? new Filter.Regex(name, Patterns.anchors(test.value()))
            : new Filter.Equals(name, test.value());
    Filter passes = new Filter.ExactCase(value);
    if (names.size() == 1 && !empty) {
      return passes;
    }
    Filter absent = or(new Filter.Not(new Filter.Exists(name)), new Filter.Equals(name, ""));
    Filter others = firstOf(names.subList(1, names.size()), test, empty);
    return or(Filter.and(new Filter.Not(absent), passes), Filter.and(absent, others));
  }
}
