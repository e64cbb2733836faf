package dev.clew.alerting.template;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Go's time layouts, written with the reference time Mon Jan 2 15:04:05 MST 2006; always UTC. */
final class GoTime {
  /** Longer ones first. */
  private static final List<Map.Entry<String, String>> ELEMENTS =
      List.of(
          Map.entry("January", "MMMM"),
          Map.entry("Monday", "EEEE"),
          Map.entry("Z07:00", "XXX"),
          Map.entry("-07:00", "xxx"),
          Map.entry("-0700", "xx"),
          Map.entry("2006", "uuuu"),
          Map.entry(".000", ".SSS"),
          Map.entry("Jan", "MMM"),
          Map.entry("Mon", "EEE"),
          Map.entry("MST", "'UTC'"),
          Map.entry("01", "MM"),
          Map.entry("02", "dd"),
          Map.entry("03", "hh"),
          Map.entry("04", "mm"),
          Map.entry("05", "ss"),
          Map.entry("06", "uu"),
          Map.entry("15", "HH"),
          Map.entry("PM", "a"),
          Map.entry("1", "M"),
          Map.entry("2", "d"),
          Map.entry("3", "h"),
          Map.entry("4", "m"),
          Map.entry("5", "s"));

  private GoTime() {}

  static String format(Instant time, String layout) {
    StringBuilder pattern = new StringBuilder();
    int at = 0;
    while (at < layout.length()) {
      int start = at;
      for (Map.Entry<String, String> element : ELEMENTS) {
        if (layout.startsWith(element.getKey(), at)) {
          pattern.append(element.getValue());
          at += element.getKey().length();
          break;
        }
      }
      if (at == start) {
        char c = layout.charAt(at++);
        pattern.append(c == '\'' ? "''" : "'" + c + "'");
      }
    }
    return DateTimeFormatter.ofPattern(pattern.toString(), Locale.ENGLISH)
        .format(ZonedDateTime.ofInstant(time, ZoneOffset.UTC));
  }
}
