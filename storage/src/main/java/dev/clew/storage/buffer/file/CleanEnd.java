package dev.clew.storage.buffer.file;

import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Written when a queue was closed in peace, and removed before anything is appended again: with it
 * the next start knows what the files have to hold, without it the process or the machine died.
 *
 * @param first position of the first entry in the files
 * @param last of the last one; one less than {@code next}, or smaller when positions were passed
 *     over; when there are no entries, one less than {@code first}
 * @param next position of the next entry
 */
public record CleanEnd(long first, long last, long next) {
  private static final String FILE = "end";
  private static final int MAGIC = 'C' | 'W' << 8 | 'E' << 16 | '1' << 24;
  private static final int CHECKED = 28;
  private static final int BYTES = 32;

  /** Reads and removes it; null when it is not there, or damaged. */
  static @Nullable CleanEnd take(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return null;
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    DurableFiles.forceDirectory(directory);
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.length != BYTES || in.getInt(0) != MAGIC || in.getInt(CHECKED) != checksum(bytes)) {
      return null;
    }
    return new CleanEnd(in.getLong(4), in.getLong(12), in.getLong(20));
  }

  public void write(Path directory) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(MAGIC).putLong(first).putLong(last).putLong(next);
    out.putInt(checksum(out.array()));
    DurableFiles.replace(directory.resolve(FILE), out.array());
  }

  private static int checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, CHECKED);
    return (int) crc.getValue();
  }
}
