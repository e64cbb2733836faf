package dev.clew.correlation;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Query parameters as {@code docs/http-api.md} defines them. */
final class Parameters {
  private Parameters() {}

  /** {@code start} and {@code end}, each open when it is not given. */
  static TimeRange range(ServiceRequestContext context) {
    long start = instant(context, "start", TimeRange.ALL.startNanos());
    long end = instant(context, "end", TimeRange.ALL.endNanos());
    if (start > end) {
      throw wrong("start", String.valueOf(context.queryParam("start")), "not after end");
    }
    return new TimeRange(start, end);
  }

  private static long instant(ServiceRequestContext context, String name, long absent) {
    @Nullable String text = context.queryParam(name);
    if (text == null || text.isEmpty()) {
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

  static int limit(ServiceRequestContext context, int absent, int most) {
    @Nullable String text = context.queryParam("limit");
    if (text == null || text.isEmpty()) {
      return absent;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= most) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong("limit", text, "1 to " + most);
  }

  private static QueryException wrong(String name, String text, String expected) {
    return new QueryException(
        QueryException.Kind.SYNTAX, name + ": \"" + text + "\" (expected: " + expected + ")", -1);
  }
}
