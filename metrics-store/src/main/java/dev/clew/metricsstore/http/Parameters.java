package dev.clew.metricsstore.http;

import com.linecorp.armeria.common.QueryParams;
import dev.clew.metricsstore.promql.notation.Durations;
import dev.clew.metricsstore.promql.notation.Quoting;
import dev.clew.metricsstore.promql.parse.Parser;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.model.QueryException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Request parameters, from the query string and from a form alike. */
final class Parameters {
  /** Bounds of "any time" that survive a conversion to nanoseconds. */
  static final long EARLIEST = -8_000_000_000_000L;

  static final long LATEST = 8_000_000_000_000L;

  private final QueryParams params;

  Parameters(QueryParams params) {
    this.params = params;
  }

  String text(String name) {
    String value = params.get(name);
    return value == null ? "" : value;
  }

  long time(String name, long absent) {
    String text = text(name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      double seconds = Double.parseDouble(text);
      if (Double.isFinite(seconds)) {
        return Math.round(seconds * 1000);
      }
    } catch (NumberFormatException e) {
      try {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
      } catch (DateTimeParseException wrong) {
        throw badTime(name, text);
      }
    }
    throw badTime(name, text);
  }

  private static ApiException badTime(String name, String text) {
    String shown = Quoting.quote(text);
    return ApiException.parameter(name, "cannot parse " + shown + " to a valid timestamp");
  }

  long requiredTime(String name) {
    if (text(name).isEmpty()) {
      throw ApiException.parameter(name, "cannot parse \"\" to a valid timestamp");
    }
    return time(name, 0);
  }

  /** A duration in milliseconds, given in seconds or as {@code 5m}. */
  long durationMillis(String name) {
    String text = text(name);
    try {
      return Math.round(Double.parseDouble(text) * 1000);
    } catch (NumberFormatException e) {
      try {
        return Durations.parseMillis(text);
      } catch (IllegalArgumentException wrong) {
        String shown = Quoting.quote(text);
        throw ApiException.parameter(name, "cannot parse " + shown + " to a valid duration");
      }
    }
  }

  @Nullable Duration duration(String name) {
    return text(name).isEmpty() ? null : Duration.ofMillis(durationMillis(name));
  }

  /** A limit; zero and absent mean none. */
  int limit(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return Integer.MAX_VALUE;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 0) {
        return limit == 0 ? Integer.MAX_VALUE : limit;
      }
    } catch (NumberFormatException e) {
      throw ApiException.parameter(name, "limit must be a number");
    }
    throw ApiException.parameter(name, "limit must be non-negative");
  }

  /** The selectors of {@code match[]}. */
  List<List<LabelMatcher>> selections() {
    List<List<LabelMatcher>> selections = new ArrayList<>();
    for (String text : params.getAll("match[]")) {
      try {
        selections.add(Parser.parseSelector(text));
      } catch (QueryException e) {
        throw ApiException.parameter("match[]", String.valueOf(e.getMessage()));
      }
    }
    return selections;
  }
}
