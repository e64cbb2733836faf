package dev.clew.packaging.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.clew.model.time.GuardedClock;
import dev.clew.packaging.http.Health;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /api/clew/v1/status} and {@code /metrics}: the appliance in figures. */
public final class StatusApi {
  /**
   * One store in figures.
   *
   * @param rows records, spans or samples
   * @param oldestNanos instant of the oldest one, 0 when there is none
   * @param life what became of its rows; null for a store that does not say
   */
  public record Store(
      String signal,
      long rows,
      long bytes,
      int days,
      long oldestNanos,
      long memoryBytes,
      @Nullable Life life) {}

  /**
   * What became of a store's rows since the start.
   *
   * @param tooOld refused, because their retention had ended when they came
   * @param fromFuture filed under the present
   * @param droppedForSpace dropped before their retention ended
   * @param retainedSinceNanos nothing older is kept, unless a retention rule says so
   */
  public record Life(
      int segments,
      int corruptFiles,
      long tooOld,
      long fromFuture,
      long droppedForSpace,
      long flushedBytes,
      long mergedBytes,
      long retainedSinceNanos) {}

  /** One queue of the write-ahead buffer. */
  public record Queue(
      String signal, long bytes, long lagEntries, long lagMillis, long quarantined) {}

  /** The file system that holds the data. */
  public record Disk(String path, long totalBytes, long freeBytes, long dataBytes) {}

  /** Everything at one instant. */
  public record Report(List<Queue> buffer, List<Store> stores, Disk disk, long retentionDays) {}

  private final ObjectMapper json = new ObjectMapper();
  private final Health health;
  private final SelfMetrics metrics;
  private final Supplier<Report> report;
  private final String version;
  private final GuardedClock clock;
  private final long startedNanos;

  public StatusApi(
      Health health, SelfMetrics metrics, Supplier<Report> report, String version, Clock clock) {
    this.health = health;
    this.metrics = metrics;
    this.report = report;
    this.version = version;
    this.clock = GuardedClock.of(clock);
    this.startedNanos = this.clock.elapsedNanos();
  }

  public void register(ServerBuilder builder) {
    builder.service(
        "/api/clew/v1/status",
        (ctx, request) ->
            HttpResponse.of(
                () -> HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, status()),
                ctx.blockingTaskExecutor()));
    // The page of the same path is for browsers, which ask for HTML.
    builder
        .route()
        .get("/metrics")
        .matchesHeaders("accept", accept -> !accept.contains("text/html"))
        .build((ctx, request) -> selfMetrics(ctx));
    builder
        .route()
        .get("/metrics")
        .matchesHeaders("!accept")
        .build((ctx, request) -> selfMetrics(ctx));
  }

  private HttpResponse selfMetrics(ServiceRequestContext ctx) {
    return HttpResponse.of(
        () ->
            HttpResponse.of(
                HttpStatus.OK,
                MediaType.parse("text/plain; version=0.0.4; charset=utf-8"),
                metrics.text()),
        ctx.blockingTaskExecutor());
  }

  private String status() {
    Report now = report.get();
    ObjectNode root = json.createObjectNode();
    root.put("version", version);
    root.put("uptimeMillis", (clock.elapsedNanos() - startedNanos) / 1_000_000);
    root.put("health", health.state().id());
    ArrayNode reasons = root.putArray("reasons");
    health.troubles().forEach(trouble -> reasons.add(trouble.reason()));
    ArrayNode buffer = root.putArray("buffer");
    now.buffer().forEach(queue -> buffer.addPOJO(queue));
    ArrayNode stores = root.putArray("stores");
    now.stores().forEach(store -> addStore(stores, store));
    root.putPOJO("disk", now.disk());
    Runtime runtime = Runtime.getRuntime();
    root.putObject("memory")
        .put("heapUsedBytes", runtime.totalMemory() - runtime.freeMemory())
        .put("heapMaxBytes", runtime.maxMemory());
    root.put("retentionDays", now.retentionDays());
    return root.toString();
  }

  private static void addStore(ArrayNode stores, Store store) {
    ObjectNode added = stores.addObject();
    added
        .put("signal", store.signal())
        .put("rows", store.rows())
        .put("bytes", store.bytes())
        .put("days", store.days())
        .put("oldest", Long.toString(store.oldestNanos()))
        .put("memoryBytes", store.memoryBytes());
    if (store.life() != null) {
      addLife(added, store.life());
    }
  }

  private static void addLife(ObjectNode store, Life life) {
    store
        .put("segments", life.segments())
        .put("corruptFiles", life.corruptFiles())
        .put("tooOld", life.tooOld())
        .put("fromFuture", life.fromFuture())
        .put("droppedForSpace", life.droppedForSpace())
        .put("flushedBytes", life.flushedBytes())
        .put("mergedBytes", life.mergedBytes())
        .put("retainedSince", Long.toString(life.retainedSinceNanos()));
  }
}
