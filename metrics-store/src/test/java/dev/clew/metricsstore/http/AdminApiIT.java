package dev.clew.metricsstore.http;

import static dev.clew.metricsstore.Otlp.gauge;
import static dev.clew.metricsstore.Otlp.point;
import static dev.clew.metricsstore.Otlp.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.metricsstore.MetricsStore;
import dev.clew.metricsstore.MetricsStoreConfig;
import dev.clew.metricsstore.promql.EngineConfig;
import dev.clew.metricsstore.promql.PromqlEngine;
import dev.clew.testkit.ManualClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminApiIT {
  private static final Instant NOW = Instant.parse("2026-03-10T12:00:00Z");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static MetricsStore store;
  private static Server server;

  @BeforeAll
  static void start(@TempDir Path directory) throws Exception {
    ManualClock clock = new ManualClock(NOW);
    store = MetricsStore.open(MetricsStoreConfig.defaults(directory), clock, task -> {});
    ServerBuilder builder = Server.builder().http(0);
    new AdminApi(store).register(builder);
    PromqlEngine engine = new PromqlEngine(store, EngineConfig.defaults());
    new PrometheusApi(engine, store, clock).register(builder);
    server = builder.build();
    server.start().join();
  }

  @AfterAll
  static void stop() {
    server.stop().join();
    store.close();
    CLIENT.close();
  }

  private static HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.activeLocalPort() + path);
    return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path) throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:" + server.activeLocalPort() + "/prometheus/api/v1" + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody());
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void deletesSeries() throws Exception {
    byte[] old =
        request(List.of(), gauge("old", "", point(NOW.toEpochMilli() - 3 * 86_400_000, 1)));
    store.ingest(0, 0, old, 0, old.length);
    byte[] kept =
        request(
            List.of(),
            gauge("kept", "", point(NOW.toEpochMilli() - 3 * 86_400_000, 1)),
            gauge("kept_too", "", point(NOW.toEpochMilli() - 3 * 86_400_000, 1)));
    store.ingest(1, 0, kept, 0, kept.length);
    String query = "/prometheus/api/v1/query?time=2026-03-07T12:00:00Z&query=old";
    assertThat(get(query).body()).contains("\"old\"");
    assertThat(post("/admin/tsdb/delete_series").statusCode()).isEqualTo(400);
    assertThat(post("/admin/tsdb/delete_series?match%5B%5D=%7B%7D").statusCode()).isEqualTo(400);
    String path = "/admin/tsdb/delete_series?match%5B%5D=old";
    for (String most :
        List.of(
            "__name__%3D~%22.%2B%22",
            "__name__%21%3D%22x%22", "a%3D%22%22,__name__%3D~%22.*e.*%22")) {
      HttpResponse<String> asked = post("/admin/tsdb/delete_series?match%5B%5D=%7B" + most + "%7D");
      assertThat(asked.statusCode()).as(asked.body()).isEqualTo(400);
    }
    String everything = "/admin/tsdb/delete_series?match%5B%5D=%7B__name__%3D~%22.%2B%22%7D";
    assertThat(post(everything).body()).contains("from 3 of the 3 series", "confirm=3");
    assertThat(post(everything + "&confirm=2").statusCode()).isEqualTo(400);
    assertThat(get(query).body()).contains("\"old\"");
    assertThat(post(path + "&end=2026-03-07T11:00:00Z").statusCode()).isEqualTo(204);
    assertThat(get(query).body()).contains("\"old\"");
    assertThat(post(path).statusCode()).isEqualTo(204);
    assertThat(get(query).body()).doesNotContain("\"old\"");
    assertThat(post(everything + "&confirm=2").statusCode()).isEqualTo(204);
    assertThat(get(query.replace("query=old", "query=kept")).body()).doesNotContain("\"kept\"");
    assertThat(post("/admin/tsdb/clean_tombstones").statusCode()).isEqualTo(204);
    assertThat(get("/prometheus/api/v1" + path).statusCode()).isEqualTo(405);
  }
}
