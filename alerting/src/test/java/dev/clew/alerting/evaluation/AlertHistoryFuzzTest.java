package dev.clew.alerting.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.alerting.state.StateFile;
import dev.clew.model.health.Incidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever stands in the file of alert states, alerting goes on. */
class AlertHistoryFuzzTest {
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("alerts-fuzz");
  }

  @AfterAll
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("alerts.json"));
    Files.deleteIfExists(directory.resolve("alerts.json.unreadable"));
    Files.delete(directory);
  }

  @FuzzTest
  void restore(byte[] json) throws IOException {
    Path file = directory.resolve("alerts.json");
    Files.write(file, json);
    AlertHistory history = new AlertHistory(new StateFile(file, Incidents.NONE));
    Instant now = Instant.parse("2026-11-21T12:00:00Z");
    assertThat(history.restore(now, Duration.ofHours(1))).isNotNull();
  }
}
