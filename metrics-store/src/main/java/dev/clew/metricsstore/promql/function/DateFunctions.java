package dev.clew.metricsstore.promql.function;

import dev.clew.metricsstore.promql.eval.Column;
import dev.clew.metricsstore.promql.eval.Value;
import dev.clew.model.Labels;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Parts of the UTC date that a value, as seconds since the Unix epoch, stands for. */
final class DateFunctions {
  private DateFunctions() {}

  private static final long SECONDS_OF_400_YEARS = 146_097L * 86_400;

  /** Seconds from the first of January of {@link #FIRST_YEAR} to the Unix epoch. */
  private static final long FIRST_YEAR_TO_EPOCH = 9_223_372_028_715_321_600L;

  private static final long FIRST_YEAR = -292_277_022_399L;
  private static final long YEAR_ONE = -62_135_596_800L;

  static void register(Map<String, PromFunction> functions) {
    add(functions, "minute", moment -> moment.time().getMinute());
    add(functions, "hour", moment -> moment.time().getHour());
    add(functions, "day_of_month", moment -> moment.time().getDayOfMonth());
    add(functions, "day_of_week", moment -> moment.time().getDayOfWeek().getValue() % 7);
    add(functions, "day_of_year", moment -> moment.time().getDayOfYear());
    add(functions, "days_in_month", moment -> moment.time().toLocalDate().lengthOfMonth());
    add(functions, "month", moment -> moment.time().getMonthValue());
    add(functions, "year", moment -> (double) (moment.time().getYear() + moment.yearsLater()));
  }

  private static void add(
      Map<String, PromFunction> functions, String name, ToDoubleFunction<Moment> part) {
    functions.put(
        name,
        (call, evaluator, steps) -> {
          if (!call.arguments().isEmpty()) {
            return Functions.floats(
                call.arguments().getFirst(),
                evaluator,
                steps,
                (value, step) -> part.applyAsDouble(Moment.of(seconds(value))));
          }
          double[] values = new double[steps.count()];
          for (int i = 0; i < values.length; i++) {
            values[i] = part.applyAsDouble(Moment.of(Math.floorDiv(steps.time(i), 1000L)));
          }
          return new Value.Columns(List.of(Column.of(Labels.EMPTY, false, values)));
        });
  }

  /** As Go converts on amd64: what is no 64-bit integer becomes the least of them. */
  private static long seconds(double value) {
    boolean fits = value >= -0x1p63 && value < 0x1p63;
    return fits ? (long) value : Long.MIN_VALUE;
  }

  /**
   * Any 64-bit number of seconds, as Go's calendar has it.
   *
   * @param time in years 1 to 400, alike but for the year
   * @param yearsLater how many years to add, a multiple of 400
   */
  private record Moment(OffsetDateTime time, long yearsLater) {
    static Moment of(long seconds) {
      long unsigned = seconds + FIRST_YEAR_TO_EPOCH;
      long cycles = Long.divideUnsigned(unsigned, SECONDS_OF_400_YEARS);
      long inCycle = Long.remainderUnsigned(unsigned, SECONDS_OF_400_YEARS);
      return new Moment(
          Instant.ofEpochSecond(YEAR_ONE + inCycle).atOffset(ZoneOffset.UTC),
          FIRST_YEAR - 1 + 400 * cycles);
    }
  }
}
