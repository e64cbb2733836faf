package dev.clew.packaging.http;

import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.SessionProtocol;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.encoding.EncodingService;
import dev.clew.model.memory.MemoryBudget;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The only port that a browser or a tool talks to. Each part of the appliance adds its own routes;
 * the more specific route wins, so the user interface may take everything that is left.
 */
public final class FrontDoor implements AutoCloseable {
  /**
   * Queries are asked by GET, and the longest has 16,384 characters, most of which need escapes.
   */
  private static final int LONGEST_ADDRESS = 64 << 10;

  private final Server server;

  private FrontDoor(Server server) {
    this.server = server;
  }

  /**
   * Starts to listen; fails when the port is taken.
   *
   * @param queries what all requests together may hold
   */
  public static FrontDoor open(
      HttpConfig config, List<Consumer<ServerBuilder>> routes, MemoryBudget queries) {
    ServerBuilder builder =
        Server.builder()
            .port(new InetSocketAddress(config.host(), config.port()), SessionProtocol.HTTP)
            .requestTimeout(config.requestTimeout())
            .maxRequestLength(config.maxRequestBytes())
            .http1MaxInitialLineLength(LONGEST_ADDRESS)
            .http2MaxHeaderListSize(LONGEST_ADDRESS)
            .gracefulShutdownTimeout(Duration.ofMillis(100), Duration.ofSeconds(3));
    routes.forEach(route -> route.accept(builder));
    HttpHeaders always = SecurityHeaders.of(config.frameAncestors());
    ApiErrors.register(builder, always);
    builder.decorator(
        EncodingService.builder().encodableContentTypes(FrontDoor::isCompressed).newDecorator());
    builder.decorator(delegate -> new QueryMemoryService(delegate, queries));
    guard(builder, config);
    builder.disableServerHeader();
    builder.setHeaders(always);
    Server server = builder.build();
    try {
      server.start().join();
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
    return new FrontDoor(server);
  }

  /**
   * What stands before every route: the last decorator is the first that a request meets. {@code
   * docs/security.md} tells what is guarded against and how.
   */
  private static void guard(ServerBuilder builder, HttpConfig config) {
    AllowedHosts hosts = config.hosts();
    builder.decorator(service -> new OriginGuard(service, config));
    builder.decorator(service -> new HostGuard(service, hosts));
    builder.defaultHostname(HostGuard.NONE);
    builder.childChannelPipelineCustomizer(TransferCodings::addTo);
  }

  /** Events are not: a compressor would hold the last of them back. */
  private static boolean isCompressed(MediaType type) {
    return !type.belongsTo(MediaType.EVENT_STREAM)
        && (type.belongsTo(MediaType.ANY_TEXT_TYPE)
            || type.belongsTo(MediaType.JSON)
            || type.belongsTo(MediaType.APPLICATION_XML_UTF_8.withoutParameters())
            || type.belongsTo(MediaType.JAVASCRIPT_UTF_8.withoutParameters()));
  }

  public int port() {
    return server.activeLocalPort();
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
