package dev.clew.correlation;

import dev.clew.correlation.CorrelationReport.Counts;
import dev.clew.model.TimeRange;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The sentences of an answer; times in UTC. */
final class ReportSentences {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY_AND_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter DAY_AND_MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ReportSentences() {}

  static String summary(Counts counts, long startNanos, long endNanos) {
    if (counts.spans() == 0 && counts.logs() == 0) {
      return "Nothing found";
    }
    List<String> parts = new ArrayList<>();
    parts.add(count(counts.traces(), "trace"));
    parts.add(count(counts.logs(), "log line"));
    parts.add(count(counts.services(), "service"));
    parts.add(count(counts.errors(), "error"));
    Instant start = TimeRange.instantOf(startNanos);
    Instant end = TimeRange.instantOf(endNanos);
    boolean oneDay = day(start).equals(day(end));
    parts.add(
        oneDay
            ? "from " + TIME.format(start) + " to " + TIME.format(end) + " UTC"
            : "from "
                + DAY_AND_MILLIS.format(start)
                + " to "
                + DAY_AND_MILLIS.format(end)
                + " UTC");
    parts.add(duration(endNanos - startNanos));
    return String.join(", ", parts);
  }

  /** In the greatest unit of which there is one, with the next: {@code 2 min 35 s}. */
  static String duration(long nanos) {
    if (nanos < 1_000_000) {
      return Math.round(nanos / 1e3) + " µs";
    }
    if (nanos < 1_000_000_000L) {
      return Math.round(nanos / 1e6) + " ms";
    }
    long seconds = nanos / 1_000_000_000L;
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    long hours = seconds / 3600;
    return hours < 48
        ? hours + " h " + seconds % 3600 / 60 + " min"
        : hours / 24 + " d " + hours % 24 + " h";
  }

  private static LocalDate day(Instant instant) {
    return LocalDate.ofInstant(instant, ZoneOffset.UTC);
  }

  static String time(long nanos) {
    return DAY_AND_TIME.format(TimeRange.instantOf(nanos)) + " UTC";
  }

  static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** A share in whole percent, but never 0 % or 100 % for what is neither. */
  static String percent(long part, long whole) {
    long rounded = Math.round(100.0 * part / whole);
    if (rounded == 0 && part > 0) {
      return "less than 1 %";
    }
    if (rounded == 100 && part < whole) {
      return "more than 99 %";
    }
    return rounded + " %";
  }
}
