package dev.clew.logstore.loki;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.logstore.Otlp;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.StringJoiner;

/** Loki's API in front of a store, on a port of its own, asked as its clients ask. */
final class OpenLoki implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  static final long T = TimeRange.nanosOf(NOW);

  final LogStore store;
  final HttpClient client = HttpClient.newHttpClient();
  private final Server server;
  private long position;

  OpenLoki(Path directory) throws IOException {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    store = LogStore.open(LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), clock);
    ServerBuilder builder = Server.builder().http(0).requestTimeout(Duration.ofSeconds(30));
    LogqlEngine engine = new LogqlEngine(store, clock, LogqlLimits.defaults());
    new LokiApi(store, engine, clock).register(builder);
    server = builder.build();
    server.start().join();
  }

  void ingest(String service, LogRecord.Builder... records) {
    byte[] request = Otlp.request(service, records);
    store.ingest(++position, T, request, 0, request.length);
  }

  void stopServer() {
    server.stop().join();
  }

  URI uri(String scheme, String path, String... parameters) {
    return URI.create(
        scheme + "://127.0.0.1:" + server.activeLocalPort() + path + "?" + form(parameters));
  }

  static String form(String... parameters) {
    StringJoiner form = new StringJoiner("&");
    for (int i = 0; i < parameters.length; i += 2) {
      form.add(parameters[i] + "=" + URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return form.toString();
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... parameters) throws Exception {
    return send(HttpRequest.newBuilder(uri("http", "/loki" + path, parameters)));
  }

  JsonNode json(String path, String... parameters) throws Exception {
    return json(get(path, parameters));
  }

  static JsonNode json(HttpResponse<String> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return new ObjectMapper().readTree(response.body());
  }

  @Override
  public void close() throws IOException {
    client.close();
    server.stop().join();
    store.close();
  }
}
