package dev.clew.logstore.logql.eval;

import dev.clew.logstore.logql.ast.LabelPredicate;
import dev.clew.logstore.logql.ast.Matcher;
import dev.clew.logstore.logql.ast.StageExpression;
import dev.clew.logstore.logql.ast.StageExpression.Alternative;
import dev.clew.logstore.logql.ast.StageExpression.LabelChoice;
import dev.clew.logstore.pipeline.DecolorizeStage;
import dev.clew.logstore.pipeline.IpFilter;
import dev.clew.logstore.pipeline.JsonFieldsStage;
import dev.clew.logstore.pipeline.JsonStage;
import dev.clew.logstore.pipeline.LabelCheck;
import dev.clew.logstore.pipeline.LabelChooser;
import dev.clew.logstore.pipeline.LineFilterStage;
import dev.clew.logstore.pipeline.LinePattern;
import dev.clew.logstore.pipeline.LogfmtStage;
import dev.clew.logstore.pipeline.PatternStage;
import dev.clew.logstore.pipeline.Quantities;
import dev.clew.logstore.pipeline.RegexpStage;
import dev.clew.logstore.pipeline.Stage;
import dev.clew.logstore.pipeline.UnpackStage;
import dev.clew.logstore.pipeline.UnwrapStage;
import dev.clew.logstore.pipeline.template.LabelFormatStage;
import dev.clew.logstore.pipeline.template.LineFormatStage;
import dev.clew.logstore.pipeline.template.Template;
import dev.clew.model.QueryException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Makes stages that can be run of those that were read. */
public final class StageCompiler {
  private final Clock clock;

  public StageCompiler(Clock clock) {
    this.clock = clock;
  }

  /**
   * @throws QueryException when an expression in a stage is wrong
   */
  public List<Stage> compile(List<StageExpression> expressions) {
    List<Stage> stages = new ArrayList<>();
    for (StageExpression expression : expressions) {
      try {
        stages.add(stage(expression));
      } catch (QueryException e) {
        throw new QueryException(
            QueryException.Kind.SYNTAX, "parse error : " + e.getMessage(), e.position());
      }
    }
    return stages;
  }

  private Stage stage(StageExpression expression) {
    return switch (expression) {
      case StageExpression.LineFilter filter -> lineFilter(filter);
      case StageExpression.Json json ->
          json.fields().isEmpty() ? new JsonStage() : new JsonFieldsStage(json.fields());
      case StageExpression.Logfmt logfmt ->
          new LogfmtStage(logfmt.strict(), logfmt.keepEmpty(), logfmt.fields());
      case StageExpression.Regexp regexp -> new RegexpStage(regexp.expression());
      case StageExpression.Pattern pattern -> new PatternStage(pattern.expression());
      case StageExpression.Unpack unpack -> new UnpackStage();
      case StageExpression.Filter filter -> predicate(filter.predicate()).stage();
      case StageExpression.LineFormat format ->
          new LineFormatStage(Template.parse(format.template(), clock));
      case StageExpression.LabelFormat format -> labelFormat(format);
      case StageExpression.Decolorize decolorize -> new DecolorizeStage();
      case StageExpression.Drop drop -> LabelChooser.dropping(choices(drop.labels()));
      case StageExpression.Keep keep -> LabelChooser.keeping(choices(keep.labels()));
      case StageExpression.Unwrap unwrap ->
          new UnwrapStage(unwrap.label(), reader(unwrap.conversion()));
    };
  }

  private static ToDoubleFunction<String> reader(StageExpression.Conversion conversion) {
    return switch (conversion) {
      case NUMBER -> Quantities::number;
      case DURATION, DURATION_SECONDS -> text -> Quantities.durationNanos(text) / 1e9;
      case BYTES -> Quantities::bytes;
    };
  }

  private static Stage lineFilter(StageExpression.LineFilter filter) {
    List<Predicate<String>> tests = new ArrayList<>();
    for (Alternative alternative : filter.alternatives()) {
      tests.add(lineTest(filter.operator(), alternative));
    }
    return new LineFilterStage(tests, filter.operator().isNegative());
  }

  private static Predicate<String> lineTest(
      StageExpression.LineOperator operator, Alternative alternative) {
    if (alternative.ip()) {
      return LineFilterStage.address(alternative.text());
    }
    return switch (operator) {
      case CONTAINS, CONTAINS_NOT -> LineFilterStage.containing(alternative.text());
      case MATCHES, MATCHES_NOT -> LineFilterStage.matching(alternative.text());
      case PATTERN, PATTERN_NOT -> LinePattern.lineFilter(alternative.text())::matches;
    };
  }

  private Stage labelFormat(StageExpression.LabelFormat format) {
    return new LabelFormatStage(
        format.assignments().stream()
            .map(a ->
                new LabelFormatStage.Format(
                    a.label(), a.source(), a.template() ? Template.parse(a.source(), clock) : null))
            .toList());
  }

  private static List<LabelChooser.Choice> choices(List<LabelChoice> choices) {
    return choices.stream()
        .map(choice -> {
          @Nullable Matcher test = choice.test();
          return new LabelChooser.Choice(
              choice.name(), test == null ? value -> true : valueTest(test));
        })
        .toList();
  }

  /** A matcher's test of a value, empty when there is none. */
  static Predicate<String> valueTest(Matcher matcher) {
    Predicate<String> positive =
        matcher.operator().isRegex()
            ? LabelCheck.matching(matcher.value())
            : matcher.value()::equals;
    return matcher.operator().isNegative() ? positive.negate() : positive;
  }

  private static LabelCheck predicate(LabelPredicate predicate) {
    return switch (predicate) {
      case LabelPredicate.Text text ->
          LabelCheck.text(text.matcher().name(), valueTest(text.matcher()));
      case LabelPredicate.Compare compare ->
          LabelCheck.number(
              compare.name(),
              switch (compare.unit()) {
                case NUMBER -> Quantities::number;
                case SECONDS -> text -> Quantities.durationNanos(text) / 1e9;
                case BYTES -> Quantities::bytes;
              },
              value -> compare.operator().test(value, compare.value()));
      case LabelPredicate.Ip ip ->
          LabelCheck.address(ip.name(), IpFilter.parse(ip.range()), ip.equal());
      case LabelPredicate.And and -> LabelCheck.and(predicate(and.left()), predicate(and.right()));
      case LabelPredicate.Or or -> LabelCheck.or(predicate(or.left()), predicate(or.right()));
    };
  }
}
