package dev.clew.collector;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.cors.CorsService;
import com.linecorp.armeria.server.cors.CorsServiceBuilder;
import dev.clew.collector.graphite.GraphiteLimits;
import dev.clew.collector.graphite.GraphiteReceiver;
import dev.clew.collector.influx.InfluxService;
import dev.clew.collector.loki.LokiPushService;
import dev.clew.collector.otlp.OtlpGrpcService;
import dev.clew.collector.otlp.OtlpHttpService;
import dev.clew.collector.otlp.OtlpIntake;
import dev.clew.collector.prometheus.RemoteWriteService;
import dev.clew.collector.prometheus.SeriesLimits;
import dev.clew.model.MetricAdmission;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives telemetry on its ports. A request is answered only after its bytes are in the buffer;
 * one that is refused is told why, and so is the {@link ReceiverLog}.
 */
public final class Collector implements AutoCloseable {
  private final Server grpc;
  private final Server http;
  private final ScheduledExecutorService workers;
  private final LokiPushService push;
  private final RemoteWriteService remoteWrite;
  private final ReceiverLog receiverLog;

  /** Null when it is off; set before anyone else sees this. */
  private @Nullable GraphiteReceiver graphite;

  private Collector(
      Server grpc,
      Server http,
      ScheduledExecutorService workers,
      LokiPushService push,
      RemoteWriteService remoteWrite,
      ReceiverLog receiverLog) {
    this.grpc = grpc;
    this.http = http;
    this.workers = workers;
    this.push = push;
    this.remoteWrite = remoteWrite;
    this.receiverLog = receiverLog;
  }

  /** Opens the ports of a collector whose store takes whatever it is given. */
  public static Collector open(CollectorConfig config, Intake intake, InstantSource clock)
      throws IOException {
    return open(config, SeriesLimits.DEFAULT, MetricAdmission.EVERYTHING, intake, clock);
  }

  /**
   * Opens the ports.
   *
   * @param limits what the metrics store takes
   * @param admission is asked what the metrics store would take of a request
   * @param intake where checked requests go, such as {@code buffer::appendAsync}
   * @throws IOException when a port is taken; the message names it
   */
  public static Collector open(
      CollectorConfig config,
      SeriesLimits limits,
      MetricAdmission admission,
      Intake intake,
      InstantSource clock)
      throws IOException {
    ReceiverLog receiverLog = new ReceiverLog(clock);
    OtlpIntake otlp =
        new OtlpIntake(
            intake, config.limits(), admission, receiverLog, config.maxConcurrentRequests());
    // Decompressing and checking is work for the processor; waiting for the disk is not done here.
    ScheduledExecutorService workers =
        Executors.newScheduledThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().name("clew-collect-", 0).daemon().factory());
    Server grpc = grpc(config, otlp, workers, receiverLog);
    LokiPushService push =
        new LokiPushService(otlp, config.maxRequestBytes(), config.maxDecompressedBytes(), workers);
    InfluxService influx =
        new InfluxService(
            otlp, config.maxRequestBytes(), config.maxDecompressedBytes(), limits, workers, clock);
    RemoteWriteService remoteWrite =
        new RemoteWriteService(
            otlp, config.maxRequestBytes(), config.maxDecompressedBytes(), limits, workers, clock);
    Server http =
        http(
            config,
            otlp,
            List.of(push::register, remoteWrite::register, influx::register),
            workers,
            receiverLog);
    Collector collector = new Collector(grpc, http, workers, push, remoteWrite, receiverLog);
    try {
      start(grpc, config.host(), config.grpcPort(), "grpc_port");
      start(http, config.host(), config.httpPort(), "http_port");
      collector.startGraphite(config, otlp, limits, clock);
      return collector;
    } catch (IOException e) {
      collector.close();
      throw e;
    }
  }

  private static Server grpc(
      CollectorConfig config,
      OtlpIntake intake,
      ScheduledExecutorService workers,
      ReceiverLog receiverLog) {
    ServerBuilder builder = server(config, config.grpcPort(), workers, receiverLog, "grpc");
    builder.maxRequestLength(config.maxRequestBytes());
    new OtlpGrpcService(intake).register(builder, config.maxDecompressedBytes());
    return builder.build();
  }

  private static Server http(
      CollectorConfig config,
      OtlpIntake intake,
      List<Consumer<ServerBuilder>> others,
      ScheduledExecutorService workers,
      ReceiverLog receiverLog) {
    ServerBuilder builder = server(config, config.httpPort(), workers, receiverLog, "http");
    builder.maxRequestLength(0); // BoundedBody limits it, with an answer of its own
    OtlpHttpService service =
        new OtlpHttpService(intake, config.maxRequestBytes(), config.maxDecompressedBytes());
    others.forEach(receiver -> receiver.accept(builder));
    if (config.corsOrigins().isEmpty()) {
      builder.serviceUnder("/", service);
    } else {
      builder.serviceUnder("/", service.decorate(cors(config.corsOrigins()).newDecorator()));
    }
    return builder.build();
  }

  private static CorsServiceBuilder cors(List<String> origins) {
    CorsServiceBuilder cors =
        origins.contains("*") ? CorsService.builderForAnyOrigin() : CorsService.builder(origins);
    return cors.allowRequestMethods(HttpMethod.POST)
        .allowAllRequestHeaders(true)
        .maxAge(Duration.ofHours(2));
  }

  private static ServerBuilder server(
      CollectorConfig config,
      int port,
      ScheduledExecutorService workers,
      ReceiverLog receiverLog,
      String protocol) {
    return Server.builder()
        .http(new InetSocketAddress(config.host(), port))
        .blockingTaskExecutor(workers, false)
        .requestTimeout(Duration.ofSeconds(30))
        .gracefulShutdownTimeout(Duration.ofMillis(200), Duration.ofSeconds(5))
        .childChannelPipelineCustomizer(
            pipeline -> pipeline.addFirst(new TlsDetector(receiverLog, protocol)));
  }

  private static void start(Server server, String host, int port, String key) throws IOException {
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw cannotListen(host, port, key, e.getCause() == null ? e : e.getCause());
    }
  }

  private void startGraphite(
      CollectorConfig config, OtlpIntake intake, SeriesLimits limits, InstantSource clock)
      throws IOException {
    if (config.graphitePort() == 0) {
      return;
    }
    InetSocketAddress address = new InetSocketAddress(config.host(), config.graphitePort());
    try {
      graphite = GraphiteReceiver.open(address, intake, limits, GraphiteLimits.DEFAULT, clock);
    } catch (IOException e) {
      throw cannotListen(config.host(), config.graphitePort(), "graphite_port", e);
    }
  }

  private static IOException cannotListen(String host, int port, String key, Throwable cause) {
    return new IOException(
        "cannot listen on " + host + ":" + port + " (collector." + key + "): " + cause.getMessage(),
        cause);
  }

  /** The port that is listened on, also when the system chose it. */
  public int grpcPort() {
    return grpc.activeLocalPort();
  }

  /** The port that is listened on, also when the system chose it. */
  public int httpPort() {
    return http.activeLocalPort();
  }

  public ReceiverLog receiverLog() {
    return receiverLog;
  }

  public CollectorStatus status() {
    return receiverLog.status();
  }

  /**
   * Adds {@code GET /api/clew/v1/receiver} to the server of the UI port, and Loki's push and
   * Prometheus' remote write, whose clients expect them beside the queries.
   */
  public void register(ServerBuilder builder) {
    builder.service("/api/clew/v1/receiver", new ReceiverApi(receiverLog, grpcPort(), httpPort()));
    push.register(builder);
    remoteWrite.register(builder);
  }

  /** Closes the ports after the requests that are being worked on. */
  @Override
  public void close() {
    GraphiteReceiver lines = graphite;
    if (lines != null) {
      lines.close();
    }
    CompletableFuture.allOf(grpc.closeAsync(), http.closeAsync()).join();
    workers.shutdown();
  }
}
