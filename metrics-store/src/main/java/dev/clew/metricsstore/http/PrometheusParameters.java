package dev.clew.metricsstore.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.notation.PrometheusDuration;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Request parameters, from the query string and from a form alike. */
final class PrometheusParameters {
  /** Bounds of "any time" that survive a conversion to nanoseconds. */
  static final long EARLIEST = -8_000_000_000_000L;

  static final long LATEST = 8_000_000_000_000L;

  /** How Prometheus writes the bounds of its time, which clients send back. */
  private static final String EARLIEST_TEXT = "-292273086-05-16T16:47:06Z";

  private static final String LATEST_TEXT = "292277025-08-18T07:12:54.999999999Z";

  /** Java also reads {@code 5d} as a number, which is five days here. */
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]+)?");

  private static final Pattern RFC3339 =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]+)?"
              + "(?:Z|[+-][0-9]{2}:[0-9]{2})");

  private static final double MAX_SECONDS = Long.MAX_VALUE / 1e9;

  private final QueryParams params;

  PrometheusParameters(QueryParams params) {
    this.params = params;
  }

  /** Those of a form come before those of the address, as in Go. */
  static PrometheusParameters of(ServiceRequestContext ctx, AggregatedHttpRequest request) {
    QueryParams form = ApiHandler.form(request);
    EncodedText.check(ctx.query());
    if (!form.isEmpty()) {
      EncodedText.check(request.contentAscii());
    }
    return new PrometheusParameters(
        form.isEmpty()
            ? ctx.queryParams()
            : QueryParams.builder().add(form).add(ctx.queryParams()).build());
  }

  String text(String name) {
    String value = params.get(name);
    return value == null ? "" : value;
  }

  List<String> all(String name) {
    return params.getAll(name);
  }

  /** An optional time. */
  long time(String name, long absent) {
    String text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      return time(text);
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter(
          name, "invalid time value for '" + name + "': " + e.getMessage());
    }
  }

  long requiredTime(String name) {
    try {
      return time(text(name));
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter(name, String.valueOf(e.getMessage()));
    }
  }

  private static long time(String text) {
    if (NUMBER.matcher(text).matches()) {
      double millis = Math.rint(Double.parseDouble(text) * 1000);
      return millis > MAX_SECONDS * 1000
          ? LATEST
          : millis < -MAX_SECONDS * 1000 ? EARLIEST : (long) millis;
    }
    if (text.equals(EARLIEST_TEXT)) {
      return EARLIEST;
    }
    if (text.equals(LATEST_TEXT)) {
      return LATEST;
    }
    try {
      if (RFC3339.matcher(text).matches()) {
        return OffsetDateTime.parse(text.replace(',', '.')).toInstant().toEpochMilli();
      }
    } catch (DateTimeException e) {
      throw noTime(text, e);
    }
    throw noTime(text, null);
  }

  private static IllegalArgumentException noTime(String text, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "cannot parse " + Quoting.quote(text) + " to a valid timestamp", cause);
  }

  /** A duration in milliseconds, given in seconds or as {@code 5m}. */
  long durationMillis(String name) {
    try {
      return durationMillisOf(text(name));
    } catch (IllegalArgumentException e) {
      throw ApiException.parameter(name, String.valueOf(e.getMessage()));
    }
  }

  private static long durationMillisOf(String text) {
    String shown = Quoting.quote(text);
    if (NUMBER.matcher(text).matches()) {
      double seconds = Double.parseDouble(text);
      if (Math.abs(seconds) > MAX_SECONDS) {
        throw new IllegalArgumentException(
            "cannot parse " + shown + " to a valid duration. It overflows int64");
      }
      return Math.round(seconds * 1000);
    }
    try {
      return PrometheusDuration.parseMillis(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("cannot parse " + shown + " to a valid duration", e);
    }
  }

  @Nullable Duration timeout() {
    if (text("timeout").isEmpty()) {
      return null;
    }
    long millis = durationMillis("timeout");
    if (millis <= 0) {
      throw new ApiException(ApiException.Type.EXECUTION, "context deadline exceeded");
    }
    return Duration.ofMillis(millis);
  }

  @Nullable Duration lookback() {
    String text = text("lookback_delta");
    if (text.isEmpty()) {
      return null;
    }
    try {
      long millis = durationMillisOf(text);
      return millis <= 0 ? null : Duration.ofMillis(millis);
    } catch (IllegalArgumentException e) {
      throw new ApiException("error parsing lookback delta duration: " + e.getMessage());
    }
  }

  /** The {@code limit}; zero and absent mean none. */
  int limit() {
    String text = text("limit");
    if (text.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    long limit;
    try {
      limit = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ApiException.parameter(
          "limit", "strconv.Atoi: parsing " + Quoting.quote(text) + ": invalid syntax");
    }
    if (limit < 0) {
      throw ApiException.parameter("limit", "limit must be non-negative");
    }
    return limit == 0 ? Integer.MAX_VALUE : (int) Math.min(limit, Integer.MAX_VALUE);
  }

  /** A count that may be zero; absent and below zero mean no limit. */
  int count(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    try {
      int count = Integer.parseInt(text);
      return count < 0 ? Integer.MAX_VALUE : count;
    } catch (NumberFormatException e) {
      throw new ApiException(name + " must be a number");
    }
  }

  /**
   * The selectors of {@code match[]}.
   *
   * @throws ApiException when one cannot be parsed or selects everything
   */
  List<List<LabelMatcher>> selections() {
    List<List<LabelMatcher>> selections = new ArrayList<>();
    for (String text : params.getAll("match[]")) {
      try {
        selections.add(SeriesSelector.matchers(text));
      } catch (IllegalArgumentException e) {
        throw new ApiException(String.valueOf(e.getMessage()));
      }
    }
    return selections;
  }
}
