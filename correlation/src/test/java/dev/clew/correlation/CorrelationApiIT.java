package dev.clew.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.server.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CorrelationApiIT {
  static final InMemoryLogs logs = new InMemoryLogs();
  static final InMemoryTraces traces = new InMemoryTraces();
  static Server server;

  @BeforeAll
  static void start() {
    var builder = Server.builder().http(0);
    new CorrelationApi(CorrelationTest.shop(logs, traces)).register(builder);
    server = builder.build();
    server.start().join();
  }

  @AfterAll
  static void stop() {
    server.stop().join();
  }

  private AggregatedHttpResponse get(String path) {
    return WebClient.of("http://127.0.0.1:" + server.activeLocalPort())
        .blocking()
        .get("/api/clew/v1" + path);
  }

  private JsonNode json(String path) throws Exception {
    AggregatedHttpResponse response = get(path);
    assertThat(response.status().code()).as(response.contentUtf8()).isEqualTo(200);
    return new ObjectMapper().readTree(response.contentUtf8());
  }

  @Test
  void answersInColumns() throws Exception {
    JsonNode answer = json("/correlation/7f3a");
    assertThat(answer.at("/keys/0").asText()).isEqualTo("order.id");
    assertThat(answer.at("/counts/spans").asInt()).isEqualTo(4);
    JsonNode trace = answer.at("/traces/0");
    assertThat(trace.at("/rootName").asText()).isEqualTo("POST /checkout");
    assertThat(trace.at("/columns/parent").toString()).isEqualTo("[-1,0,1]");
    assertThat(trace.at("/columns/service").toString()).isEqualTo("[0,1,2]");
    assertThat(trace.at("/columns/status/2").asText()).isEqualTo("error");
    assertThat(answer.at("/logs/columns/traceId/2").asText()).isEmpty();
    assertThat(answer.at("/services/0/emptyReason").isNull()).isTrue();
    assertThat(answer.at("/start").asText()).isEqualTo(Long.toString(CorrelationTest.T));
    assertThat(answer.at("/alerts/0/name").asText()).isEqualTo("HighErrors");
    assertThat(trace.at("/columns/evidence").toString()).isEqualTo("[\"trace\",\"key\",\"trace\"]");
    assertThat(trace.at("/columns/why/1").asText()).isEqualTo("carries order_id");
    assertThat(answer.at("/logs/columns/evidence/0").asText()).isEqualTo("key");
    assertThat(answer.at("/cut").isEmpty()).isTrue();
    JsonNode cut = json("/correlation/7f3a?limit=2").at("/cut/0");
    assertThat(cut.at("/part").asText()).isEqualTo("spans");
    assertThat(cut.at("/shown").asInt()).isEqualTo(2);
    assertThat(cut.at("/of").asInt()).isEqualTo(4);
  }

  @Test
  void keyInThePathAndTimeRange() throws Exception {
    assertThat(json("/correlation/order_id/7f3a?limit=10").at("/counts/traces").asInt())
        .isEqualTo(2);
    assertThat(
            json("/correlation/7f3a?start=2026-11-21T12:04:00Z&end=1795263000000")
                .at("/counts/traces")
                .asInt())
        .isEqualTo(1);
    assertThat(json("/correlation/a%2Fb").at("/value").asText()).isEqualTo("a/b");
  }

  @Test
  void keysAndTheirSpellings() throws Exception {
    JsonNode keys = json("/correlation-keys").at("/keys");
    assertThat(keys.at("/0/name").asText()).isEqualTo("trace_id");
    assertThat(keys.toString()).contains("x-request-id");
  }

  @Test
  void errorsSayWhatWasExpected() {
    AggregatedHttpResponse response = get("/correlation/7f3a?limit=0");
    assertThat(response.status().code()).isEqualTo(400);
    assertThat(response.contentUtf8())
        .isEqualTo("{\"error\":{\"message\":\"limit: \\\"0\\\" (expected: 1 to 10000)\"}}");
    assertThat(get("/correlation/trace_id/red").status().code()).isEqualTo(400);
    assertThat(get("/correlation/x?start=yesterday").status().code()).isEqualTo(400);
  }
}
