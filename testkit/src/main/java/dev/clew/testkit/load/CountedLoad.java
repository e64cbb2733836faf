package dev.clew.testkit.load;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import io.opentelemetry.proto.metrics.v1.ScopeMetrics;
import io.opentelemetry.proto.metrics.v1.Sum;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Sends all three signals, each from two threads, until the receiver is gone, and remembers which
 * records were acknowledged. Every record has an ID of its own and is sent once: one that was not
 * acknowledged may be stored or not. {@link CountedAnswers} looks for them. Thread-safe.
 */
public final class CountedLoad {
  static final String SERVICE = "counted";
  static final String METRIC = "counted_points";
  static final int SPANS_PER_TRACE = 3;

  private static final int LOGS_PER_REQUEST = 20;
  private static final int TRACES_PER_REQUEST = 5;
  private static final int POINTS_PER_REQUEST = 5;

  /** IDs of acknowledged records. */
  final Queue<String> logs = new ConcurrentLinkedQueue<>();

  final Queue<String> traces = new ConcurrentLinkedQueue<>();
  final Queue<String> points = new ConcurrentLinkedQueue<>();

  private final AtomicLong lastId = new AtomicLong();
  private final AtomicLong acknowledgedRequests = new AtomicLong();
  private final AtomicLong refusedRequests = new AtomicLong();
  private final Duration pause;

  /**
   * @param pause between two requests of a thread; none sends as fast as it is answered
   */
  public CountedLoad(Duration pause) {
    this.pause = pause;
  }

  /** Sends to the port until it no longer answers or the thread is interrupted. */
  public List<Thread> start(int port) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      threads.add(Thread.ofVirtual().start(() -> send(port, "logs", LOGS_PER_REQUEST, logs)));
      threads.add(Thread.ofVirtual().start(() -> send(port, "traces", TRACES_PER_REQUEST, traces)));
      threads.add(
          Thread.ofVirtual().start(() -> send(port, "metrics", POINTS_PER_REQUEST, points)));
    }
    return threads;
  }

  /** The greatest ID that was sent. */
  long lastId() {
    return lastId.get();
  }

  /** Records acknowledged so far, of all signals. */
  public long acknowledgedRecords() {
    return (long) logs.size() + traces.size() + points.size();
  }

  /** Requests that were answered with a status other than 200, or of which a part was refused. */
  public long refusedRequests() {
    return refusedRequests.get();
  }

  public long acknowledgedRequests() {
    return acknowledgedRequests.get();
  }

  private void send(int port, String signal, int records, Queue<String> acknowledged) {
    URI uri = URI.create("http://127.0.0.1:" + port + "/v1/" + signal);
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      while (true) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < records; i++) {
          ids.add(String.format("%032x", lastId.incrementAndGet()));
        }
        HttpRequest request =
            HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request(signal, ids).toByteArray()))
                .build();
        HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        // A body would be a partial success: some were refused, and told so.
        if (answer.statusCode() == 200 && answer.body().length == 0) {
          acknowledged.addAll(ids);
          acknowledgedRequests.incrementAndGet();
        } else {
          refusedRequests.incrementAndGet();
        }
        Thread.sleep(pause);
      }
    } catch (IOException e) {
      // killed: what was on its way was not acknowledged
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Message request(String signal, List<String> ids) {
    return switch (signal) {
      case "logs" -> logs(ids);
      case "traces" -> traces(ids);
      default -> metrics(ids);
    };
  }

  private static ExportLogsServiceRequest logs(List<String> ids) {
    ScopeLogs.Builder scope = ScopeLogs.newBuilder();
    for (String id : ids) {
      scope.addLogRecords(
          LogRecord.newBuilder()
              .setTimeUnixNano(now())
              .setBody(AnyValue.newBuilder().setStringValue(id)));
    }
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(ResourceLogs.newBuilder().setResource(resource()).addScopeLogs(scope))
        .build();
  }

  private static ExportTraceServiceRequest traces(List<String> ids) {
    ScopeSpans.Builder scope = ScopeSpans.newBuilder();
    for (String id : ids) {
      ByteString traceId = ByteString.fromHex(id);
      for (long span = 1; span <= SPANS_PER_TRACE; span++) {
        Span.Builder builder =
            Span.newBuilder()
                .setTraceId(traceId)
                .setSpanId(ByteString.copyFrom(ByteBuffer.allocate(8).putLong(span).flip()))
                .setName("step " + span)
                .setStartTimeUnixNano(now())
                .setEndTimeUnixNano(now() + 1_000);
        if (span > 1) {
          builder.setParentSpanId(
              ByteString.copyFrom(ByteBuffer.allocate(8).putLong(span - 1).flip()));
        }
        scope.addSpans(builder);
      }
    }
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(ResourceSpans.newBuilder().setResource(resource()).addScopeSpans(scope))
        .build();
  }

  /** Delta points of 1, each of a series of its own: one that is stored twice adds up to 2. */
  private static ExportMetricsServiceRequest metrics(List<String> ids) {
    Sum.Builder sum =
        Sum.newBuilder()
            .setIsMonotonic(true)
            .setAggregationTemporality(AggregationTemporality.AGGREGATION_TEMPORALITY_DELTA);
    for (String id : ids) {
      sum.addDataPoints(
          NumberDataPoint.newBuilder()
              .setStartTimeUnixNano(now() - 1_000_000_000)
              .setTimeUnixNano(now())
              .setAsInt(1)
              .addAttributes(attribute("id", id)));
    }
    return ExportMetricsServiceRequest.newBuilder()
        .addResourceMetrics(
            ResourceMetrics.newBuilder()
                .setResource(resource())
                .addScopeMetrics(
                    ScopeMetrics.newBuilder()
                        .addMetrics(Metric.newBuilder().setName(METRIC).setSum(sum))))
        .build();
  }

  private static Resource resource() {
    return Resource.newBuilder().addAttributes(attribute("service.name", SERVICE)).build();
  }

  private static KeyValue attribute(String key, String value) {
    return KeyValue.newBuilder()
        .setKey(key)
        .setValue(AnyValue.newBuilder().setStringValue(value))
        .build();
  }

  private static long now() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
