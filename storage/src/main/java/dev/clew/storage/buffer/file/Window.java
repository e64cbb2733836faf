package dev.clew.storage.buffer.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A part of a file in memory, which moves to what is asked for. The file is read and not mapped: a
 * mapped file that somebody cuts off, or a disk that cannot read a place, would be a signal to the
 * whole process. One thread.
 */
final class Window implements Closeable {
  private static final Logger log = LoggerFactory.getLogger(Window.class);

  /** Large enough for few system calls, small enough to stay in the processor's cache. */
  private static final int BYTES = 256 << 10;

  private static final int PAGE = 4096;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PAGE);

  private final Path path;
  private final FileChannel channel;
  private final ByteBuffer bytes =
      ByteBuffer.allocateDirect(BYTES).order(ByteOrder.LITTLE_ENDIAN).limit(0);
  private long start;
  private long end = Long.MAX_VALUE;

  Window(Path path) throws IOException {
    this.path = path;
    this.channel = FileChannel.open(path, StandardOpenOption.READ);
  }

  /** From now on the file is taken to end here: what comes behind may be under way. */
  void limit(long offset) {
    end = offset;
  }

  /** Whether so many bytes are there; moves the window to them. */
  boolean has(long offset, int count) {
    if (offset + count > end) {
      return false;
    }
    if (offset < start || offset + count > start + bytes.limit()) {
      load(offset);
    }
    return offset + count <= start + bytes.limit();
  }

  private void load(long offset) {
    start = offset;
    bytes.clear().limit((int) Math.min(BYTES, end - offset));
    try {
      readFully(bytes, offset);
    } catch (IOException e) {
      if (!channel.isOpen()) {
        throw new UncheckedIOException(e);
      }
      log.warn("Cannot read {} at {}; reading around it", path, offset, e);
      loadPages(offset);
    }
    bytes.flip();
  }

  private void readFully(ByteBuffer into, long offset) throws IOException {
    long at = offset;
    while (into.hasRemaining()) {
      int read = channel.read(into, at);
      if (read < 0) {
        return;
      }
      at += read;
    }
  }

  /** Pages that the disk cannot give are zeros. */
  private void loadPages(long offset) {
    int limit = (int) Math.min(BYTES, end - offset);
    bytes.clear();
    while (bytes.position() < limit) {
      int from = bytes.position();
      int to = Math.min(limit, from + PAGE - (int) ((offset + from) % PAGE));
      bytes.limit(to);
      try {
        readFully(bytes, offset + from);
      } catch (IOException e) {
        while (bytes.hasRemaining()) {
          bytes.put((byte) 0);
        }
      }
      if (bytes.hasRemaining()) {
        return; // the end of the file
      }
    }
  }

  byte byteAt(long offset) {
    return bytes.get((int) (offset - start));
  }

  int intAt(long offset) {
    return bytes.getInt((int) (offset - start));
  }

  long longAt(long offset) {
    return bytes.getLong((int) (offset - start));
  }

  /** The same offset, or behind the pages of zeros that begin there. */
  long skipZeros(long offset) {
    long at = offset;
    while (at % PAGE == 0
        && has(at, PAGE)
        && bytes.slice((int) (at - start), PAGE).mismatch(ZEROS) < 0) {
      at += PAGE;
    }
    return at;
  }

  /** Offset of the last byte that is not zero, or one in front of {@code from}. */
  long lastNonZero(long from) {
    long last = from - 1;
    for (long at = skipZeros(from); has(at, 1); at = skipZeros(at + 1)) {
      if (byteAt(at) != 0) {
        last = at;
      }
    }
    return last;
  }

  /** Copies so many bytes; false when the file is shorter, and then the rest stays as it was. */
  boolean copy(long offset, byte[] into, int to, int count) {
    int done = 0;
    while (done < count) {
      if (!has(offset + done, 1)) {
        return false;
      }
      int from = (int) (offset + done - start);
      int some = Math.min(count - done, bytes.limit() - from);
      bytes.get(from, into, to + done, some);
      done += some;
    }
    return true;
  }

  /** Adds so many bytes to a checksum, or fewer when the file is shorter. */
  void update(CRC32C crc, long offset, int count) {
    int done = 0;
    while (done < count && has(offset + done, 1)) {
      int from = (int) (offset + done - start);
      int some = Math.min(count - done, bytes.limit() - from);
      crc.update(bytes.slice(from, some));
      done += some;
    }
  }

  long size() throws IOException {
    return channel.size();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
