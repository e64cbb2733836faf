package dev.clew.metricsstore.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.series.LabelMatcher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Deletion of series as in Prometheus, {@code /prometheus/api/v1/admin/tsdb}. */
public final class AdminApi {
  private static final String PREFIX = "/prometheus/api/v1/admin/tsdb";

  /** Deletes; ranges of time are inclusive, in milliseconds. */
  public interface SeriesDeletion {
    void delete(List<List<LabelMatcher>> selections, long startMillis, long endMillis)
        throws IOException;
  }

  /** Frees the space of what was deleted. */
  public interface TombstoneCleaning {
    void clean() throws IOException;
  }

  private final SeriesDeletion deletion;
  private final TombstoneCleaning cleaning;

  public AdminApi(SeriesDeletion deletion, TombstoneCleaning cleaning) {
    this.deletion = deletion;
    this.cleaning = cleaning;
  }

  /** Adds the routes, with their full paths. */
  public void register(ServerBuilder builder) {
    add(builder, "/delete_series", this::delete);
    add(builder, "/clean_tombstones", this::clean);
  }

  private static void add(ServerBuilder builder, String path, ApiHandler.Endpoint endpoint) {
    Route route =
        Route.builder().path(PREFIX + path).methods(HttpMethod.POST, HttpMethod.PUT).build();
    builder.service(route, notFromElsewhere(new ApiHandler(endpoint)));
  }

  /** A page of another site must not delete anything with the visitor's browser. */
  private static HttpService notFromElsewhere(HttpService service) {
    return (ctx, request) ->
        "cross-site".equals(request.headers().get("sec-fetch-site"))
            ? HttpResponse.of(
                HttpStatus.FORBIDDEN,
                MediaType.PLAIN_TEXT_UTF_8,
                "Only Clew's own pages may delete with a browser.\n")
            : service.serve(ctx, request);
  }

  private ApiHandler.Answer delete(ServiceRequestContext ctx, Parameters parameters) {
    if (parameters.all("match[]").isEmpty()) {
      throw new ApiException("no match[] parameter provided");
    }
    List<List<LabelMatcher>> selections;
    try {
      selections = parameters.selections();
    } catch (ApiException e) {
      throw ApiException.parameter("match[]", String.valueOf(e.getMessage()));
    }
    long start = parameters.time("start", Parameters.EARLIEST);
    long end = parameters.time("end", Parameters.LATEST);
    if (end < start) {
      throw ApiException.parameter("end", "end timestamp must not be before start timestamp");
    }
    try {
      deletion.delete(selections, start, end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ApiHandler.Answer.NONE;
  }

  private ApiHandler.Answer clean(ServiceRequestContext ctx, Parameters parameters) {
    try {
      cleaning.clean();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ApiHandler.Answer.NONE;
  }
}
