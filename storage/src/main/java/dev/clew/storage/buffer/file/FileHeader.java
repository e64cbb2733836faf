package dev.clew.storage.buffer.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the library notes about the last entry in the header of a file: the offset of its frame, and
 * how many entries are in front of it. It is in another page than the entry, so after a power
 * failure it may be there when the entry is not: then it tells what was lost.
 *
 * @param frameAt 0 when there is no entry
 */
record FileHeader(long frameAt, long entriesBefore) {
  static final FileHeader UNKNOWN = new FileHeader(0, 0);

  private static final int LOOKED_AT = 256;
  private static final String FIELD = "writePosition";

  /** The library's code for an array of longs; its size and the number of used ones follow. */
  private static final byte LONGS = (byte) 0x8D;

  static FileHeader read(Window file) {
    byte[] start = new byte[LOOKED_AT];
    if (!file.copy(0, start, 0, LOOKED_AT)) {
      return UNKNOWN;
    }
    FileHeader header = parse(start);
    return header == null ? UNKNOWN : header;
  }

  private static @Nullable FileHeader parse(byte[] start) {
    int name = new String(start, StandardCharsets.ISO_8859_1).indexOf(FIELD);
    if (name < 0) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
    int from = name + FIELD.length();
    for (int at = from; at < from + 16 && at + 33 <= LOOKED_AT; at++) {
      if (in.get(at) == LONGS && in.getLong(at + 1) == 2) {
        long frameAt = in.getLong(at + 17);
        long sequence = in.getLong(at + 25); // the lower half of the offset, and the number
        boolean whole = frameAt > 0 && sequence >>> 32 == (frameAt & 0xFFFF_FFFFL);
        return whole ? new FileHeader(frameAt, sequence & 0xFFFF_FFFFL) : null;
      }
    }
    return null;
  }
}
