package dev.clew.metricsstore.partition;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.segment.Deletion;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/**
 * A deletion of series in one day, on disk. It applies to the segments of the day with a lower file
 * number than its own, so what comes in later is not deleted. Immutable.
 *
 * @param name of its file
 * @param deletion which samples do not count
 * @param gone numbers of series that have lost all samples of the day: they are not found any more;
 *     should such a series come again, it gets a new number
 */
public record Tombstone(String name, Deletion deletion, ImmutableRoaringBitmap gone) {
  private static final int MAGIC = 0x54574c43; // "CLWT"
  private static final int VERSION = 1;

  /** The number in the name of a file; later files have greater ones. */
  static long number(String fileName) {
    int dot = fileName.indexOf('.');
    try {
      return Long.parseLong(fileName.substring(0, Math.max(0, dot)));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  boolean appliesTo(String fileName) {
    return number(fileName) < number(name);
  }

  byte[] write(long day) throws IOException {
    ByteWriter out = new ByteWriter();
    out.u32(MAGIC);
    out.u32(VERSION);
    out.zigzag(day);
    out.zigzag(deletion.startMillis());
    out.zigzag(deletion.endMillis());
    bitmap(deletion.series(), out);
    bitmap(gone, out);
    out.u32(Checksums.crc32c(out.array(), 0, out.size()));
    return out.toByteArray();
  }

  private static void bitmap(ImmutableRoaringBitmap bitmap, ByteWriter out) {
    byte[] bytes = new byte[bitmap.serializedSizeInBytes()];
    bitmap.serialize(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    out.varint(bytes.length);
    out.bytes(bytes, 0, bytes.length);
  }

  /**
   * @throws CorruptFileException when the bytes are not what {@link #write} has written
   */
  static Tombstone read(Path file, byte[] bytes) {
    int body = bytes.length - 4;
    if (body < 8 || Checksums.crc32c(bytes, 0, body) != new ByteReader(bytes, body).u32()) {
      throw new CorruptFileException(file, Math.max(0, body), "checksum");
    }
    ByteReader in = new ByteReader(bytes);
    if (in.u32() != MAGIC || in.u32() != VERSION) {
      throw new CorruptFileException(file, 0, "not a tombstone of version " + VERSION);
    }
    try {
      in.zigzag();
      long start = in.zigzag();
      long end = in.zigzag();
      ImmutableRoaringBitmap series = bitmap(in);
      return new Tombstone(
          file.getFileName().toString(), new Deletion(series, start, end), bitmap(in));
    } catch (RuntimeException e) { // what the library throws at bytes that are no bitmap, too
      throw new CorruptFileException(file, in.position(), "not a tombstone: " + e.getMessage());
    }
  }

  private static ImmutableRoaringBitmap bitmap(ByteReader in) {
    int length = in.count();
    byte[] bytes = new byte[length];
    System.arraycopy(in.array(), in.position(), bytes, 0, length);
    in.position(in.position() + length);
    ImmutableRoaringBitmap bitmap =
        new ImmutableRoaringBitmap(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    bitmap.getCardinality(); // looks at all of its parts
    return bitmap;
  }
}
