package dev.clew.tracestore.http;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import dev.clew.storage.block.RowKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Query parameters as {@code docs/http-api.md} defines them. */
final class Parameters {
  private static final long DEFAULT_RANGE = Duration.ofHours(1).toNanos();

  private final ServiceRequestContext context;
  private final Clock clock;

  Parameters(ServiceRequestContext context, Clock clock) {
    this.context = context;
    this.clock = clock;
  }

  String text(String name) {
    @Nullable String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  String required(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      throw new QueryException(
          QueryException.Kind.SYNTAX, name + ": \"\" (expected: not empty)", -1);
    }
    return value;
  }

  Filter query() {
    return SearchParser.parse(text("query"));
  }

  /** {@code start} and {@code end}; without them the last hour. */
  TimeRange range() {
    // A record of this very instant is still in the range.
    long end = instant("end", TimeRange.nanosOf(clock.instant()) + 1);
    long start = instant("start", end - DEFAULT_RANGE);
    if (start >= end) {
      throw wrong("start", text("start"), "before end");
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

  int number(String name, int absent, int most) {
    return number(name, absent, 1, most);
  }

  int number(String name, int absent, int least, int most) {
    String text = text(name);
    if (text.isEmpty()) {
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

  @Nullable RowKey cursor() {
    String text = text("cursor");
    if (text.isEmpty()) {
      return null;
    }
    RowKey key = RowKey.parse(text);
    if (key == null) {
      throw wrong("cursor", text, "the cursor of the answer before");
    }
    return key;
  }

  List<String> names(String name) {
    return Arrays.stream(text(name).split(","))
        .map(String::strip)
        .filter(s -> !s.isEmpty())
        .toList();
  }

  static QueryException wrong(String name, String text, String expected) {
    return new QueryException(
        QueryException.Kind.SYNTAX, name + ": \"" + text + "\" (expected: " + expected + ")", -1);
  }
}
