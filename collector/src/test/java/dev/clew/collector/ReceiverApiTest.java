package dev.clew.collector;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import dev.clew.collector.intake.ReceiverLog;
import dev.clew.collector.intake.Refusal;
import dev.clew.model.Signal;
import dev.clew.model.otlp.OtlpReport;
import dev.clew.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiverApiTest {
  private final ManualClock clock = ManualClock.at("2026-11-21T00:00:00Z");
  private final ReceiverLog log = new ReceiverLog(clock);

  private static final Refusal REFUSAL =
      new Refusal(Refusal.Kind.WRONG_PROTOCOL, "gRPC sent to the HTTP port", "Use port 4317.");

  @Test
  void answersAsTheApiPageSays() {
    log.accepted(
        Signal.TRACES,
        "grpc",
        List.of(
            new OtlpReport.Sender("checkout", "java 1.54.0", 3),
            new OtlpReport.Sender("mail", "", 1)),
        4,
        400);
    clock.advance(Duration.ofSeconds(1));
    log.refused("10.0.0.5", "http", "traces", REFUSAL, 0);
    log.refused("10.0.0.5", "http", "traces", REFUSAL, 0);
    ServerBuilder builder = Server.builder().http(0);
    builder.service("/api/clew/v1/receiver", new ReceiverApi(log, 4317, 4318));
    Server server = builder.build();
    server.start().join();
    try {
      String json =
          WebClient.of("http://127.0.0.1:" + server.activeLocalPort())
              .get("/api/clew/v1/receiver")
              .aggregate()
              .join()
              .contentUtf8();
      assertThat(json)
          .startsWith("{\"endpoints\":{\"grpcPort\":4317,\"httpPort\":4318}")
          .contains(
              "{\"signal\":\"traces\",\"requests\":1,\"records\":4,\"bytes\":400,"
                  + "\"refusedRequests\":2}")
          .contains(
              "{\"service\":\"checkout\",\"signal\":\"traces\",\"protocol\":\"grpc\","
                  + "\"sdk\":\"java 1.54.0\",\"requests\":1,\"records\":3,\"bytes\":300,"
                  + "\"lastSeen\":\"1795219200000000000\"}")
          .contains(
              "{\"time\":\"1795219201000000000\",\"remote\":\"10.0.0.5\",\"protocol\":\"http\","
                  + "\"signal\":\"traces\",\"count\":2,\"status\":415,"
                  + "\"reason\":\"gRPC sent to the HTTP port\",\"remedy\":\"Use port 4317.\"}");
    } finally {
      server.closeAsync().join();
    }
  }

  @Test
  void isBounded() {
    for (int i = 0; i < 2_000; i++) {
      clock.advance(Duration.ofSeconds(1));
      log.accepted(
          Signal.LOGS, "http", List.of(new OtlpReport.Sender("service-" + i, "", 1)), 1, 1);
      log.refused("10.0.0." + i, "http", "logs", REFUSAL, 0);
    }
    ReceiverLog.Snapshot snapshot = log.snapshot();
    assertThat(snapshot.senders()).hasSize(500);
    assertThat(snapshot.senders().getFirst().service()).isEqualTo("service-1999");
    assertThat(snapshot.refusals()).hasSize(100);
    assertThat(log.status().accepted().getFirst().requests()).isEqualTo(2_000);
  }
}
