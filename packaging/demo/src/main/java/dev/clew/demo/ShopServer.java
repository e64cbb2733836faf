package dev.clew.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The HTTP side of a Java service: JSON in and out, the request ID in the logging context, one log
 * line per failed request, and the endpoints {@code /health} and {@code /faults} that every service
 * has.
 */
final class ShopServer implements AutoCloseable {
  /** Exit code by which a process asks its start script to start it again, as another version. */
  static final int RESTART = 75;

  /** Orders are small; whatever is larger is not ours. */
  private static final int MAX_BODY = 64 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ShopServer.class);

  private final ShopConfig config;
  private final Faults faults;
  private final HttpServer http;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * A request as a handler sees it.
   *
   * @param rest the path behind the handler's own, without a slash in front
   */
  record Request(String method, String rest, Map<String, String> query, JsonNode body) {}

  record Response(int status, Object body) {}

  ShopServer(ShopConfig config, Faults faults) throws IOException {
    this.config = config;
    this.faults = faults;
    this.http = HttpServer.create(new InetSocketAddress(config.port()), 0);
    http.setExecutor(executor);
    handle("/health", request -> new Response(200, Map.of("status", "healthy")));
  }

  /** Serves {@code /faults}, where the given faults are read and changed. */
  ShopServer withFaults() {
    handle("/faults", this::faults);
    return this;
  }

  /** Serves a path and everything below it. */
  void handle(String path, Function<Request, Response> handler) {
    http.createContext(path, exchange -> serve(path, exchange, handler));
  }

  void start() {
    http.start();
    LOG.info(
        "{} {} listening on port {} (java {})",
        config.service(),
        config.version(),
        port(),
        Runtime.version().feature());
  }

  int port() {
    return http.getAddress().getPort();
  }

  private void serve(String path, HttpExchange exchange, Function<Request, Response> handler)
      throws IOException {
    try (exchange) {
      String id = exchange.getRequestHeaders().getFirst("x-request-id");
      MDC.put("request.id", id == null ? UUID.randomUUID().toString() : id);
      Response response = respond(path, exchange, handler);
      byte[] body = Json.write(response.body());
      exchange.getResponseHeaders().set("content-type", "application/json");
      exchange.sendResponseHeaders(response.status(), body.length);
      exchange.getResponseBody().write(body);
    } finally {
      MDC.clear();
    }
  }

  private static Response respond(
      String path, HttpExchange exchange, Function<Request, Response> handler) throws IOException {
    URI uri = exchange.getRequestURI();
    try {
      byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
      if (body.length > MAX_BODY) {
        throw new ShopException(413, "body: too large (expected: at most " + MAX_BODY + " bytes)");
      }
      String rest = uri.getPath().substring(path.length()).replaceFirst("^/", "");
      return handler.apply(
          new Request(
              exchange.getRequestMethod(), rest, query(uri.getRawQuery()), Json.read(body)));
    } catch (ShopException e) {
      if (e.status() >= 500) {
        LOG.error(
            "{} {} failed: {}", exchange.getRequestMethod(), uri.getPath(), e.getMessage(), e);
      } else {
        LOG.warn(
            "{} {} refused with {}: {}",
            exchange.getRequestMethod(),
            uri.getPath(),
            e.status(),
            e.getMessage());
      }
      return new Response(e.status(), Map.of("error", String.valueOf(e.getMessage())));
    } catch (RuntimeException e) {
      LOG.error("{} {} failed unexpectedly", exchange.getRequestMethod(), uri.getPath(), e);
      return new Response(500, Map.of("error", e.getClass().getSimpleName()));
    }
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new TreeMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      query.put(URLDecoder.decode(name, UTF_8), URLDecoder.decode(value, UTF_8));
    }
    return query;
  }

  private Response faults(Request request) {
    if (request.method().equals("POST")) {
      faults.change(request.query());
      Faults.State state = faults.state();
      LOG.info("faults changed: {}", state.asMap());
      if (!state.version().isEmpty() && !state.version().equals(config.version())) {
        restartAs(state.version());
      }
    }
    Map<String, Object> answer = faults.state().asMap();
    answer.put("version", config.version());
    return new Response(200, answer);
  }

  private void restartAs(String version) {
    Path file = config.versionFile();
    if (file == null) {
      throw new ShopException(409, "version: nothing restarts this process (SHOP_VERSION_FILE)");
    }
    try {
      Files.writeString(file, version);
    } catch (IOException e) {
      throw new ShopException(500, "version: cannot write " + file, e);
    }
    LOG.info("deploying {} {}: restarting", config.service(), version);
    // The answer goes out first: HttpServer.stop waits for the exchanges that are open.
    Thread.ofPlatform().name("shop-restart").start(() -> System.exit(RESTART));
  }

  @Override
  public void close() {
    http.stop(1);
    executor.close();
  }
}
