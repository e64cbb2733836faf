package dev.clew.storage.buffer;

import java.util.Arrays;
import java.util.zip.CRC32C;
import net.openhft.chronicle.bytes.Bytes;

/**
 * One entry of a queue, inside Chronicle Queue's own framing; numbers are little-endian:
 *
 * <pre>
 * offset  size
 *      0     1  1: a whole request; 2, 3, 4: the first, a middle, the last part of one
 *      1     8  received, nanoseconds since the Unix epoch
 *      9     4  CRC-32C of the bytes from offset 0 to 9 and of the payload
 *     13     n  payload: (part of) a serialized Export{Logs,Metrics,Trace}ServiceRequest
 * </pre>
 *
 * Chronicle Queue has no checksum: after a power failure an entry's frame may be there without its
 * pages. It also takes no entry larger than a quarter of its mapped block (16 MiB), hence the
 * parts. Parts of one request follow each other; a request whose last part is missing was never
 * acknowledged, and is skipped.
 */
final class EntryFormat {
  static final int OVERHEAD = 13;

  /** Greatest payload of one entry. */
  static final int PART_BYTES = 8 << 20;

  private static final byte WHOLE = 1;
  private static final byte FIRST = 2;
  private static final byte MIDDLE = 3;
  private static final byte LAST = 4;

  private EntryFormat() {}

  private static int checksum(
      byte kind, long receivedNanos, byte[] payload, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(kind);
    for (int shift = 0; shift < 64; shift += 8) {
      crc.update((int) (receivedNanos >>> shift));
    }
    crc.update(payload, offset, length);
    return (int) crc.getValue();
  }

  /**
   * Writes the part of a request that starts at {@code done}, of at most {@link #PART_BYTES}.
   *
   * @param offset where the request starts in the array
   * @param done how much of it was written in entries before
   * @return how much of it is written with this entry
   */
  static int write(
      Bytes<?> out, long receivedNanos, byte[] request, int offset, int length, int done) {
    int size = Math.min(PART_BYTES, length - done);
    boolean last = done + size == length;
    byte kind = done == 0 ? (last ? WHOLE : FIRST) : (last ? LAST : MIDDLE);
    out.writeByte(kind);
    out.writeLong(receivedNanos);
    out.writeInt(checksum(kind, receivedNanos, request, offset + done, size));
    out.write(request, offset + done, size);
    return done + size;
  }

  /** A request read into memory that is used again for the next one. */
  static final class Entry {
    private byte[] payload = new byte[1 << 16];
    private int length;
    private long receivedNanos;
    private boolean open;
    private String fault = "";

    /**
     * Reads all that remains. True when a request is now complete, or as complete as it will get:
     * {@link #fault} says whether it can be used.
     */
    boolean read(Bytes<?> in) {
      long remaining = in.readRemaining();
      if (remaining < OVERHEAD || remaining > OVERHEAD + PART_BYTES) {
        begin();
        open = false;
        fault = "entry of " + remaining + " bytes (expected: >= " + OVERHEAD + ")";
        return true;
      }
      byte kind = in.readByte();
      long received = in.readLong();
      int checksum = in.readInt();
      boolean continued = kind == MIDDLE || kind == LAST;
      if (!continued) {
        begin();
      } else if (!open) {
        begin();
        fault = "part of a request without its beginning";
      }
      receivedNanos = received;
      int from = length;
      append(in, (int) remaining - OVERHEAD);
      if (kind < WHOLE || kind > LAST) {
        fault = "entry of kind " + kind + " (expected: 1 to 4)";
      } else if (checksum != checksum(kind, received, payload, from, length - from)) {
        fault = "entry with wrong checksum";
      }
      open = kind == FIRST || kind == MIDDLE;
      return !open;
    }

    private void begin() {
      if (payload.length > 1 << 20 && length < payload.length >> 4) {
        payload = new byte[1 << 16]; // one giant request must not be kept for ever
      }
      length = 0;
      fault = "";
    }

    private void append(Bytes<?> in, int bytes) {
      int needed = length + bytes;
      if (payload.length < needed) {
        payload = Arrays.copyOf(payload, Math.max(needed, 2 * length));
      }
      in.read(payload, length, bytes);
      length = needed;
    }

    byte[] payload() {
      return payload;
    }

    int length() {
      return length;
    }

    long receivedNanos() {
      return receivedNanos;
    }

    /** What is wrong with the entry; empty when nothing is. */
    String fault() {
      return fault;
    }
  }
}
