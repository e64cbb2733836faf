package dev.clew.packaging;

import dev.clew.metricsstore.MetricsStoreCheck;
import dev.clew.model.health.Incidents;
import dev.clew.storage.block.life.StoreCheck;
import dev.clew.storage.files.DayCheck;
import dev.clew.storage.files.DirectoryLock;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads everything in the data directory of an appliance that does not run, and says what is
 * damaged, what that costs and what a start would make anew. Changes nothing.
 */
final class Verify {
  static final int SOUND = 0;
  static final int DAMAGED = 1;

  private final ApplianceConfig config;
  private final PrintStream out;
  private int damaged;

  Verify(ApplianceConfig config, PrintStream out) {
    this.config = config;
    this.out = out;
  }

  /**
   * @return the exit code
   * @throws IOException when an appliance runs on the directory, or it cannot be read
   */
  int run() throws IOException {
    Path data = config.data();
    if (!Files.isDirectory(data)) {
      throw new IOException("data directory " + data.toAbsolutePath() + " does not exist");
    }
    try (DirectoryLock _ = DirectoryLock.acquire(data)) {
      out.println("data directory " + data.toAbsolutePath());
      print("logs", StoreCheck.of(data.resolve("logs")));
      print("traces", StoreCheck.of(data.resolve("traces").resolve("spans")));
      print("metrics", MetricsStoreCheck.of(config.metrics().directory()));
      print("other", new StateFiles(config, Incidents.NONE).check());
    }
    out.println(
        damaged == 0
            ? "sound: nothing is damaged"
            : damaged + (damaged == 1 ? " thing is damaged" : " things are damaged"));
    return damaged == 0 ? SOUND : DAMAGED;
  }

  private void print(String store, List<DayCheck> days) {
    for (DayCheck day : days) {
      out.printf(
          "%-8s %-10s %6d files %,15d bytes %,13d rows readable%n",
          store, day.day(), day.files(), day.bytes(), day.rows());
      day.damage().forEach(sentence -> out.println("  damaged: " + sentence));
      day.rebuilds().forEach(sentence -> out.println("  a start makes anew: " + sentence));
      day.notes().forEach(sentence -> out.println("  note: " + sentence));
      damaged += day.damage().size() + day.rebuilds().size();
    }
  }
}
