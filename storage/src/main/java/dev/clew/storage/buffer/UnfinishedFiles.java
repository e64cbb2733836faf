package dev.clew.storage.buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.wire.Wires;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queue files that a process was killed in the middle of making. The library would wait for their
 * maker to finish them, a good part of a minute for each reader. Entries come after the header, so
 * nothing that was acknowledged can be in them.
 */
final class UnfinishedFiles {
  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedFiles.class);

  /** The header with all it holds ends well before this. */
  private static final int HEADER_END = 8192;

  private static final int LOOKED_AT = 1 << 20;

  private UnfinishedFiles() {}

  /** Must run before the queue is opened, by the only process that may write to the directory. */
  static void remove(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.cq4")) {
      for (Path file : files) {
        ByteBuffer start = start(file);
        int header = start.remaining() < Integer.BYTES ? 0 : start.getInt(0);
        if (Wires.isReady(header)) {
          continue;
        }
        if (isEmptyBehindHeader(start)) {
          Files.delete(file);
          LOG.info("Deleted {}, which was being made when the process ended", file);
        } else {
          Path aside = file.resolveSibling(file.getFileName() + ".damaged");
          Files.move(file, aside);
          LOG.error("{} has lost its header and was set aside as {}", file, aside);
        }
      }
    }
  }

  private static ByteBuffer start(Path file) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(LOOKED_AT).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (start.hasRemaining() && channel.read(start) >= 0) {
        // Until the end of the file or of what is looked at.
      }
    }
    return start.flip();
  }

  private static boolean isEmptyBehindHeader(ByteBuffer start) {
    for (int at = HEADER_END; at < start.limit(); at++) {
      if (start.get(at) != 0) {
        return false;
      }
    }
    return true;
  }
}
