package dev.clew.logstore.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.storage.block.RowQuery;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Query parameters as {@code docs/http-api.md} defines them. */
final class Parameters {
  private static final Duration WITHOUT_RANGE = Duration.ofHours(1);

  private final ServiceRequestContext context;
  private final Clock clock;

  Parameters(ServiceRequestContext context, Clock clock) {
    this.context = context;
    this.clock = clock;
  }

  String path(String name) {
    return String.valueOf(context.pathParam(name));
  }

  Clock clock() {
    return clock;
  }

  String text(String name) {
    String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  String required(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      throw wrong(name, value, "not empty");
    }
    return value;
  }

  List<String> list(String name) {
    return Arrays.stream(text(name).split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** {@code start} and {@code end}; without them the last hour. */
  TimeRange range() {
    long now = TimeRange.nanosOf(clock.instant());
    // The end is exclusive, but records of this very instant are wanted.
    long end = instant("end", now + 1_000_000_000L);
    long start = instant("start", end - WITHOUT_RANGE.toNanos());
    if (start > end) {
      throw wrong("start", text("start"), "not after end");
    }
    return new TimeRange(start, end);
  }

  private long instant(String name, long absent) {
    String text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return Math.multiplyExact(Long.parseLong(text), 1_000_000L);
      }
      return TimeRange.nanosOf(Instant.parse(text));
    } catch (ArithmeticException | NumberFormatException | DateTimeException e) {
      throw wrong(name, text, "Unix milliseconds or RFC 3339");
    }
  }

  int number(String name, int absent, int least, int most) {
    @Nullable String text = context.queryParam(name);
    if (text == null || text.isEmpty()) {
      return absent;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(name, text, least + " to " + most);
  }

  /** {@code order}: newest first, when nothing is said. */
  RowQuery.Order order() {
    return switch (text("order")) {
      case "", "newest" -> RowQuery.Order.NEWEST_FIRST;
      case "oldest" -> RowQuery.Order.OLDEST_FIRST;
      default -> throw wrong("order", text("order"), "newest or oldest");
    };
  }

  static QueryException wrong(String name, String text, String expected) {
    return new QueryException(
        QueryException.Kind.SYNTAX, name + ": \"" + text + "\" (expected: " + expected + ")", -1);
  }
}
