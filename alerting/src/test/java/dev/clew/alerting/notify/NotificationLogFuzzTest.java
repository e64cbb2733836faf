package dev.clew.alerting.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.alerting.state.StateFile;
import dev.clew.model.health.Incidents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Whatever stands in the file of notifications, alerting goes on. */
class NotificationLogFuzzTest {
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("notifications-fuzz");
  }

  @AfterAll
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("log.json"));
    Files.deleteIfExists(directory.resolve("log.json.unreadable"));
    Files.delete(directory);
  }

  @FuzzTest
  void restore(byte[] json) throws IOException {
    Path file = directory.resolve("log.json");
    Files.write(file, json);
    assertThat(new NotificationLog(new StateFile(file, Incidents.NONE), 10).outstanding("none"))
        .isNull();
  }
}
