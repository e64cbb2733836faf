package dev.clew.tracestore.red;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Writes counters as OTLP metrics ({@code opentelemetry.proto.metrics.v1}), in requests of bounded
 * size. The resource is empty, so that no {@code job} label comes up; the names are already those
 * of Prometheus and have no unit, so that its translation leaves them as they are.
 */
final class MetricsRequests {
  /** So that a request stays far below the limits that hold for those of senders. */
  private static final int SERIES_PER_REQUEST = 1000;

  private static final int CUMULATIVE = 2;

  private static final Map<String, String> HELP =
      Map.of(
          "traces_spanmetrics_calls_total",
          "Spans by service, name, kind and status, weighted by sampling",
          "traces_spanmetrics_duration_seconds",
          "Durations of spans, weighted by sampling",
          "traces_service_graph_request_total",
          "Requests from one service to another",
          "traces_service_graph_request_failed_total",
          "Requests from one service to another of which either side failed",
          "traces_service_graph_request_server_seconds",
          "Durations of requests as the server saw them",
          "traces_service_graph_request_client_seconds",
          "Durations of requests as the client saw them");

  private final long nowNanos;
  private final long previousNanos;
  private final List<byte[]> requests = new ArrayList<>();

  MetricsRequests(long nowNanos, long previousNanos) {
    this.nowNanos = nowNanos;
    this.previousNanos = Math.min(previousNanos, nowNanos - 1);
  }

  List<byte[]> finish() {
    return requests;
  }

  void spans(Collection<SpanSeries> all) {
    inChunks(
        all,
        chunk ->
            request(out -> {
              sum(out, "traces_spanmetrics_calls_total", chunk, o -> o.calls, SPAN);
              histogram(out, "traces_spanmetrics_duration_seconds", chunk, o -> o.seconds, SPAN);
            }));
    all.forEach(series -> {
      series.fresh = false;
      series.slowest.present = false;
    });
  }

  void edges(Collection<Edge> all) {
    inChunks(
        all,
        chunk ->
            request(out -> {
              String prefix = "traces_service_graph_request";
              sum(out, prefix + "_total", chunk, o -> o.requests, EDGE);
              sum(out, prefix + "_failed_total", chunk, o -> o.failed, EDGE);
              histogram(out, prefix + "_server_seconds", chunk, o -> o.serverSeconds, EDGE);
              histogram(out, prefix + "_client_seconds", chunk, o -> o.clientSeconds, EDGE);
            }));
    all.forEach(edge -> {
      edge.fresh = false;
      edge.slowest.present = false;
    });
  }

  /** What a series of either kind has besides its numbers. */
  private interface Shape<S> {
    void labels(S series, ProtoWriter out, int field);

    long startNanos(S series);

    boolean fresh(S series);

    Exemplar exemplar(S series);
  }

  private static final Shape<SpanSeries> SPAN =
      new Shape<>() {
        @Override
        public void labels(SpanSeries series, ProtoWriter out, int field) {
          label(out, field, "service", series.service);
          label(out, field, "span_name", series.name);
          label(out, field, "span_kind", "SPAN_KIND_" + series.kind.name());
          label(out, field, "status_code", "STATUS_CODE_" + series.status.name());
        }

        @Override
        public long startNanos(SpanSeries series) {
          return series.startNanos;
        }

        @Override
        public boolean fresh(SpanSeries series) {
          return series.fresh;
        }

        @Override
        public Exemplar exemplar(SpanSeries series) {
          return series.slowest;
        }
      };

  private static final Shape<Edge> EDGE =
      new Shape<>() {
        @Override
        public void labels(Edge edge, ProtoWriter out, int field) {
          label(out, field, "client", edge.key.client());
          label(out, field, "server", edge.key.server());
          label(out, field, "connection_type", edge.key.connectionType());
        }

        @Override
        public long startNanos(Edge edge) {
          return edge.startNanos;
        }

        @Override
        public boolean fresh(Edge edge) {
          return edge.fresh;
        }

        @Override
        public Exemplar exemplar(Edge edge) {
          return edge.slowest;
        }
      };

  private static void label(ProtoWriter out, int field, String key, String value) {
    if (value.isEmpty()) {
      return;
    }
    int keyValue = out.begin(field);
    out.text(1, key);
    int any = out.begin(2);
    out.text(1, value);
    out.end(any);
    out.end(keyValue);
  }

  private static <S> void inChunks(Collection<S> all, Consumer<List<S>> write) {
    List<S> list = List.copyOf(all);
    for (int i = 0; i < list.size(); i += SERIES_PER_REQUEST) {
      write.accept(list.subList(i, Math.min(list.size(), i + SERIES_PER_REQUEST)));
    }
  }

  private void request(Consumer<ProtoWriter> metrics) {
    ProtoWriter out = new ProtoWriter();
    int resourceMetrics = out.begin(1);
    int scopeMetrics = out.begin(2);
    metrics.accept(out);
    out.end(scopeMetrics);
    out.end(resourceMetrics);
    requests.add(out.toBytes());
  }

  private <S> void sum(
      ProtoWriter out, String name, List<S> all, ToDoubleFunction<S> value, Shape<S> shape) {
    int metric = out.begin(2);
    out.text(1, name);
    out.text(2, HELP.getOrDefault(name, ""));
    int data = out.begin(7);
    for (S series : all) {
      if (shape.fresh(series)) {
        sumPoint(out, series, 0, previousNanos, shape);
      }
      sumPoint(out, series, value.applyAsDouble(series), nowNanos, shape);
    }
    out.number(2, CUMULATIVE);
    out.number(3, 1);
    out.end(data);
    out.end(metric);
  }

  private static <S> void sumPoint(
      ProtoWriter out, S series, double value, long timeNanos, Shape<S> shape) {
    int point = out.begin(1);
    shape.labels(series, out, 7);
    out.fixed64(2, Math.min(shape.startNanos(series), timeNanos));
    out.fixed64(3, timeNanos);
    out.float64(4, value);
    if (value > 0) {
      exemplar(out, 5, shape.exemplar(series));
    }
    out.end(point);
  }

  private <S> void histogram(
      ProtoWriter out,
      String name,
      List<S> all,
      java.util.function.Function<S, Histogram> histogram,
      Shape<S> shape) {
    int metric = out.begin(2);
    out.text(1, name);
    out.text(2, HELP.getOrDefault(name, ""));
    int data = out.begin(9);
    for (S series : all) {
      Histogram counts = histogram.apply(series);
      if (shape.fresh(series)) {
        histogramPoint(out, series, new Histogram(counts.bounds), previousNanos, shape);
      }
      histogramPoint(out, series, counts, nowNanos, shape);
    }
    out.number(2, CUMULATIVE);
    out.end(data);
    out.end(metric);
  }

  private static <S> void histogramPoint(
      ProtoWriter out, S series, Histogram histogram, long timeNanos, Shape<S> shape) {
    int point = out.begin(1);
    shape.labels(series, out, 9);
    out.fixed64(2, Math.min(shape.startNanos(series), timeNanos));
    out.fixed64(3, timeNanos);
    long[] whole = whole(histogram.counts);
    long count = 0;
    for (long bucket : whole) {
      count += bucket;
    }
    out.fixed64(4, count);
    out.float64(5, histogram.sum);
    int counts = out.begin(6);
    for (long bucket : whole) {
      out.packed64(bucket);
    }
    out.end(counts);
    int bounds = out.begin(7);
    for (double bound : histogram.bounds) {
      out.packed64(Double.doubleToRawLongBits(bound));
    }
    out.end(bounds);
    if (count > 0) {
      exemplar(out, 8, shape.exemplar(series));
    }
    out.end(point);
  }

  /** Weighted counts rounded so that no cumulative bucket ever falls from one write to the next. */
  private static long[] whole(double[] counts) {
    long[] whole = new long[counts.length];
    for (int i = 0; i < counts.length; i++) {
      whole[i] = (long) Math.floor(counts[i] + 0.5);
    }
    return whole;
  }

  private static void exemplar(ProtoWriter out, int field, Exemplar exemplar) {
    if (!exemplar.present) {
      return;
    }
    int message = out.begin(field);
    out.fixed64(2, exemplar.timeNanos);
    out.float64(3, exemplar.seconds);
    int span = out.begin(4);
    out.bigEndian(exemplar.spanId);
    out.end(span);
    int trace = out.begin(5);
    out.bigEndian(exemplar.traceIdHigh);
    out.bigEndian(exemplar.traceIdLow);
    out.end(trace);
    out.end(message);
  }
}
