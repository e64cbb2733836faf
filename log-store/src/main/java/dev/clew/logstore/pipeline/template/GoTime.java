package dev.clew.logstore.pipeline.template;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Go's layouts of time: how the 2nd of January 2006, 15:04:05, would be written. */
final class GoTime {
  /** Parts of layouts and their letters in Java's, the longest first where one begins another. */
  private static final Map<String, String> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("2006", "uuuu");
    PARTS.put("January", "MMMM");
    PARTS.put("Jan", "MMM");
    PARTS.put("Monday", "EEEE");
    PARTS.put("Mon", "EEE");
    PARTS.put("MST", "zzz");
    PARTS.put("Z07:00", "XXX");
    PARTS.put("Z0700", "XX");
    PARTS.put("Z07", "X");
    PARTS.put("-07:00", "xxx");
    PARTS.put("-0700", "xx");
    PARTS.put("-07", "x");
    PARTS.put("002", "DDD");
    PARTS.put("01", "MM");
    PARTS.put("02", "dd");
    PARTS.put("03", "hh");
    PARTS.put("04", "mm");
    PARTS.put("05", "ss");
    PARTS.put("06", "uu");
    PARTS.put("15", "HH");
    PARTS.put("_2", "ppd");
    PARTS.put("PM", "a");
    PARTS.put("pm", "a");
    PARTS.put("1", "M");
    PARTS.put("2", "d");
    PARTS.put("3", "h");
    PARTS.put("4", "m");
    PARTS.put("5", "s");
  }

  /** By its name, which layouts print; an offset of zero has none. */
  static final ZoneId UTC = ZoneId.of("UTC");

  private GoTime() {}

  static String format(String layout, ZonedDateTime time) {
    try {
      return formatter(layout, nameOf(time.getZone())).format(time);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new TemplateException("cannot format a time as \"" + layout + "\"");
    }
  }

  /**
   * @param zone of texts that have none of their own
   */
  static ZonedDateTime parse(String layout, String text, ZoneId zone) {
    try {
      TemporalAccessor parsed = formatter(layout, null).parse(text);
      LocalDateTime local = LocalDateTime.from(parsed);
      ZoneId own = parsed.query(TemporalQueries.zone());
      if (own == null || own.equals(zone.getRules().getOffset(local))) {
        return local.atZone(zone);
      }
      return local.atZone(own.equals(ZoneOffset.UTC) ? UTC : own);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new TemplateException(
          "parsing time \"" + text + "\" as \"" + layout + "\": cannot parse");
    }
  }

  /** Of a zone that is an offset only; null when Java knows better. */
  private static @Nullable String nameOf(ZoneId zone) {
    if (!(zone instanceof ZoneOffset offset)) {
      return null;
    }
    return offset.getTotalSeconds() == 0 ? "UTC" : DateTimeFormatter.ofPattern("xx").format(offset);
  }

  /**
   * @param zone the name of the time's zone; null to be found
   */
  private static DateTimeFormatter formatter(String layout, @Nullable String zone) {
    DateTimeFormatterBuilder builder = new DateTimeFormatterBuilder().parseCaseInsensitive();
    int at = 0;
    while (at < layout.length()) {
      int fraction = fraction(layout, at);
      if (fraction > 0) {
        boolean fixed = layout.charAt(at + 1) == '0';
        builder.appendFraction(
            ChronoField.NANO_OF_SECOND, fixed ? fraction : 0, Math.min(9, fraction), true);
        at += fraction + 1;
        continue;
      }
      String part = part(layout, at);
      if (part.isEmpty()) {
        builder.appendLiteral(layout.charAt(at++));
        continue;
      }
      switch (part) {
        case "MST" -> {
          if (zone == null) {
            builder.appendZoneText(TextStyle.SHORT);
          } else {
            builder.appendLiteral(zone);
          }
        }
        case "PM" -> builder.appendText(ChronoField.AMPM_OF_DAY);
        case "pm" -> builder.appendText(ChronoField.AMPM_OF_DAY, Map.of(0L, "am", 1L, "pm"));
        default -> builder.appendPattern(String.valueOf(PARTS.get(part)));
      }
      at += part.length();
    }
    if (!layout.contains("15") && !layout.contains("03") && !layout.contains("3")) {
      builder.parseDefaulting(ChronoField.HOUR_OF_DAY, 0);
    }
    builder.parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0);
    builder.parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0);
    return builder.toFormatter(Locale.ENGLISH);
  }

  /** Digits of {@code .000} or {@code .999} here; 0 when there are none. */
  private static int fraction(String layout, int at) {
    char c = layout.charAt(at);
    if ((c != '.' && c != ',') || at + 1 >= layout.length()) {
      return 0;
    }
    char digit = layout.charAt(at + 1);
    if (digit != '0' && digit != '9') {
      return 0;
    }
    int end = at + 1;
    while (end < layout.length() && layout.charAt(end) == digit) {
      end++;
    }
    boolean number = end < layout.length() && Character.isDigit(layout.charAt(end));
    return number || end - at - 1 > 9 ? 0 : end - at - 1;
  }

  private static String part(String layout, int at) {
    for (String part : PARTS.keySet()) {
      if (layout.startsWith(part, at)) {
        return part;
      }
    }
    return "";
  }
}
