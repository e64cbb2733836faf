package dev.clew.logstore.pipes.stats;

import dev.clew.logstore.pipes.expression.RowFilter;
import dev.clew.logstore.pipes.flow.Budget;
import dev.clew.logstore.pipes.flow.PipeReader;
import dev.clew.model.query.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A function over the rows of a group: {@code quantile(0.95, duration) if (status>=500) as p95}.
 *
 * @param name in lower case
 * @param parameter of {@code quantile} the part, of lists the limit; NaN when there is none
 * @param condition only rows that it wants count; null for all
 * @param alias name of its column
 */
public record StatsFunction(
    String name, List<String> fields, double parameter, @Nullable Filter condition, String alias) {
  private static final List<String> NAMES =
      List.of(
          "count",
          "count_distinct",
          "sum",
          "avg",
          "min",
          "max",
          "median",
          "quantile",
          "rate",
          "rate_sum",
          "stddev",
          "first",
          "last",
          "values",
          "uniq_values");

  /** Longer lists are no table any more. */
  private static final int LIST_LIMIT = 1000;

  public StatsFunction {
    fields = List.copyOf(fields);
  }

  /** Counts rows. */
  public static StatsFunction count(String alias) {
    return new StatsFunction("count", List.of(), Double.NaN, null, alias);
  }

  /** Reads one function, its condition and its name. */
  static StatsFunction parse(PipeReader reader) {
    PipeReader.Token token = reader.peek();
    String name = known(reader.field(), token.from());
    int from = token.from();
    reader.expect("(");
    double parameter = Double.NaN;
    if (name.equals("quantile")) {
      parameter = part(reader);
      reader.expect(",");
    }
    List<String> fields = new ArrayList<>();
    if (!reader.takeIf(")")) {
      do {
        if (!reader.takeIf("*") || !name.equals("count")) {
          fields.add(reader.field());
        }
      } while (reader.takeIf(","));
      if (name.equals("values") || name.equals("uniq_values")) {
        parameter = reader.takeIf("limit") ? limit(reader) : LIST_LIMIT;
      }
      reader.expect(")");
    } else if (name.equals("values") || name.equals("uniq_values")) {
      parameter = LIST_LIMIT;
    }
    String text = reader.textSince(from);
    check(name, fields, from);
    Filter condition = null;
    if (reader.takeIf("if")) {
      reader.expect("(");
      condition = RowFilter.parse(reader.untilClosed());
    }
    boolean named =
        reader.takeIf("as")
            || reader.peek().kind() == PipeReader.Kind.QUOTED
            || (reader.peek().kind() == PipeReader.Kind.WORD && !reader.peek().is("by"));
    String alias = named ? reader.field() : text.replace(" ", "");
    return new StatsFunction(name, fields, parameter, condition, alias);
  }

  private static int limit(PipeReader reader) {
    int limit = reader.number("limit", -1, 1, 10_000);
    if (limit < 0) {
      throw reader.unexpected("a number: limit 10");
    }
    return limit;
  }

  private static String known(String typed, int from) {
    String name =
        switch (typed.toLowerCase(Locale.ROOT)) {
          case "count_uniq", "dc" -> "count_distinct";
          case "mean" -> "avg";
          case "list" -> "values";
          default -> typed.toLowerCase(Locale.ROOT);
        };
    if (NAMES.contains(name)) {
      return name;
    }
    String meant = PipeReader.nearest(name, NAMES);
    throw PipeReader.fault(
        "function \""
            + typed
            + "\" is not known (expected: "
            + (meant == null ? String.join(", ", NAMES) : meant)
            + ")",
        from);
  }

  private static double part(PipeReader reader) {
    PipeReader.Token token = reader.peek();
    try {
      double part = Double.parseDouble(token.text());
      if (part >= 0 && part <= 1) {
        reader.take();
        return part;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw PipeReader.fault(
        "quantile: " + token.shown() + " (expected: 0 to 1, as in quantile(0.95, field))",
        token.from());
  }

  private static void check(String name, List<String> fields, int from) {
    boolean none = name.equals("count") || name.equals("rate");
    boolean one = name.equals("first") || name.equals("last");
    if (fields.isEmpty() && !none) {
      throw PipeReader.fault(name + "() has no field (expected: " + name + "(field))", from);
    }
    if ((one && fields.size() > 1) || (name.equals("rate") && !fields.isEmpty())) {
      throw PipeReader.fault(
          name + ": " + fields.size() + " fields (expected: " + (one ? "1" : "none") + ")", from);
    }
  }

  /** Whether it asks for nothing but the number of rows. */
  boolean countsRows() {
    return fields.isEmpty() && condition == null;
  }

  Accumulator open(int[] places, Budget budget) {
    return switch (name) {
      case "count" -> new CountAccumulator(places, false);
      case "rate" -> new CountAccumulator(places, true);
      case "count_distinct" -> new DistinctAccumulator(places);
      case "sum" -> new MomentsAccumulator(places, MomentsAccumulator.Ask.SUM);
      case "rate_sum" -> new MomentsAccumulator(places, MomentsAccumulator.Ask.RATE);
      case "avg" -> new MomentsAccumulator(places, MomentsAccumulator.Ask.MEAN);
      case "stddev" -> new MomentsAccumulator(places, MomentsAccumulator.Ask.DEVIATION);
      case "min" -> new ExtremeAccumulator(places, -1);
      case "max" -> new ExtremeAccumulator(places, 1);
      case "median" -> new QuantileAccumulator(places, 0.5);
      case "quantile" -> new QuantileAccumulator(places, parameter);
      case "first" -> new EdgeAccumulator(places[0], -1);
      case "last" -> new EdgeAccumulator(places[0], 1);
      case "values" -> new ListAccumulator(places, false, (int) parameter, budget);
      case "uniq_values" -> new ListAccumulator(places, true, (int) parameter, budget);
      default -> throw new IllegalStateException("BUG: no function " + name);
    };
  }

  /** About how much memory a group needs for it at the most. */
  long bytes() {
    return switch (name) {
      case "median", "quantile" -> 10_000;
      case "count_distinct" -> 2_000;
      default -> 64;
    };
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(name).append('(');
    if (name.equals("quantile")) {
      text.append(parameter).append(", ");
    }
    text.append(PipeReader.shown(fields));
    if (name.endsWith("values") && parameter != LIST_LIMIT) {
      text.append(" limit ").append((int) parameter);
    }
    text.append(')');
    if (condition != null) {
      text.append(" if (").append(condition).append(')');
    }
    return text.append(" as ").append(PipeReader.shown(alias)).toString();
  }
}
