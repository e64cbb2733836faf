package dev.clew.storage.time;

import dev.clew.model.time.MonotonicTime.SinceBoot;
import dev.clew.storage.files.Checksums;
import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of time over a restart, in the file {@code clock} of the data directory: ASCII
 * lines, replaced as a whole.
 *
 * <pre>
 * clew clock 1
 * reference 1763683200000 exact proven   Unix milliseconds; "exact" or "least", "proven" or "new"
 * wall 1763683200412 7200000             the machine's clock, and for how many ms it was steady
 * boot 0c9f… 512034000000                start of the machine and nanoseconds since; or "boot -"
 * crc32c 0a1b2c3d                        of all before
 * </pre>
 */
record ClockRecord(Reference reference, long wallMillis, Duration steady) {
  private static final String FIRST_LINE = "clew clock 1";

  /** The file is not as it was written. */
  static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedException(Path file) {
      super(file + " is damaged");
    }
  }

  void write(Path file) throws IOException {
    SinceBoot boot = reference.boot();
    String text =
        FIRST_LINE
            + "\nreference "
            + reference.millis()
            + (reference.isLeast() ? " least" : " exact")
            + (reference.isProven() ? " proven" : " new")
            + "\nwall "
            + wallMillis
            + " "
            + steady.toMillis()
            + "\nboot "
            + (boot == null ? "-" : boot.boot() + " " + boot.nanos())
            + "\n";
    String sum = String.format("crc32c %08x\n", Checksums.crc32c(bytes(text)));
    DurableFiles.replace(file, bytes(text + sum));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * @return null when there is none
   * @throws DamagedException when it was not written by {@link #write}
   */
  static @Nullable ClockRecord read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return null;
    }
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    int end = text.lastIndexOf("crc32c ");
    if (end < 0
        || !text.substring(end)
            .equals(String.format("crc32c %08x\n", Checksums.crc32c(bytes(text.substring(0, end)))))
        || !text.startsWith(FIRST_LINE + "\n")) {
      throw new DamagedException(file);
    }
    String[] lines = text.split("\n");
    String[] reference = lines[1].split(" ");
    String[] wall = lines[2].split(" ");
    String[] boot = lines[3].split(" ");
    return new ClockRecord(
        new Reference(
            Long.parseLong(reference[1]),
            0,
            boot.length < 3 ? null : new SinceBoot(boot[1], Long.parseLong(boot[2])),
            reference[2].equals("least"),
            reference[3].equals("proven")),
        Long.parseLong(wall[1]),
        Duration.ofMillis(Long.parseLong(wall[2])));
  }
}
