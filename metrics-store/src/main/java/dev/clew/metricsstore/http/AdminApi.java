package dev.clew.metricsstore.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.metricsstore.SeriesExtent;
import dev.clew.metricsstore.series.LabelMatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Deletion of series as in Prometheus, {@code /prometheus/api/v1/admin/tsdb}. What would delete
 * most of what there is needs the number of series that it touches, whatever its matchers look
 * like.
 */
public final class AdminApi {
  private static final String PREFIX = "/prometheus/api/v1/admin/tsdb";

  private final MetricsStore store;

  public AdminApi(MetricsStore store) {
    this.store = store;
  }

  /** Adds the routes, with their full paths. */
  public void register(ServerBuilder builder) {
    add(builder, "/delete_series", this::delete);
    add(builder, "/clean_tombstones", this::clean);
  }

  private static void add(ServerBuilder builder, String path, ApiHandler.Endpoint endpoint) {
    Route route =
        Route.builder().path(PREFIX + path).methods(HttpMethod.POST, HttpMethod.PUT).build();
    builder.service(route, new ApiHandler(endpoint));
  }

  private ApiHandler.Answer delete(ServiceRequestContext ctx, PrometheusParameters parameters) {
    if (parameters.all("match[]").isEmpty()) {
      throw new ApiException("no match[] parameter provided");
    }
    List<List<LabelMatcher>> selections;
    try {
      selections = parameters.selections();
    } catch (ApiException e) {
      throw ApiException.parameter("match[]", String.valueOf(e.getMessage()));
    }
    long start = parameters.time("start", PrometheusParameters.EARLIEST);
    long end = parameters.time("end", PrometheusParameters.LATEST);
    if (end < start) {
      throw ApiException.parameter("end", "end timestamp must not be before start timestamp");
    }
    SeriesExtent extent = store.deletable(selections, start, end);
    if (extent.isMost() && !parameters.text("confirm").equals("" + extent.matching())) {
      throw ApiException.parameter(
          "match[]",
          "it would delete from "
              + extent.matching()
              + " of the "
              + extent.series()
              + " series of this time, each counted once a day (expected: half of them at most, or"
              + " the parameter confirm="
              + extent.matching()
              + ")");
    }
    try {
      store.delete(selections, start, end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ApiHandler.Answer.NONE;
  }

  private ApiHandler.Answer clean(ServiceRequestContext ctx, PrometheusParameters parameters) {
    try {
      store.cleanTombstones();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ApiHandler.Answer.NONE;
  }
}
