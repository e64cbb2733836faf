package dev.clew.logstore.loki;

import com.linecorp.armeria.common.QueryParams;
import dev.clew.model.TimeRange;
import dev.clew.storage.rows.RowQuery;
import java.time.Duration;
import java.util.List;

/** The parameters of a request, from its URL and its form. */
final class LokiParameters {
  /** As Loki's {@code max_entries_limit_per_query}. */
  static final int MOST_LINES = 5000;

  private static final int DEFAULT_LINES = 100;
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final QueryParams params;
  private final String path;
  private final long nowNanos;

  /**
   * @param path the part of the path that is a parameter, or empty
   */
  LokiParameters(QueryParams params, String path, long nowNanos) {
    this.params = params;
    this.path = path;
    this.nowNanos = nowNanos;
  }

  String path() {
    return path;
  }

  long nowNanos() {
    return nowNanos;
  }

  String text(String name) {
    return params.get(name, "");
  }

  List<String> all(String name) {
    return params.getAll(name);
  }

  String query() {
    String query = text("query").strip();
    if (query.isEmpty()) {
      throw LokiException.badRequest("query: \"\" (expected: a LogQL query)");
    }
    return query;
  }

  long instant(String name, long absent) {
    String text = text(name);
    return text.isEmpty() ? absent : LokiTime.instant(name, text);
  }

  /** The end: now when it is not given. */
  long end() {
    return instant("end", nowNanos);
  }

  /** The start: {@code since} before the end, an hour when neither is given. */
  long start() {
    long end = end();
    String since = text("since");
    long length = since.isEmpty() ? HOUR : LokiTime.duration("since", since);
    return instant("start", Math.min(end, nowNanos) - length);
  }

  /** Start inclusive, end exclusive. */
  TimeRange range() {
    return range(start(), end());
  }

  /** The same, six hours long when no start is given, as for labels. */
  TimeRange longRange() {
    boolean given = !text("start").isEmpty() || !text("since").isEmpty();
    return given ? range() : range(end() - 6 * HOUR, end());
  }

  private static TimeRange range(long start, long end) {
    if (end < start) {
      throw LokiException.badRequest("end timestamp must not be before or equal to start time");
    }
    return new TimeRange(start, end);
  }

  int lines() {
    int limit = number("limit", DEFAULT_LINES);
    if (limit > MOST_LINES) {
      throw LokiException.badRequest(
          "max entries limit per query exceeded, limit > max_entries_limit_per_query ("
              + limit
              + " > "
              + MOST_LINES
              + ")");
    }
    return limit;
  }

  int number(String name, int absent) {
    String text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw LokiException.badRequest(name + ": \"" + text + "\" (expected: a positive number)");
  }

  RowQuery.Order order() {
    return switch (text("direction").toLowerCase(java.util.Locale.ROOT)) {
      case "", "backward" -> RowQuery.Order.NEWEST_FIRST;
      case "forward" -> RowQuery.Order.OLDEST_FIRST;
      default ->
          throw LokiException.badRequest(
              "direction: \"" + text("direction") + "\" (expected: forward or backward)");
    };
  }

  /** Nanoseconds; by default 250 steps, of whole seconds. */
  long step() {
    String text = text("step");
    if (text.isEmpty()) {
      return Math.max(1, (end() - start()) / 250 / 1_000_000_000L) * 1_000_000_000L;
    }
    long step = LokiTime.duration("step", text);
    if (step <= 0) {
      throw LokiException.badRequest(
          "zero or negative query resolution step widths are not accepted. Try a positive integer");
    }
    return step;
  }

  /** Nanoseconds between lines; 0 for all lines. */
  long interval() {
    String text = text("interval");
    return text.isEmpty() ? 0 : LokiTime.duration("interval", text);
  }
}
