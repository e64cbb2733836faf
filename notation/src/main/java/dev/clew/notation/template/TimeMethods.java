package dev.clew.notation.template;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The methods of Go's times that templates call: {@code __timestamp__.Format "15:04"}. */
final class TimeMethods {
  private TimeMethods() {}

  static Object call(ZonedDateTime time, String name, List<@Nullable Object> arguments) {
    int expected =
        switch (name) {
          case "Format", "Add", "Sub", "Before", "After", "Equal", "Compare" -> 1;
          case "AddDate" -> 3;
          default -> 0;
        };
    if (arguments.size() != expected) {
      throw new FunctionException(
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
      case "String" -> GoTime.text(time);
      case "IsZero" -> false;
      default -> throw new FunctionException("can't evaluate field " + name + " in type time.Time");
    };
  }

  private static Object with(ZonedDateTime time, String name, List<@Nullable Object> arguments) {
    Object argument = arguments.getFirst();
    try {
      return switch (name) {
        case "Format" -> {
          if (!(argument instanceof String layout)) {
            throw wrongType("string", argument);
          }
          yield GoTime.format(layout, time);
        }
        case "Add" ->
            time.plusNanos(
                argument instanceof Duration duration ? duration.toNanos() : whole(argument));
        case "AddDate" ->
            time.plusYears(whole(argument))
                .plusMonths(whole(arguments.get(1)))
                .plusDays(whole(arguments.get(2)));
        case "Sub" -> Duration.between(instant(argument), time.toInstant());
        case "Before" -> time.toInstant().isBefore(instant(argument));
        case "After" -> time.toInstant().isAfter(instant(argument));
        case "Equal" -> time.toInstant().equals(instant(argument));
        default -> (long) Integer.signum(time.toInstant().compareTo(instant(argument)));
      };
    } catch (DateTimeException | ArithmeticException e) {
      throw new FunctionException(name + ": no such time");
    }
  }

  private static long whole(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    throw wrongType("int", value);
  }

  private static Instant instant(@Nullable Object value) {
    if (value instanceof ZonedDateTime time) {
      return time.toInstant();
    }
    throw wrongType("time.Time", value);
  }

  private static FunctionException wrongType(String expected, @Nullable Object value) {
    return new FunctionException(
        "wrong type for value; expected " + expected + "; got " + GoFormat.type(value));
  }
}
