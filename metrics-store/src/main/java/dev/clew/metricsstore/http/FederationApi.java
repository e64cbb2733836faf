package dev.clew.metricsstore.http;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.NativeHistogram;
import dev.clew.metricsstore.series.ReadLimits;
import dev.clew.metricsstore.series.SeriesData;
import dev.clew.metricsstore.series.SeriesSource;
import dev.clew.model.Labels;
import dev.clew.model.QueryException;
import dev.clew.model.memory.QueryMemory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /prometheus/federate}: the latest samples of the selected series for another Prometheus to
 * scrape, each with its time. Native histograms are in the protobuf format only.
 */
public final class FederationApi {
  private static final Logger logger = LoggerFactory.getLogger(FederationApi.class);
  private static final String PROTOBUF =
      "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily;"
          + " encoding=delimited";

  /** Of a sample in the answer: the object, map entry, and places in two lists. */
  private static final long LATEST_BYTES = 120;

  private final SeriesSource source;
  private final EngineConfig limits;
  private final InstantSource clock;

  public FederationApi(SeriesSource source, EngineConfig limits, InstantSource clock) {
    this.source = source;
    this.limits = limits;
    this.clock = clock;
  }

  /** Adds the route, with its full path. */
  public void register(ServerBuilder builder) {
    Route route =
        Route.builder()
            .path("/prometheus/federate")
            .methods(HttpMethod.GET, HttpMethod.POST)
            .build();
    builder.service(route, this::serve);
  }

  private HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    CompletableFuture<HttpResponse> response = new CompletableFuture<>();
    request
        .aggregate()
        .thenAcceptAsync(whole -> respond(ctx, whole, response), ctx.blockingTaskExecutor())
        .exceptionally(fault -> {
          response.completeExceptionally(fault);
          return null;
        });
    return HttpResponse.of(response);
  }

  /** The latest sample of a series. */
  record Latest(Labels labels, long timeMillis, double value, @Nullable NativeHistogram histogram) {
    boolean isGauge() {
      return histogram != null && histogram.counterReset() == NativeHistogram.CounterReset.GAUGE;
    }
  }

  private void respond(
      ServiceRequestContext ctx,
      AggregatedHttpRequest request,
      CompletableFuture<HttpResponse> response) {
    List<Latest> samples;
    try {
      samples = latest(PrometheusParameters.of(ctx, request).selections());
    } catch (ApiException e) {
      response.complete(plain(HttpStatus.BAD_REQUEST, e));
      return;
    } catch (QueryException e) {
      response.complete(plain(HttpStatus.valueOf(e.kind().httpStatus()), e));
      return;
    }
    String accept = request.headers().get(HttpHeaderNames.ACCEPT, "").toLowerCase(Locale.ROOT);
    boolean protobuf =
        accept.contains("application/vnd.google.protobuf") && accept.contains("delimited");
    boolean utf8 = accept.contains("escaping=allow-utf-8");
    String escaping = "; escaping=" + (utf8 ? "allow-utf-8" : "underscores");
    String type = protobuf ? PROTOBUF : "text/plain; version=0.0.4; charset=utf-8";
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.parse(type + escaping))
            .build();
    ResponseBody body = new ResponseBody(headers, response);
    try {
      FederationFormat format = protobuf ? new FederationProtobuf(utf8) : new FederationText(utf8);
      format.write(samples, body);
      body.close();
    } catch (IOException | RuntimeException e) {
      logger.debug("A federation was not sent whole", e);
      body.abort(e);
    }
  }

  private static HttpResponse plain(HttpStatus status, RuntimeException e) {
    return HttpResponse.of(status, MediaType.PLAIN_TEXT_UTF_8, e.getMessage() + "\n");
  }

  /** Sorted by name. A series that ended has no latest sample. */
  private List<Latest> latest(List<List<LabelMatcher>> selections) {
    long now = clock.millis();
    long start = now - limits.lookback().toMillis();
    ReadLimits reading = new ReadLimits(limits.maxSeries(), limits.maxSamples());
    Map<Labels, Latest> found = new LinkedHashMap<>();
    for (List<LabelMatcher> selection : selections) {
      for (SeriesData series : source.select(selection, start, now, reading)) {
        int last = series.size() - 1;
        NativeHistogram histogram = series.histograms() == null ? null : series.histograms()[last];
        double value = histogram == null ? series.values()[last] : histogram.sum();
        if (!SeriesData.isStale(value)) {
          QueryMemory.current().take(LATEST_BYTES);
          found.putIfAbsent(
              series.labels(),
              new Latest(series.labels(), series.timesMillis()[last], value, histogram));
        }
      }
    }
    List<Latest> samples = new ArrayList<>(found.values());
    samples.removeIf(sample -> sample.labels().metricName().isEmpty());
    samples.sort(
        Comparator.comparing((Latest sample) -> sample.labels().metricName())
            .thenComparing(Latest::labels));
    return samples;
  }
}
