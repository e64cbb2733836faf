package dev.clew.web;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.QueryException;
import dev.clew.model.TimeRange;
import dev.clew.model.query.Filter;
import dev.clew.model.query.SearchParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Query parameters as {@code docs/http-api.md} defines them. */
public final class Parameters {
  private static final long WITHOUT_RANGE = Duration.ofHours(1).toNanos();

  private final ServiceRequestContext context;
  private final InstantSource clock;

  /**
   * @param clock for ranges that end now
   */
  public Parameters(ServiceRequestContext context, InstantSource clock) {
    this.context = context;
    this.clock = clock;
  }

  /** A part of the path. */
  public String path(String name) {
    return String.valueOf(context.pathParam(name));
  }

  /** Empty when it is not given. */
  public String text(String name) {
    @Nullable String value = context.queryParam(name);
    return value == null ? "" : value;
  }

  public String required(String name) {
    String value = text(name);
    if (value.isEmpty()) {
      throw wrong(name, value, "not empty");
    }
    return value;
  }

  /** {@code query}, in the search bar's notation. */
  public Filter query() {
    return SearchParser.parse(text("query"));
  }

  /** What stands between commas. */
  public List<String> list(String name) {
    return Arrays.stream(text(name).split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  /** {@code start} and {@code end}, the end exclusive; without them the last hour. */
  public TimeRange range() {
    // Records of this very instant are wanted.
    long end = instant("end", TimeRange.nanosOf(clock.instant()) + 1_000_000_000L);
    return range(instant("start", end - WITHOUT_RANGE), end);
  }

  /** {@code start} and {@code end}, each open when it is not given. */
  public TimeRange openRange() {
    long end = instant("end", TimeRange.ALL.endNanos());
    return range(instant("start", TimeRange.ALL.startNanos()), end);
  }

  private TimeRange range(long start, long end) {
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

  /** A whole number from 1 on. */
  public int number(String name, int absent, int most) {
    return number(name, absent, 1, most);
  }

  /** A whole number within bounds. */
  public int number(String name, int absent, int least, int most) {
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

  /** For a parameter that is not as it must be. */
  public static QueryException wrong(String name, String text, String expected) {
    return new QueryException(
        QueryException.Kind.SYNTAX, name + ": \"" + text + "\" (expected: " + expected + ")", -1);
  }
}
