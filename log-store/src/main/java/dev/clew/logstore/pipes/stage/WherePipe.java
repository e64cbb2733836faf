package dev.clew.logstore.pipes.stage;

import dev.clew.logstore.pipes.expression.Expression;
import dev.clew.logstore.pipes.expression.ExpressionParser;
import dev.clew.logstore.pipes.expression.RowFilter;
import dev.clew.logstore.pipes.flow.Flow;
import dev.clew.logstore.pipes.flow.Pipe;
import dev.clew.logstore.pipes.flow.PipeContext;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.logstore.pipes.flow.PipeRow;
import dev.clew.model.QueryException;
import dev.clew.model.query.Filter;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code where status>=500 user:bob} in the search bar's notation, or a condition over fields:
 * {@code where errors / requests > 0.1}. A text that can be read as both is a filter.
 *
 * @param filter null when it is a condition
 */
public record WherePipe(@Nullable Filter filter, @Nullable Expression condition) implements Pipe {
  /** Filters have no blanks around their signs, so this can only be a condition. */
  private static final Pattern SPACED_SIGN = Pattern.compile("\\s[<>=]|[<>=]\\s");

  private static final Pattern ARITHMETIC = Pattern.compile("\\s[-+*/%]\\s|==|!=");

  public static WherePipe parse(PipeReader reader) {
    PipeReader.Raw raw = reader.rest();
    if (raw.text().isEmpty()) {
      throw reader.unexpected("a filter or a condition: where status>=500");
    }
    String text = raw.text();
    if (ARITHMETIC.matcher(text).find()) {
      return conditionFirst(raw);
    }
    try {
      return new WherePipe(RowFilter.parse(raw), null);
    } catch (QueryException notFilter) {
      if (!SPACED_SIGN.matcher(text).find()) {
        throw notFilter;
      }
      try {
        return new WherePipe(null, condition(raw));
      } catch (QueryException notCondition) {
        throw notCondition.position() > notFilter.position() ? notCondition : notFilter;
      }
    }
  }

  /** A regular expression that begins with a blank looks like a division. */
  private static WherePipe conditionFirst(PipeReader.Raw raw) {
    try {
      return new WherePipe(null, condition(raw));
    } catch (QueryException notCondition) {
      try {
        return new WherePipe(RowFilter.parse(raw), null);
      } catch (QueryException notFilter) {
        throw notCondition;
      }
    }
  }

  private static Expression condition(PipeReader.Raw raw) {
    // Blanks before it keep the positions those of the whole query.
    PipeReader reader = new PipeReader(" ".repeat(raw.from()) + raw.text(), raw.from());
    Expression condition = ExpressionParser.condition(reader);
    if (reader.peek().kind() != PipeReader.Kind.END) {
      throw reader.unexpected("and, or, or the end of the condition");
    }
    return condition;
  }

  private Predicate<PipeRow> test(long now) {
    if (filter != null) {
      return RowFilter.compile(filter, now);
    }
    return condition == null ? row -> true : condition::test;
  }

  @Override
  public Flow open(Flow next, PipeContext context) {
    return RowFlow.only(next, test(context.nowNanos()));
  }

  @Override
  public boolean needsOrder() {
    return false;
  }

  @Override
  public void reads(Consumer<String> field) {
    if (filter != null) {
      RowFilter.fields(filter, field);
    }
    if (condition != null) {
      condition.fields().forEach(field);
    }
  }

  @Override
  public String toString() {
    return "where " + (filter == null ? condition : filter);
  }
}
