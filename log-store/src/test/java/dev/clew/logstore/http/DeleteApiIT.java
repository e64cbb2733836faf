package dev.clew.logstore.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.logstore.LogStore;
import dev.clew.logstore.LogStoreConfig;
import dev.clew.logstore.Otlp;
import dev.clew.logstore.logql.LogqlEngine;
import dev.clew.logstore.logql.result.LogqlLimits;
import dev.clew.model.CorrelationKeys;
import dev.clew.model.TimeRange;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeleteApiIT {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long T = TimeRange.nanosOf(NOW);
  private static final String BASE = "/api/clew/v1/logs/";
  private static final String DAY = "&start=2026-11-21T00:00:00Z&end=2026-11-22T00:00:00Z";

  @TempDir Path directory;
  private LogStore store;
  private Server server;
  private WebClient client;

  @BeforeEach
  void start() throws Exception {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    store = LogStore.open(LogStoreConfig.defaults(), directory, CorrelationKeys.defaults(), clock);
    ServerBuilder builder = Server.builder().http(0);
    new LogApi(store, new LogqlEngine(store, clock, LogqlLimits.defaults()), clock)
        .register(builder);
    new DeleteApi(store, new LogqlEngine(store, clock, LogqlLimits.defaults()), clock)
        .register(builder);
    server = builder.build();
    server.start().join();
    client = WebClient.of("http://127.0.0.1:" + server.activeLocalPort());
    byte[] request =
        Otlp.request(
            "checkout",
            Otlp.record(T - 3, "info", "mail to alice@example.org"),
            Otlp.record(T - 2, "info", "mail to bob@example.org"),
            Otlp.record(T - 1, "info", "alice@example.org logged out"));
    store.ingest(1, T, request, 0, request.length);
  }

  @AfterEach
  void stop() throws Exception {
    server.stop().join();
    store.close();
  }

  private JsonNode send(int status, HttpMethod method, String path, String... headers)
      throws Exception {
    var builder = RequestHeaders.builder(method, BASE + path);
    for (int i = 0; i < headers.length; i += 2) {
      builder.add(headers[i], headers[i + 1]);
    }
    AggregatedHttpResponse response = client.execute(builder.build()).aggregate().join();
    assertThat(response.status().code()).as(response.contentUtf8()).isEqualTo(status);
    return new ObjectMapper().readTree(response.contentUtf8());
  }

  @Test
  void whatIsDeletedIsInvisibleAtOnceAndItsStateCanBeAskedFor() throws Exception {
    String query = "delete?query=%22alice%40example.org%22" + DAY;
    JsonNode question = send(409, HttpMethod.POST, query);
    assertThat(question.path("state").asText()).isEqualTo("unconfirmed");
    assertThat(question.path("matching").asInt()).isEqualTo(2);
    assertThat(question.path("rows").asInt()).isEqualTo(3);
    assertThat(send(200, HttpMethod.GET, "search?query=mail").path("rows").asInt()).isEqualTo(2);
    JsonNode answer = send(200, HttpMethod.POST, query + "&confirm=2");
    assertThat(answer.path("deleted").asInt()).isEqualTo(2);
    JsonNode left = send(200, HttpMethod.GET, "search?query=mail");
    assertThat(left.path("rows").asInt()).isEqualTo(1);
    assertThat(store.flushDue()).isTrue();
    store.flush();
    store.blocks().merge();
    JsonNode state = send(200, HttpMethod.GET, "delete/" + answer.path("id").asText());
    assertThat(state.path("state").asText()).isEqualTo("done");
    assertThat(state.path("deleted").asInt()).isEqualTo(2);
  }

  @Test
  void aLogqlQueryIsTakenExactly() throws Exception {
    String other = "delete?query=%7Bservice_name%3D%22CHECKOUT%22%7D" + DAY;
    assertThat(send(200, HttpMethod.POST, other).path("deleted").asInt(-1)).isZero();
    String query = "delete?query=%7Bservice_name%3D%22checkout%22%7D%7C%3D%60bob%60" + DAY;
    assertThat(send(409, HttpMethod.POST, query).path("matching").asInt()).isEqualTo(1);
    assertThat(send(200, HttpMethod.POST, query + "&confirm=1").path("deleted").asInt())
        .isEqualTo(1);
    assertThat(send(200, HttpMethod.GET, "search").path("rows").asInt()).isEqualTo(2);
    send(400, HttpMethod.POST, "delete?query=%7Ba%3D%22b%22%7D%7Cjson" + DAY);
  }

  @Test
  void everythingInDisguiseIsAskedForToo() throws Exception {
    for (String query :
        List.of("service:*", "*:*", "severity%3E=0", "/.*/", "-x:y", "service:/.*/")) {
      JsonNode answer = tryToDelete(query);
      assertThat(answer.path("deleted").asInt(0)).as(query + answer).isZero();
      assertThat(send(200, HttpMethod.GET, "search").path("rows").asInt()).as(query).isEqualTo(3);
    }
    assertThat(tryToDelete("service:*&confirm=2").path("matching").asInt()).isEqualTo(3);
    send(400, HttpMethod.POST, "delete?query=mail&confirm=all" + DAY);
    assertThat(tryToDelete("service:*&confirm=3").path("deleted").asInt()).isEqualTo(3);
  }

  private JsonNode tryToDelete(String query) {
    AggregatedHttpResponse answer =
        client.post(BASE + "delete?query=" + query + DAY, "").aggregate().join();
    try {
      return new ObjectMapper().readTree(answer.contentUtf8());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void refusesWhatIsTooMuchOrNotKnown() throws Exception {
    send(400, HttpMethod.POST, "delete?query=mail");
    send(400, HttpMethod.POST, "delete?query=" + DAY);
    send(422, HttpMethod.POST, "delete?query=*" + DAY);
    send(404, HttpMethod.GET, "delete/7");
    assertThat(send(200, HttpMethod.GET, "search").path("rows").asInt()).isEqualTo(3);
  }
}
