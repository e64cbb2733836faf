package dev.clew.logstore.loki;

import static dev.clew.logstore.loki.OpenLoki.T;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clew.logstore.Otlp;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deletion as Loki's clients ask for it. */
class LokiDeletionIT {
  private static final String START = Long.toString(T / 1_000_000_000L - 3600);

  @TempDir Path directory;
  private OpenLoki loki;

  @BeforeEach
  void start() throws Exception {
    loki = new OpenLoki(directory);
    loki.ingest(
        "checkout",
        Otlp.record(T - 3, "info", "user ann paid"),
        Otlp.record(T - 2, "info", "user Ann paid"),
        Otlp.record(T - 1, "info", "user bob paid"));
  }

  @AfterEach
  void stop() throws Exception {
    loki.close();
  }

  private HttpResponse<String> delete(String... parameters) throws Exception {
    return loki.send(
        HttpRequest.newBuilder(loki.uri("http", "/loki/api/v1/delete", parameters))
            .POST(HttpRequest.BodyPublishers.noBody()));
  }

  private String lines() throws Exception {
    return loki.get(
            "/api/v1/query_range", "query", "{service_name=\"checkout\"}", "end", "" + (T + 1))
        .body();
  }

  @Test
  void theLinesOfAQueryAreGone() throws Exception {
    HttpResponse<String> answer =
        delete("query", "{service_name=\"checkout\"} |= `bob`", "start", START);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(lines()).contains("user ann").doesNotContain("user bob");

    JsonNode listed = loki.json("/api/v1/delete").get(0);
    assertThat(listed.get("query").asText()).contains("bob");
    assertThat(listed.get("status").asText()).isIn("received", "processed");
    assertThat(listed.get("start_time").asDouble()).isEqualTo(Double.parseDouble(START));
  }

  @Test
  void onlyWhatTheQueryWantsIsGone() throws Exception {
    HttpResponse<String> answer =
        delete("query", "{service_name=\"checkout\"} |= `ann`", "start", START);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(lines()).contains("user Ann", "user bob").doesNotContain("user ann");
  }

  @Test
  void aLabelInAnotherCaseIsAnotherLabel() throws Exception {
    loki.ingest("Checkout", Otlp.record(T - 1, "info", "user bob shouted"));
    HttpResponse<String> answer =
        delete("query", "{service_name=\"checkout\"} |= `bob`", "start", START);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
    assertThat(lines()).doesNotContain("user bob paid");
    assertThat(
            loki.get("/api/v1/query_range", "query", "{service_name=\"Checkout\"}", "end", "" + T)
                .body())
        .contains("user bob shouted");
  }

  @Test
  void whatNoFilterSaysIsDeletedOnlyWhenAFilterWantsNoMore() throws Exception {
    loki.ingest(
        "json",
        Otlp.record(T - 4, "info", "{\"status\":500,\"user\":\"ann\"}"),
        Otlp.record(T - 3, "info", "{\"status\":200,\"user\":\"ann\"}"),
        Otlp.record(T - 2, "info", "{\"status\":200,\"user\":\"bob\"}"),
        Otlp.record(T - 1, "info", "{\"status\":200,\"user\":\"bob\"}"));
    HttpResponse<String> more =
        delete("query", "{service_name=\"json\"} | json | status>=400", "start", START);
    assertThat(more.statusCode()).as(more.body()).isEqualTo(400);
    assertThat(more.body()).contains("does not want all rows of the filter");
    String all = "{service_name=\"json\"}";
    assertThat(loki.json("/api/v1/index/stats", "query", all).get("entries").asInt()).isEqualTo(4);

    HttpResponse<String> none =
        delete("query", "{service_name=\"json\"} |= `500` | json | status>=400", "start", START);
    assertThat(none.statusCode()).as(none.body()).isEqualTo(204);
    assertThat(loki.json("/api/v1/index/stats", "query", all).get("entries").asInt()).isEqualTo(3);
  }

  @Test
  void mostOfWhatThereIsNeedsItsNumber() throws Exception {
    for (String everything :
        new String[] {"{service_name=~\".+\"}", "{service_name=\"checkout\"}"}) {
      HttpResponse<String> answer = delete("query", everything, "start", START);
      assertThat(answer.statusCode()).as(everything).isEqualTo(400);
      assertThat(answer.body()).as(everything).contains("3 of the 3 lines", "confirm=3");
    }
    String query = "{service_name=~\".+\"}";
    assertThat(delete("query", query, "start", START, "confirm", "2").statusCode()).isEqualTo(400);
    assertThat(lines()).contains("user ann", "user Ann", "user bob");
    assertThat(delete("query", query, "start", START, "confirm", "3").statusCode()).isEqualTo(204);
    assertThat(lines()).doesNotContain("user ann", "user Ann", "user bob");
  }

  @Test
  void faultsAreExplained() throws Exception {
    assertThat(delete("query", "{service_name=\"checkout\"}").body()).contains("start: ");
    assertThat(delete("query", "rate({service_name=\"a\"}[1m])", "start", START).body())
        .contains("expected: a log query");
    assertThat(
            loki.send(HttpRequest.newBuilder(loki.uri("http", "/loki/api/v1/delete")).DELETE())
                .statusCode())
        .isEqualTo(400);
  }
}
