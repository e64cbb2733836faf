package dev.clew.logstore.pipeline.template;

import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;

/** The methods of Go's times that templates call: {@code __timestamp__.Format "15:04"}. */
final class TimeMethods {
  private TimeMethods() {}

  static Object call(ZonedDateTime time, String name, List<Object> arguments) {
    int expected =
        switch (name) {
          case "Format", "Add", "Before", "After", "Equal", "Compare" -> 1;
          case "AddDate" -> 3;
          default -> 0;
        };
    if (arguments.size() != expected) {
      throw new TemplateException(
          "wrong number of args for " + name + ": want " + expected + " got " + arguments.size());
    }
    return expected == 0 ? part(time, name) : with(time, name, arguments);
  }

  private static Object part(ZonedDateTime time, String name) {
    return switch (name) {
      case "Year" -> (long) time.getYear();
      case "Month" -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case "Day" -> (long) time.getDayOfMonth();
      case "Weekday" -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
      case "YearDay" -> (long) time.getDayOfYear();
      case "Hour" -> (long) time.getHour();
      case "Minute" -> (long) time.getMinute();
      case "Second" -> (long) time.getSecond();
      case "Nanosecond" -> (long) time.getNano();
      case "Unix" -> time.toEpochSecond();
      case "UnixMilli" -> time.toEpochSecond() * 1000 + time.getNano() / 1_000_000;
      case "UnixMicro" -> time.toEpochSecond() * 1_000_000 + time.getNano() / 1000;
      case "UnixNano" -> time.toEpochSecond() * 1_000_000_000 + time.getNano();
      case "UTC", "Local" -> time.withZoneSameInstant(GoTime.UTC);
      case "Location" -> time.getZone().getId();
      case "String" -> Values.print(time);
      case "IsZero" -> false;
      default -> throw new TemplateException("can't evaluate field " + name + " in type time.Time");
    };
  }

  private static Object with(ZonedDateTime time, String name, List<Object> arguments) {
    Object argument = arguments.getFirst();
    try {
      return switch (name) {
        case "Format" -> GoTime.format(Values.text(argument), time);
        case "Add" -> time.plusNanos(Values.toWhole(argument));
        case "AddDate" ->
            time.plusYears(Values.toWhole(argument))
                .plusMonths(Values.toWhole(arguments.get(1)))
                .plusDays(Values.toWhole(arguments.get(2)));
        case "Before" -> time.toInstant().isBefore(TimeFunctions.time(argument).toInstant());
        case "After" -> time.toInstant().isAfter(TimeFunctions.time(argument).toInstant());
        case "Equal" -> time.toInstant().equals(TimeFunctions.time(argument).toInstant());
        default ->
            (long)
                Integer.signum(
                    time.toInstant().compareTo(TimeFunctions.time(argument).toInstant()));
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw new TemplateException(name + ": no such time");
    }
  }
}
