package dev.clew.notation.template;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
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
public final class GoTime {
  /** By its name, which layouts print; an offset of zero has none. */
  public static final ZoneId UTC = ZoneId.of("UTC");

  private static final String WHOLE = "2006-01-02 15:04:05.999999999 -0700 MST";

  /** Parts of layouts and their letters in Java's, the longest first where one begins another. */
  private static final Map<String, String> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("2006", "uuuu");
    PARTS.put("January", "MMMM");
    PARTS.put("Jan", "MMM");
    PARTS.put("Monday", "EEEE");
    PARTS.put("Mon", "EEE");
    PARTS.put("MST", "zzz");
    PARTS.put("Z07:00:00", "XXXXX");
    PARTS.put("Z070000", "XXXX");
    PARTS.put("Z07:00", "XXX");
    PARTS.put("Z0700", "XX");
    PARTS.put("Z07", "X");
    PARTS.put("-07:00:00", "xxxxx");
    PARTS.put("-070000", "xxxx");
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
    PARTS.put("__2", "pppD");
    PARTS.put("_2", "ppd");
    PARTS.put("PM", "a");
    PARTS.put("pm", "a");
    PARTS.put("1", "M");
    PARTS.put("2", "d");
    PARTS.put("3", "h");
    PARTS.put("4", "m");
    PARTS.put("5", "s");
  }

  private GoTime() {}

  /**
   * @param nanos since the Unix epoch
   */
  public static ZonedDateTime ofNanos(long nanos) {
    return ZonedDateTime.ofInstant(
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L)),
        UTC);
  }

  /** {@code Time.String}. */
  public static String text(ZonedDateTime time) {
    return format(WHOLE, time);
  }

  /** {@code Duration.String}: {@code 1h2m3.5s}. */
  static String text(Duration duration) {
    long nanos = duration.toNanos();
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    double size = Math.abs((double) nanos);
    if (size < 1e9) {
      double unit = size < 1e3 ? 1 : size < 1e6 ? 1e3 : 1e6;
      return sign
          + GoNumber.format(size / unit, 'f', -1)
          + (unit == 1 ? "ns" : unit == 1e3 ? "µs" : "ms");
    }
    long seconds = Math.abs(nanos) / 1_000_000_000L;
    double rest = seconds % 60 + (Math.abs(nanos) % 1_000_000_000L) / 1e9;
    long minutes = seconds / 60;
    return sign
        + (minutes >= 60 ? minutes / 60 + "h" : "")
        + (minutes > 0 ? minutes % 60 + "m" : "")
        + GoNumber.format(rest, 'f', -1)
        + "s";
  }

  /**
   * @throws FunctionException when there is no such layout
   */
  public static String format(String layout, ZonedDateTime time) {
    try {
      return formatter(layout, nameOf(time.getZone())).format(time);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new FunctionException("cannot format a time as \"" + layout + "\"");
    }
  }

  /**
   * @param zone of texts that have none of their own
   * @throws FunctionException when the text is not written so
   */
  public static ZonedDateTime parse(String layout, String text, ZoneId zone) {
    try {
      TemporalAccessor parsed = formatter(layout, null).parse(text);
      LocalDateTime local = LocalDateTime.from(parsed);
      ZoneId own = parsed.query(TemporalQueries.zone());
      if (own == null || own.equals(zone.getRules().getOffset(local))) {
        return local.atZone(zone);
      }
      return local.atZone(own.equals(ZoneOffset.UTC) ? UTC : own);
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new FunctionException(
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
    boolean hours = false;
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
      hours |= part.equals("15") || part.equals("03") || part.equals("3");
      if (part.isEmpty()) {
        builder.appendLiteral(layout.charAt(at++));
      } else {
        append(builder, part, zone);
        at += part.length();
      }
    }
    if (!hours) {
      builder.parseDefaulting(ChronoField.HOUR_OF_DAY, 0);
    }
    builder.parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0);
    builder.parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0);
    return builder.toFormatter(Locale.ENGLISH);
  }

  private static void append(DateTimeFormatterBuilder builder, String part, @Nullable String zone) {
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
      if (layout.startsWith(part, at) && !isPartOfWord(layout, at, part)) {
        return part;
      }
    }
    return "";
  }

  /** {@code Janet} and {@code Months} are words, and the blank of {@code _2006} is none. */
  private static boolean isPartOfWord(String layout, int at, String part) {
    int end = at + part.length();
    return switch (part) {
      case "Jan", "Mon" -> end < layout.length() && isLowerCase(layout.charAt(end));
      case "_2" -> layout.startsWith("2006", at + 1);
      default -> false;
    };
  }

  private static boolean isLowerCase(char c) {
    return c >= 'a' && c <= 'z';
  }
}
