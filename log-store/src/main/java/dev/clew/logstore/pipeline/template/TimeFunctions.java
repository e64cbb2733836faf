package dev.clew.logstore.pipeline.template;

import static dev.clew.logstore.pipeline.template.Functions.taking;
import static dev.clew.logstore.pipeline.template.Functions.text;

import dev.clew.notation.template.Dialect.Body;
import dev.clew.notation.template.FunctionException;
import dev.clew.notation.template.GoFormat;
import dev.clew.notation.template.GoTime;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Functions of time, and of the line itself. */
final class TimeFunctions {
  private TimeFunctions() {}

  static void addTo(Map<String, Body<LineContext>> all) {
    all.put("__line__", taking(0, a -> a.context().line().text()));
    all.put("__timestamp__", taking(0, a -> GoTime.ofNanos(a.context().line().timeNanos())));
    all.put(
        "now", taking(0, a -> ZonedDateTime.ofInstant(a.context().clock().instant(), GoTime.UTC)));
    all.put("date", taking(2, a -> GoTime.format(text(a, 0), time(a.value(1)))));
    all.put("toDate", taking(2, a -> GoTime.parse(text(a, 0), text(a, 1), GoTime.UTC)));
    all.put("toDateInZone", taking(3, a -> GoTime.parse(text(a, 0), text(a, 2), zone(text(a, 1)))));
    all.put("unixEpoch", taking(1, a -> Long.toString(time(a.value(0)).toEpochSecond())));
    all.put(
        "unixEpochMillis",
        taking(1, a -> Long.toString(time(a.value(0)).toInstant().toEpochMilli())));
    all.put(
        "unixEpochNanos",
        taking(
            1,
            a -> {
              ZonedDateTime time = time(a.value(0));
              return Long.toString(time.toEpochSecond() * 1_000_000_000L + time.getNano());
            }));
    all.put("unixToTime", taking(1, a -> ofEpoch(text(a, 0))));
  }

  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() || name.equals("Local") ? GoTime.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new FunctionException("unknown time zone " + name);
    }
  }

  private static ZonedDateTime time(@Nullable Object value) {
    return switch (value) {
      case ZonedDateTime time -> time;
      case Long seconds -> ZonedDateTime.ofInstant(Instant.ofEpochSecond(seconds), GoTime.UTC);
      case null, default ->
          throw new FunctionException("expected a time, not " + GoFormat.text(value));
    };
  }

  /** The unit follows from the number of digits. */
  private static ZonedDateTime ofEpoch(String text) {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new FunctionException("unable to parse time '" + text + "'");
    }
    long nanos =
        switch (text.length()) {
          case 5 -> Math.multiplyExact(number, 86_400_000_000_000L);
          case 10 -> number * 1_000_000_000L;
          case 13 -> number * 1_000_000L;
          case 16 -> number * 1_000L;
          case 19 -> number;
          default ->
              throw new FunctionException(
                  "unable to parse time '" + text + "': expected 5, 10, 13, 16 or 19 digits");
        };
    return GoTime.ofNanos(nanos);
  }
}
