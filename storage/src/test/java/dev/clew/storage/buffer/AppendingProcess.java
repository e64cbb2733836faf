package dev.clew.storage.buffer;

import dev.clew.model.Signal;
import dev.clew.model.health.Incidents;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * Appends from several threads until it is killed, and prints each entry after it was acknowledged.
 * Arguments: buffer directory, sync mode, prefix of the entries.
 */
final class AppendingProcess {
  private AppendingProcess() {}

  public static void main(String[] arguments) throws Exception {
    BufferConfig config =
        new BufferConfig(
            Path.of(arguments[0]),
            arguments[1],
            Duration.ofMillis(20),
            64 << 20,
            16 << 20,
            1 << 20);
    WriteAheadBuffer buffer = WriteAheadBuffer.open(config, Clock.systemUTC(), Incidents.NONE);
    PrintStream acknowledged = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    acknowledged.println("open");
    for (int thread = 0; thread < 4; thread++) {
      String prefix = arguments[2] + "-" + thread + "-";
      Thread.ofPlatform().start(() -> append(buffer, prefix, acknowledged));
    }
  }

  private static void append(WriteAheadBuffer buffer, String prefix, PrintStream acknowledged) {
    String padding = ".".repeat(2_000);
    for (int i = 0; ; i++) {
      String id = prefix + i;
      try {
        buffer.append(Signal.LOGS, (id + padding).getBytes(StandardCharsets.US_ASCII));
      } catch (RuntimeException e) {
        return; // full: nobody reads here
      }
      acknowledged.println(id);
    }
  }
}
