package dev.clew.collector;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.cors.CorsService;
import com.linecorp.armeria.server.cors.CorsServiceBuilder;
import dev.clew.collector.body.Receiving;
import dev.clew.collector.body.SlowBodies;
import dev.clew.collector.door.ConnectionGuard;
import dev.clew.collector.door.Connections;
import dev.clew.collector.graphite.GraphiteLimits;
import dev.clew.collector.graphite.GraphiteReceiver;
import dev.clew.collector.influx.InfluxService;
import dev.clew.collector.intake.CollectorStatus;
import dev.clew.collector.intake.ReceiverLog;
import dev.clew.collector.intake.SeriesLimits;
import dev.clew.collector.intake.Surroundings;
import dev.clew.collector.loki.LokiPushService;
import dev.clew.collector.otlp.OtlpGrpcService;
import dev.clew.collector.otlp.OtlpHttpService;
import dev.clew.collector.otlp.OtlpIntake;
import dev.clew.collector.prometheus.RemoteWriteService;
import io.netty.channel.ChannelPipeline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives telemetry on its ports. A request is answered only after its bytes are in the buffer;
 * one that is refused is told why, and so is the {@link ReceiverLog}.
 */
public final class Collector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Collector.class);

  /** Of the memory of requests: connections that do nothing must leave room for those that do. */
  private static final int CONNECTIONS_PERCENT = 25;

  /** Requests at once over one connection of HTTP/2, as RFC 9113, 6.5.2 has it at the least. */
  private static final int MOST_STREAMS = 100;

  private static final Duration SWEEP = Duration.ofMillis(500);

  private final Server grpc;
  private final Server http;
  private final ScheduledExecutorService workers;
  private final LokiPushService push;
  private final RemoteWriteService remoteWrite;
  private final OtlpHttpService otlp;
  private final ReceiverLog receiverLog;

  /** Null when it is off; set before anyone else sees this. */
  private @Nullable GraphiteReceiver graphite;

  private Collector(
      Server grpc,
      Server http,
      ScheduledExecutorService workers,
      LokiPushService push,
      RemoteWriteService remoteWrite,
      OtlpHttpService otlp,
      ReceiverLog receiverLog) {
    this.grpc = grpc;
    this.http = http;
    this.workers = workers;
    this.push = push;
    this.remoteWrite = remoteWrite;
    this.otlp = otlp;
    this.receiverLog = receiverLog;
  }

  /**
   * Opens the ports.
   *
   * @param limits what the metrics store takes
   * @throws IOException when a port is taken; the message names it
   */
  public static Collector open(CollectorConfig config, SeriesLimits limits, Surroundings around)
      throws IOException {
    ReceiverLog receiverLog = new ReceiverLog(around.clock());
    OtlpIntake otlp = new OtlpIntake(around, config.limits(), receiverLog);
    // Decompressing and checking is work for the processor; waiting for the disk is not done here.
    ScheduledExecutorService workers =
        Executors.newScheduledThreadPool(
            Math.max(2, Runtime.getRuntime().availableProcessors()),
            Thread.ofPlatform().name("clew-collect-", 0).daemon().factory());
    Receiving receiving = receiving(config, around, workers);
    Connections connections =
        new Connections(
            config.connections().max(),
            config.connections().maxPerAddress(),
            around.memory().part("connections", CONNECTIONS_PERCENT));
    Server grpc =
        server(config, config.grpcPort(), workers, guard(connections, receiverLog, "grpc"))
            .serviceUnder("/", new OtlpGrpcService(otlp, receiving))
            .build();
    LokiPushService push = new LokiPushService(otlp, receiving);
    RemoteWriteService remoteWrite = new RemoteWriteService(otlp, receiving, limits);
    ServerBuilder http =
        server(config, config.httpPort(), workers, guard(connections, receiverLog, "http"));
    push.register(http);
    remoteWrite.register(http);
    new InfluxService(otlp, receiving, limits, around.clock()).register(http);
    OtlpHttpService otlpHttp = new OtlpHttpService(otlp, receiving);
    registerOtlp(http, config, otlpHttp);
    Collector collector =
        new Collector(grpc, http.build(), workers, push, remoteWrite, otlpHttp, receiverLog);
    try {
      start(collector.grpc, config.host(), config.grpcPort(), "grpc_port");
      start(collector.http, config.host(), config.httpPort(), "http_port");
      collector.startGraphite(
          config,
          new GraphiteReceiver.Setting(
              otlp, limits, GraphiteLimits.DEFAULT, connections, around.memory(), around.clock()));
      return collector;
    } catch (IOException e) {
      collector.close();
      throw e;
    }
  }

  private static Receiving receiving(
      CollectorConfig config, Surroundings around, ScheduledExecutorService workers) {
    SlowBodies slow =
        new SlowBodies(
            config.connections().minBodyBytesPerSecond(), config.connections().bodyGrace());
    workers.scheduleWithFixedDelay(
        slow::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
    return new Receiving(
        around.memory(),
        slow,
        config.maxRequestBytes(),
        config.maxDecompressedBytes(),
        config.maxConcurrentRequests(),
        workers);
  }

  private static Consumer<ChannelPipeline> guard(
      Connections connections, ReceiverLog receiverLog, String protocol) {
    return new ConnectionGuard(connections, receiverLog, protocol)::watch;
  }

  private static void registerOtlp(
      ServerBuilder builder, CollectorConfig config, OtlpHttpService service) {
    if (config.corsOrigins().isEmpty()) {
      builder.serviceUnder("/", service);
    } else {
      builder.serviceUnder("/", service.decorate(cors(config.corsOrigins()).newDecorator()));
    }
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
      Consumer<ChannelPipeline> guard) {
    return Server.builder()
        .http(new InetSocketAddress(config.host(), port))
        .blockingTaskExecutor(workers, false)
        .maxRequestLength(0) // Receiving limits it, with an answer of its own
        .idleTimeout(config.connections().idleTimeout())
        .http2MaxStreamsPerConnection(MOST_STREAMS)
        .gracefulShutdownTimeout(Duration.ofMillis(200), Duration.ofSeconds(5))
        .disableServerHeader()
        .unloggedExceptionsReportInterval(Duration.ZERO) // connections that broke off
        .decorator((delegate, context, request) -> refuseTrace(delegate, context, request))
        .childChannelPipelineCustomizer(guard);
  }

  /** Nothing here is asked for its path; what TRACE would answer is of no use to anyone honest. */
  private static HttpResponse refuseTrace(
      HttpService delegate, ServiceRequestContext context, HttpRequest request) throws Exception {
    if (request.method() == HttpMethod.TRACE || request.method() == HttpMethod.CONNECT) {
      return HttpResponse.of(
          ResponseHeaders.builder(HttpStatus.METHOD_NOT_ALLOWED)
              .contentType(MediaType.PLAIN_TEXT_UTF_8)
              .set(HttpHeaderNames.ALLOW, "POST, OPTIONS")
              .build(),
          HttpData.ofUtf8("method " + request.method() + ". Send telemetry with POST.\n"));
    }
    try {
      return delegate.serve(context, request);
    } catch (RuntimeException e) {
      log.error("Cannot take a request to {}", context.path(), e);
      throw e;
    }
  }

  private static void start(Server server, String host, int port, String key) throws IOException {
    try {
      server.start().join();
    } catch (CompletionException e) {
      throw cannotListen(host, port, key, e.getCause() == null ? e : e.getCause());
    }
  }

  private void startGraphite(CollectorConfig config, GraphiteReceiver.Setting setting)
      throws IOException {
    if (config.graphitePort() == 0) {
      return;
    }
    InetSocketAddress address = new InetSocketAddress(config.host(), config.graphitePort());
    try {
      graphite = GraphiteReceiver.open(address, setting);
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
   * Adds {@code GET /api/clew/v1/receiver} to the server of the UI port,, Loki's push, and
   * Prometheus' remote write and OTLP, whose clients expect them beside the queries.
   */
  public void register(ServerBuilder builder) {
    builder.service("/api/clew/v1/receiver", new ReceiverApi(receiverLog, grpcPort(), httpPort()));
    push.register(builder);
    remoteWrite.register(builder);
    otlp.registerMetrics(builder);
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
