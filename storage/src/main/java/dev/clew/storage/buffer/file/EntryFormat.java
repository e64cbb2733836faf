package dev.clew.storage.buffer.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;

/**
 * One entry of a queue, inside Chronicle Queue's own framing; the package page has the bytes. A
 * request is one entry, or several when it is large.
 */
public final class EntryFormat {
  /** Begins every entry: {@code CWB2}. */
  static final int MAGIC = 'C' | 'W' << 8 | 'B' << 16 | '2' << 24;

  /** Bytes of an entry before its payload. */
  public static final int OVERHEAD = 32;

  public static final int SALT_AT = 4;
  static final int POSITION_AT = 8;
  static final int RECEIVED_AT = 16;
  static final int KIND_AND_LENGTH_AT = 24;
  static final int CHECKSUM_AT = 28;

  /** Bytes before the payload in files of versions before positions stood in the entries. */
  static final int OLD_OVERHEAD = 13;

  static final int OLD_CHECKSUM_AT = 9;

  /** Greatest payload of one entry. */
  static final int PART_BYTES = 8 << 20;

  static final byte WHOLE = 1;
  static final byte FIRST = 2;
  static final byte MIDDLE = 3;
  static final byte LAST = 4;

  private static final int KIND_SHIFT = 28;

  private EntryFormat() {}

  /** Not to be guessed by who sends a payload; 0 means that it is not known. */
  public static int newSalt() {
    int salt = new SecureRandom().nextInt();
    return salt == 0 ? 1 : salt;
  }

  static byte kindOf(int kindAndLength) {
    return (byte) (kindAndLength >>> KIND_SHIFT);
  }

  static int lengthOf(int kindAndLength) {
    return kindAndLength & (1 << KIND_SHIFT) - 1;
  }

  static boolean isKind(byte kind) {
    return kind >= WHOLE && kind <= LAST;
  }

  /** Writes entries one after the other. Not thread-safe. */
  public static final class Writer {
    private final int salt;
    private final byte[] head = new byte[OVERHEAD];
    private final ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    private final CRC32C crc = new CRC32C();

    /**
     * @param salt tells this process's entries from bytes in a payload that look like one
     */
    public Writer(int salt) {
      this.salt = salt;
    }

    /**
     * Writes the part of a request that starts at {@code done}, of at most {@link #PART_BYTES}.
     *
     * @param request holds the request alone, from its first byte to its last
     * @param done how much of it was written in entries before
     * @return how much of it is written with this entry
     */
    public int write(
        Bytes<?> out, long position, long receivedNanos, ByteBuffer request, int done) {
      int size = Math.min(PART_BYTES, request.remaining() - done);
      boolean last = done + size == request.remaining();
      byte kind = done == 0 ? (last ? WHOLE : FIRST) : (last ? LAST : MIDDLE);
      fields
          .putInt(0, MAGIC)
          .putInt(SALT_AT, salt)
          .putLong(POSITION_AT, position)
          .putLong(RECEIVED_AT, receivedNanos)
          .putInt(KIND_AND_LENGTH_AT, kind << KIND_SHIFT | size);
      int from = request.arrayOffset() + request.position() + done;
      crc.reset();
      crc.update(head, 0, CHECKSUM_AT);
      crc.update(request.array(), from, size);
      fields.putInt(CHECKSUM_AT, (int) crc.getValue());
      out.write(head);
      out.write(request.array(), from, size);
      return done + size;
    }
  }
}
