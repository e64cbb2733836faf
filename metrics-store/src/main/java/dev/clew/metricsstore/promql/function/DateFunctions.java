package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.model.Labels;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Parts of the UTC date that a value, as seconds since the Unix epoch, stands for. */
final class DateFunctions {
  private DateFunctions() {}

  static void register(Map<String, PromFunction> functions) {
    add(functions, "minute", OffsetDateTime::getMinute);
    add(functions, "hour", OffsetDateTime::getHour);
    add(functions, "day_of_month", OffsetDateTime::getDayOfMonth);
    add(functions, "day_of_week", time -> time.getDayOfWeek().getValue() % 7);
    add(functions, "day_of_year", OffsetDateTime::getDayOfYear);
    add(functions, "days_in_month", time -> time.toLocalDate().lengthOfMonth());
    add(functions, "month", OffsetDateTime::getMonthValue);
    add(functions, "year", OffsetDateTime::getYear);
  }

  private static void add(
      Map<String, PromFunction> functions, String name, ToDoubleFunction<OffsetDateTime> part) {
    functions.put(
        name,
        (call, evaluator, steps) -> {
          if (!call.arguments().isEmpty()) {
            return Functions.floats(
                call.arguments().getFirst(),
                evaluator,
                steps,
                (value, step) -> part(part, (long) value));
          }
          double[] values = new double[steps.count()];
          for (int i = 0; i < values.length; i++) {
            values[i] = part(part, Math.floorDiv(steps.time(i), 1000L));
          }
          return new Value.Columns(List.of(Column.of(Labels.EMPTY, false, values)));
        });
  }

  private static double part(ToDoubleFunction<OffsetDateTime> part, long seconds) {
    try {
      return part.applyAsDouble(Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC));
    } catch (DateTimeException e) {
      return Double.NaN;
    }
  }
}
