package dev.clew.logstore.pipeline.template;

import dev.clew.logstore.pipeline.template.Functions.Function;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;

/** Functions of time. */
final class TimeFunctions {
  private TimeFunctions() {}

  static void addTo(Map<String, Function> all) {
    all.put("date", Function.of(2, a -> GoTime.format(Values.text(a.get(0)), time(a.get(1)))));
    all.put(
        "toDate",
        Function.of(
            2, a -> GoTime.parse(Values.text(a.get(0)), Values.text(a.get(1)), GoTime.UTC)));
    all.put(
        "toDateInZone",
        Function.of(
            3,
            a ->
                GoTime.parse(
                    Values.text(a.get(0)), Values.text(a.get(2)), zone(Values.text(a.get(1))))));
    all.put("unixEpoch", Function.of(1, a -> Long.toString(time(a.get(0)).toEpochSecond())));
    all.put(
        "unixEpochMillis",
        Function.of(1, a -> Long.toString(time(a.get(0)).toInstant().toEpochMilli())));
    all.put(
        "unixEpochNanos",
        Function.of(
            1,
            a -> {
              ZonedDateTime time = time(a.get(0));
              return Long.toString(time.toEpochSecond() * 1_000_000_000L + time.getNano());
            }));
    all.put("unixToTime", Function.of(1, a -> ofEpoch(Values.text(a.get(0)))));
  }

  private static ZoneId zone(String name) {
    try {
      return name.isEmpty() || name.equals("Local") ? GoTime.UTC : ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new TemplateException("unknown time zone " + name);
    }
  }

  static ZonedDateTime time(Object value) {
    return switch (value) {
      case ZonedDateTime time -> time;
      case Long seconds -> ZonedDateTime.ofInstant(Instant.ofEpochSecond(seconds), GoTime.UTC);
      default -> throw new TemplateException("expected a time, not " + Values.print(value));
    };
  }

  /** The unit follows from the number of digits. */
  private static ZonedDateTime ofEpoch(String text) {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new TemplateException("unable to parse time '" + text + "'");
    }
    long nanos =
        switch (text.length()) {
          case 5 -> Math.multiplyExact(number, 86_400_000_000_000L);
          case 10 -> number * 1_000_000_000L;
          case 13 -> number * 1_000_000L;
          case 16 -> number * 1_000L;
          case 19 -> number;
          default ->
              throw new TemplateException(
                  "unable to parse time '" + text + "': expected 5, 10, 13, 16 or 19 digits");
        };
    return Execution.time(nanos);
  }
}
