package dev.clew.storage.buffer.file;

import static dev.clew.storage.buffer.file.EntryFormat.CHECKSUM_AT;
import static dev.clew.storage.buffer.file.EntryFormat.KIND_AND_LENGTH_AT;
import static dev.clew.storage.buffer.file.EntryFormat.MAGIC;
import static dev.clew.storage.buffer.file.EntryFormat.OLD_CHECKSUM_AT;
import static dev.clew.storage.buffer.file.EntryFormat.OLD_OVERHEAD;
import static dev.clew.storage.buffer.file.EntryFormat.OVERHEAD;
import static dev.clew.storage.buffer.file.EntryFormat.PART_BYTES;
import static dev.clew.storage.buffer.file.EntryFormat.POSITION_AT;
import static dev.clew.storage.buffer.file.EntryFormat.RECEIVED_AT;
import static dev.clew.storage.buffer.file.EntryFormat.SALT_AT;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Reads the entries of one queue file from its bytes, past everything in it that is damaged. One
 * thread.
 *
 * <p>Entries stand in frames, each behind the other, so the way from one to the next is the length
 * in a frame's head. The library's own reader knows no other way: a head of zeros is the end to it,
 * and a wrong one an error. Here a frame is believed only when it leads to the very next entry: the
 * one with its magic and salt, of the frame's length, at the position that follows. Otherwise every
 * place from behind the last good entry on is tried, four bytes at a time, until an entry is found
 * whose checksum is right and whose position is possible. What lies between the positions of the
 * two is missing.
 *
 * <p>Entries of before positions stood in them have only their place in the file: behind a damaged
 * place nobody knows how many were lost, and they are counted on from there.
 */
public final class QueueFile implements Closeable {
  /** What the library writes in front of the first entry: a header and two pages of its index. */
  public static final int FIRST_FRAME = 33_040;

  private static final int FRAME_HEAD = 4;
  private static final int NOT_COMPLETE = 0x8000_0000;
  private static final int META_DATA = 0x4000_0000;
  private static final int LENGTH = 0x3FFF_FFFF;

  /** Of a consumer that has read nothing yet. */
  public static final long NONE = -1;

  /** Checksums over so many times the file's size are spent on places that may be a fake. */
  private static final int GUESSES = 4;

  private final Window window;

  /** Position of the first entry of a file with old entries. */
  private final long oldBase;

  private final CRC32C crc = new CRC32C();
  private final byte[] head = new byte[OVERHEAD];

  /** How entries of this file are written; unknown before the first. */
  private Form form;

  /** Of the file's entries; 0 while it is not known. */
  private int salt;

  private long guessedBytes;

  private long end = Long.MAX_VALUE;

  /** Behind the last entry that was found. */
  private long goodEnd;

  /** Head of the frame at which walking came to an end. */
  private int stoppedBy;

  /** Of the entry that was found last. */
  private long position = NONE;

  // The entry that was found last, or the place that was looked at last.
  private long at;
  private Form seenForm = Form.UNKNOWN;
  private int seenSalt;
  private long seenPosition;
  private long receivedNanos;
  private byte kind;
  private int payloadBytes;
  private int overhead;

  /** Bytes that had to be searched to find it; 0 when the frames led to it. */
  private long searched;

  private enum Form {
    UNKNOWN,
    OLD,
    NEW
  }

  /**
   * @param oldBase position of the first entry if the file's entries have none in them
   * @param salt of the entries, or 0 when it is not known
   */
  public QueueFile(Path path, long oldBase, int salt) throws IOException {
    this.window = new Window(path);
    this.oldBase = oldBase;
    this.salt = salt;
    this.form = salt == 0 ? Form.UNKNOWN : Form.NEW;
  }

  /** Goes on to the first entry behind a position; false when there is none. */
  public boolean next(long after) {
    while (walk() || search()) {
      if (form == Form.OLD && position <= after && searched > 0) {
        position = after + 1; // better stored twice than lost
      }
      if (position > after) {
        return true;
      }
    }
    return false;
  }

  /** Nothing behind this offset is looked at. */
  public void limit(long offset) {
    end = offset;
    window.limit(offset);
  }

  /** Follows the frames to the next entry. */
  boolean walk() {
    long offset = goodEnd;
    while (true) {
      int frame = window.has(offset, FRAME_HEAD) ? window.intAt(offset) : 0;
      int length = frame & LENGTH;
      long behind = aligned(offset + FRAME_HEAD + length);
      boolean believed = frame != 0 && (frame & NOT_COMPLETE) == 0 && behind <= aligned(end);
      if (believed && (frame & META_DATA) != 0) {
        offset = behind;
        continue;
      }
      if (believed && isEntry(offset + FRAME_HEAD, length) && follows()) {
        searched = 0;
        found(offset + FRAME_HEAD, behind);
        return true;
      }
      stoppedBy = frame;
      return false;
    }
  }

  /** Tries every place from behind the last entry on. */
  boolean search() {
    long from = goodEnd;
    for (long place = aligned(from) + FRAME_HEAD; place < end; place += Integer.BYTES) {
      place = window.skipZeros(place);
      if (isEntrySomewhere(place, from)) {
        searched = place - FRAME_HEAD - from + 1;
        found(place, aligned(place + overhead + payloadBytes));
        return true;
      }
    }
    return false;
  }

  private void found(long place, long behind) {
    at = place;
    form = seenForm;
    salt = seenSalt;
    position = seenPosition;
    goodEnd = behind;
  }

  private boolean follows() {
    return position == NONE || seenPosition == position + 1;
  }

  /** Whether the frame of this length at the place holds an entry, as far as its head tells. */
  private boolean isEntry(long place, int length) {
    return (readHead(place) && overhead + payloadBytes == length) || readOldHead(place, length);
  }

  private boolean readHead(long place) {
    if (form == Form.OLD || !window.has(place, OVERHEAD) || window.intAt(place) != MAGIC) {
      return false;
    }
    int kindAndLength = window.intAt(place + KIND_AND_LENGTH_AT);
    seenForm = Form.NEW;
    seenSalt = window.intAt(place + SALT_AT);
    seenPosition = window.longAt(place + POSITION_AT);
    receivedNanos = window.longAt(place + RECEIVED_AT);
    kind = EntryFormat.kindOf(kindAndLength);
    payloadBytes = EntryFormat.lengthOf(kindAndLength);
    overhead = OVERHEAD;
    return EntryFormat.isKind(kind)
        && payloadBytes <= PART_BYTES
        && seenPosition >= 0
        && (salt == 0 || seenSalt == salt);
  }

  private boolean readOldHead(long place, int length) {
    if (form == Form.NEW
        || length < OLD_OVERHEAD
        || length > OLD_OVERHEAD + PART_BYTES
        || !window.has(place, OLD_OVERHEAD)
        || !EntryFormat.isKind(window.byteAt(place))) {
      return false;
    }
    seenForm = Form.OLD;
    seenSalt = 0;
    seenPosition = position == NONE ? oldBase : position + 1;
    receivedNanos = window.longAt(place + 1);
    kind = window.byteAt(place);
    payloadBytes = length - OLD_OVERHEAD;
    overhead = OLD_OVERHEAD;
    return true;
  }

  private boolean isEntrySomewhere(long place, long from) {
    if (readHead(place)) {
      return place + OVERHEAD + payloadBytes <= end
          && isPossible(place - from)
          && isWorthIt()
          && isChecksumRight(place);
    }
    if (form == Form.NEW || !window.has(place - FRAME_HEAD, FRAME_HEAD)) {
      return false;
    }
    int frame = window.intAt(place - FRAME_HEAD);
    return (frame & ~LENGTH) == 0
        && place + frame <= end
        && readOldHead(place, frame)
        && isWorthIt()
        && isChecksumRight(place);
  }

  /** No more entries can be missing than fit between. */
  private boolean isPossible(long bytesBetween) {
    return position == NONE
        || (seenPosition > position && seenPosition - position <= bytesBetween / OVERHEAD + 1);
  }

  /** Where the salt is not known a payload may be made of nothing but heads of long entries. */
  private boolean isWorthIt() {
    if (salt == 0) {
      guessedBytes += payloadBytes;
    }
    return guessedBytes <= GUESSES * end || payloadBytes <= 1 << 16;
  }

  private boolean isChecksumRight(long place) {
    begin(place);
    window.update(crc, place + overhead, payloadBytes);
    return checksum() == (int) crc.getValue();
  }

  /** Copies the payload; false when it is not the one that was written. */
  boolean copyPayload(byte[] into, int offset) {
    begin(at);
    boolean there = window.copy(at + overhead, into, offset, payloadBytes);
    crc.update(into, offset, payloadBytes);
    return there && checksum() == (int) crc.getValue();
  }

  private void begin(long place) {
    window.copy(place, head, 0, overhead);
    crc.reset();
    crc.update(head, 0, overhead == OVERHEAD ? CHECKSUM_AT : OLD_CHECKSUM_AT);
  }

  private int checksum() {
    int from = overhead == OVERHEAD ? CHECKSUM_AT : OLD_CHECKSUM_AT;
    return (head[from] & 0xFF)
        | (head[from + 1] & 0xFF) << 8
        | (head[from + 2] & 0xFF) << 16
        | head[from + 3] << 24;
  }

  private static long aligned(long offset) {
    return (offset + 3) & ~3L;
  }

  /** Bytes from behind the last entry to the last one that is not zero. */
  long remains() {
    long last = window.lastNonZero(Math.max(goodEnd, FIRST_FRAME));
    return last < Math.max(goodEnd, FIRST_FRAME) ? 0 : last + 1 - goodEnd;
  }

  /**
   * Whether walking ended at a frame whose writing had begun: at the mark that ends a file, or
   * where the process died inside an append that was never acknowledged.
   */
  boolean stoppedAtBegunFrame() {
    return (stoppedBy & NOT_COMPLETE) != 0;
  }

  /** What the library has noted about its last entry, in the header of the file. */
  FileHeader header() {
    return FileHeader.read(window);
  }

  long size() throws IOException {
    return window.size();
  }

  /** Offset behind the last entry that was found. */
  long behindEntry() {
    return goodEnd;
  }

  public long position() {
    return position;
  }

  long receivedNanos() {
    return receivedNanos;
  }

  byte kind() {
    return kind;
  }

  int payloadBytes() {
    return payloadBytes;
  }

  int entryBytes() {
    return overhead + payloadBytes;
  }

  public long searchedBytes() {
    return searched;
  }

  public boolean isOld() {
    return form == Form.OLD;
  }

  int salt() {
    return salt;
  }

  @Override
  public void close() throws IOException {
    window.close();
  }
}
