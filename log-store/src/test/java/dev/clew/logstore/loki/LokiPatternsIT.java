package dev.clew.logstore.loki;

import static dev.clew.logstore.loki.OpenLoki.T;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.clew.logstore.Otlp;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is counted as patterns are the lines that the same query shows. */
class LokiPatternsIT {
  private static final long SECOND = 1_000_000_000L;
  private static final String[][] RANGE = {
    {"start", Long.toString(T - 600 * SECOND)}, {"end", Long.toString(T)}
  };

  @TempDir Path directory;
  private OpenLoki loki;

  @BeforeEach
  void start() throws Exception {
    loki = new OpenLoki(directory);
    String[] environments = {"prod", "Prod", "test"};
    for (int i = 0; i < 60; i++) {
      var request = ExportLogsServiceRequest.newBuilder();
      var resource = request.addResourceLogsBuilder();
      resource
          .getResourceBuilder()
          .addAttributes(Otlp.attribute("service.name", i % 2 == 0 ? "checkout" : "Checkout"))
          .addAttributes(Otlp.attribute("env", environments[i % 3]));
      String line =
          i % 5 == 0
              ? "user " + i + " paid " + (i % 7)
              : "{\"status\":" + (i % 4 == 0 ? 500 : 200) + ",\"took\":\"" + i + "ms\"}";
      resource
          .addScopeLogsBuilder()
          .addLogRecords(
              Otlp.record(T - (i + 1) * SECOND, i % 10 == 0 ? "error" : "info", line)
                  .addAttributes(Otlp.attribute("route", i % 3 == 0 ? "/cart" : "/Cart")));
      byte[] bytes = request.build().toByteArray();
      loki.store.ingest(i + 1, T, bytes, 0, bytes.length);
      if (i == 30) {
        loki.store.flush();
      }
    }
  }

  @AfterEach
  void stop() throws Exception {
    loki.close();
  }

  private int patterns(String query) throws Exception {
    int sum = 0;
    JsonNode answer =
        loki.json(
            "/api/v1/patterns",
            "query",
            query,
            RANGE[0][0],
            RANGE[0][1],
            RANGE[1][0],
            RANGE[1][1],
            "step",
            "10s");
    for (JsonNode pattern : answer.get("data")) {
      for (JsonNode sample : pattern.get("samples")) {
        sum += sample.get(1).asInt();
      }
    }
    return sum;
  }

  private int lines(String query) throws Exception {
    int sum = 0;
    JsonNode answer =
        loki.json(
            "/api/v1/query_range",
            "query",
            query,
            RANGE[0][0],
            RANGE[0][1],
            RANGE[1][0],
            RANGE[1][1],
            "limit",
            "1000");
    for (JsonNode stream : answer.at("/data/result")) {
      sum += stream.get("values").size();
    }
    return sum;
  }

  @Test
  void theWholeQueryCounts() throws Exception {
    for (String query :
        new String[] {
          "{service_name=\"checkout\"}",
          "{service_name=~\"(?i)checkout\", env=\"prod\"}",
          "{service_name=\"checkout\", env!=\"prod\"}",
          "{service_name=\"checkout\", env=~\"p.*\"}",
          "{env=\"prod\"} |= `paid` or `500`",
          "{env=\"prod\"} |> `user <_> paid <_>`",
          "{env=\"prod\"} | route=\"/cart\"",
          "{env=~\".+\"} | detected_level=~\"err.*|warn\"",
          "{env=~\".+\"} | json | status>=400",
          "{env=~\".+\"} | json | __error__=\"\" | took>20ms",
          "{env=~\".+\"} | pattern `user <user> paid <_>` | user>20 or user<10",
        }) {
      assertThat(lines(query)).as(query).isBetween(1, 59);
      assertThat(patterns(query)).as(query).isEqualTo(lines(query));
    }
    assertThat(patterns("{service_name=\"CHECKOUT\"}")).isZero();
  }
}
