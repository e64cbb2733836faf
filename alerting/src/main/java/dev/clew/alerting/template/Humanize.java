package dev.clew.alerting.template;

import dev.clew.notation.template.FunctionException;
import dev.clew.notation.template.GoFormat;
import dev.clew.notation.template.GoNumber;
import dev.clew.notation.template.GoTime;
import java.time.ZonedDateTime;

/** The humanize functions of Prometheus, to the letter. */
final class Humanize {
  private static final String[] LARGE = {"k", "M", "G", "T", "P", "E", "Z", "Y"};
  private static final String[] LARGE_1024 = {"ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"};
  private static final String[] SMALL = {"m", "u", "n", "p", "f", "a", "z", "y"};

  private Humanize() {}

  static String metric(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return digits(value);
    }
    return Math.abs(value) >= 1 ? large(value, 1000, LARGE) : small(value);
  }

  static String binary(double value) {
    if (Math.abs(value) <= 1 || !Double.isFinite(value)) {
      return digits(value);
    }
    return large(value, 1024, LARGE_1024);
  }

  static String percentage(double value) {
    return digits(value * 100) + "%";
  }

  static String duration(double seconds) {
    if (!Double.isFinite(seconds)) {
      return digits(seconds);
    }
    if (seconds == 0) {
      return digits(seconds) + "s";
    }
    if (Math.abs(seconds) < 1) {
      return small(seconds) + "s";
    }
    String sign = seconds < 0 ? "-" : "";
    double size = Math.abs(seconds);
    long whole = (long) size;
    long days = whole / 86_400;
    long hours = whole / 3600 % 24;
    long minutes = whole / 60 % 60;
    String rest = minutes + "m " + whole % 60 + "s";
    if (days != 0) {
      return sign + days + "d " + hours + "h " + rest;
    }
    if (hours != 0) {
      return sign + hours + "h " + rest;
    }
    return sign + (minutes != 0 ? rest : digits(size) + "s");
  }

  static String timestamp(double seconds) {
    return Double.isFinite(seconds) ? GoFormat.text(time(seconds)) : digits(seconds);
  }

  /** The time, cut to milliseconds. */
  static ZonedDateTime time(double seconds) {
    double nanos = seconds * 1e9;
    if (!Double.isFinite(seconds)) {
      throw new FunctionException("value is NaN or Inf");
    }
    if (nanos > Long.MAX_VALUE || nanos < Long.MIN_VALUE) {
      throw new FunctionException(
          GoNumber.text(seconds)
              + " cannot be represented as a nanoseconds timestamp since it overflows int64");
    }
    return GoTime.ofNanos(Math.floorDiv((long) nanos, 1_000_000L) * 1_000_000L);
  }

  private static String large(double value, double base, String[] prefixes) {
    double left = value;
    String prefix = "";
    for (String next : prefixes) {
      if (Math.abs(left) < base) {
        break;
      }
      prefix = next;
      left /= base;
    }
    return digits(left) + prefix;
  }

  private static String small(double value) {
    double left = value;
    String prefix = "";
    for (String next : SMALL) {
      if (Math.abs(left) >= 1) {
        break;
      }
      prefix = next;
      left *= 1000;
    }
    return digits(left) + prefix;
  }

  /** {@code %.4g}. */
  private static String digits(double value) {
    return GoNumber.format(value, 'g', 4);
  }
}
