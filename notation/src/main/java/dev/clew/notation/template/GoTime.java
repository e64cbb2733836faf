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

/** Go's layouts of time: how the 2nd of January 2006, 15:04:05, would be written. */
public final class GoTime {
  /** By its name, which layouts print; an offset of zero has none. */
  public static final ZoneId UTC = ZoneId.of("UTC");

  private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

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

  /** {@code Time.Format}. */
  public static String format(String layout, ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < layout.length()) {
      int fraction = fraction(layout, at);
      String part = fraction > 0 ? "" : part(layout, at);
      if (fraction > 0) {
        writeFraction(out, layout.substring(at, at + fraction + 1), time.getNano());
        at += fraction + 1;
      } else if (part.isEmpty()) {
        out.append(layout.charAt(at++));
      } else {
        out.append(written(part, time));
        at += part.length();
      }
    }
    return out.toString();
  }

  /** Cut to so many digits; of nines, without zeros at the end. */
  private static void writeFraction(StringBuilder out, String part, int nanos) {
    String digits = padded(nanos, 9).substring(0, part.length() - 1);
    if (part.charAt(1) == '9') {
      int end = digits.length();
      while (end > 0 && digits.charAt(end - 1) == '0') {
        end--;
      }
      digits = digits.substring(0, end);
    }
    out.append(digits.isEmpty() ? "" : part.substring(0, 1)).append(digits);
  }

  private static String written(String part, ZonedDateTime time) {
    return switch (part) {
      case "2006" -> padded(time.getYear(), 4);
      case "06" -> padded(Math.floorMod(time.getYear(), 100), 2);
      case "January" -> month(time);
      case "Jan" -> month(time).substring(0, 3);
      case "01" -> padded(time.getMonthValue(), 2);
      case "1" -> String.valueOf(time.getMonthValue());
      case "Monday" -> weekday(time);
      case "Mon" -> weekday(time).substring(0, 3);
      case "02" -> padded(time.getDayOfMonth(), 2);
      case "_2" -> blank(time.getDayOfMonth(), 2);
      case "2" -> String.valueOf(time.getDayOfMonth());
      case "002" -> padded(time.getDayOfYear(), 3);
      case "__2" -> blank(time.getDayOfYear(), 3);
      case "15" -> padded(time.getHour(), 2);
      case "03" -> padded(halfDayHour(time), 2);
      case "3" -> String.valueOf(halfDayHour(time));
      case "04" -> padded(time.getMinute(), 2);
      case "4" -> String.valueOf(time.getMinute());
      case "05" -> padded(time.getSecond(), 2);
      case "5" -> String.valueOf(time.getSecond());
      case "PM" -> time.getHour() < 12 ? "AM" : "PM";
      case "pm" -> time.getHour() < 12 ? "am" : "pm";
      case "MST" -> zoneName(time);
      default -> offset(part, time.getOffset().getTotalSeconds());
    };
  }

  private static String month(ZonedDateTime time) {
    return time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static String weekday(ZonedDateTime time) {
    return time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static int halfDayHour(ZonedDateTime time) {
    return time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
  }

  private static String padded(int number, int width) {
    String digits = String.valueOf(Math.abs(number));
    return (number < 0 ? "-" : "") + "0".repeat(Math.max(0, width - digits.length())) + digits;
  }

  private static String blank(int number, int width) {
    String digits = String.valueOf(number);
    return " ".repeat(width - digits.length()) + digits;
  }

  /** {@code -07:00} and its kin; those that begin with Z have that for no offset. */
  private static String offset(String part, int seconds) {
    if (part.charAt(0) == 'Z' && seconds == 0) {
      return "Z";
    }
    String colon = part.indexOf(':') >= 0 ? ":" : "";
    int size = Math.abs(seconds);
    int digits = part.replace(":", "").length() - 1;
    return (seconds < 0 ? "-" : "+")
        + padded(size / 3600, 2)
        + (digits > 2 ? colon + padded(size / 60 % 60, 2) : "")
        + (digits > 4 ? colon + padded(size % 60, 2) : "");
  }

  /** A zone that is an offset only is written as such. */
  private static String zoneName(ZonedDateTime time) {
    if (time.getZone() instanceof ZoneOffset offset) {
      return offset.getTotalSeconds() == 0 ? "UTC" : offset("-0700", offset.getTotalSeconds());
    }
    return ZONE.format(time);
  }

  /**
   * @param zone of texts that have none of their own
   * @throws FunctionException when the text is not written so
   */
  public static ZonedDateTime parse(String layout, String text, ZoneId zone) {
    try {
      TemporalAccessor parsed = formatter(layout).parse(text);
      LocalDateTime local = LocalDateTime.from(parsed);
      ZoneId own = parsed.query(TemporalQueries.zone());
      if (own == null || own.equals(zone.getRules().getOffset(local))) {
        return local.atZone(zone);
      }
      return local.atZone(own.equals(ZoneOffset.UTC) ? UTC : own);
    } catch (DateTimeException | IllegalArgumentException | ClassCastException e) {
      // The last one by the JDK, over some parts that stand next to each other.
      throw new FunctionException(
          "parsing time \"" + text + "\" as \"" + layout + "\": cannot parse");
    }
  }

  /** For reading; writing is done without, where layouts may be anything. */
  private static DateTimeFormatter formatter(String layout) {
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
        append(builder, part);
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

  private static void append(DateTimeFormatterBuilder builder, String part) {
    switch (part) {
      case "MST" -> builder.appendZoneText(TextStyle.SHORT);
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
