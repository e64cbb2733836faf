package dev.clew.metricsstore.index;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.roaringbitmap.InvalidRoaringFormat;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;

/** The sections of a verified index, read where they lie. Thread-safe. */
final class IndexTables {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Cookies of the portable format of RoaringBitmap (github.com/RoaringBitmap/RoaringFormatSpec).
   */
  private static final int WITHOUT_RUNS = 12346;

  /** Bitmaps of fewer containers have no table of offsets, which does not matter here. */
  private static final int WITH_RUNS = 12347;

  private final MemorySegment memory;
  private final IndexFooter footer;

  IndexTables(MemorySegment memory, IndexFooter footer) {
    this.memory = memory;
    this.footer = footer;
  }

  IndexFooter footer() {
    return footer;
  }

  int u32(int section, int index) {
    return memory.get(INT, footer.offset(section) + 4L * index);
  }

  /** Half of the hash of a series, counted from the first of the index. */
  long hash(int index, int half) {
    return memory.get(LONG, footer.offset(IndexFormat.HASHES) + 16L * index + 8L * half);
  }

  /** Bytes of a section. Offsets that do not lie in it are no reason to reserve memory. */
  byte[] bytes(int section, int from, int end) {
    int length = length(section, from, end);
    byte[] bytes = new byte[length];
    copy(section, from, length, bytes);
    return bytes;
  }

  /**
   * From one offset in a section to another.
   *
   * @throws IndexOutOfBoundsException when they do not lie in it
   */
  int length(int section, int from, int end) {
    return end - Objects.checkFromToIndex(from, end, footer.length(section));
  }

  void copy(int section, int from, int length, byte[] target) {
    MemorySegment.copy(
        memory, ValueLayout.JAVA_BYTE, footer.offset(section) + from, target, 0, length);
  }

  /** Where the entry of a series begins in its section; also for one past the last. */
  int seriesOffset(int index) {
    return index < footer.count()
        ? u32(IndexFormat.SERIES_OFFSETS, index)
        : footer.length(IndexFormat.SERIES);
  }

  byte[] utf8(int ordinal) {
    int start = u32(IndexFormat.VALUE_OFFSETS, ordinal);
    return bytes(IndexFormat.VALUES, start, u32(IndexFormat.VALUE_OFFSETS, ordinal + 1));
  }

  String value(int ordinal) {
    return new String(utf8(ordinal), StandardCharsets.UTF_8);
  }

  /** The ordinal of a value, or -1. */
  int ordinal(IndexFooter.Terms terms, byte[] value) {
    int ordinal = firstFrom(terms, value);
    return ordinal < terms.end() && Arrays.equals(utf8(ordinal), value) ? ordinal : -1;
  }

  /** The first term that is not less. */
  int firstFrom(IndexFooter.Terms terms, byte[] value) {
    int from = terms.first();
    int to = terms.end();
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (Arrays.compareUnsigned(utf8(middle), value) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  /** How many series have a term, from the head of its bitmap. */
  int series(int ordinal) {
    int reference = u32(IndexFormat.POSTING_OFFSETS, ordinal);
    if (reference < 0) {
      return 1;
    }
    long at = footer.offset(IndexFormat.POSTINGS) + reference;
    int cookie = memory.get(INT, at);
    int containers;
    if ((cookie & 0xffff) == WITH_RUNS) {
      containers = (cookie >>> 16) + 1;
      at += 4 + (containers + 7) / 8;
    } else if (cookie == WITHOUT_RUNS) {
      containers = memory.get(INT, at + 4);
      at += 8;
    } else {
      return postings(reference).getCardinality();
    }
    int series = containers;
    for (int i = 0; i < containers; i++) {
      series += memory.get(SHORT, at + 4L * i + 2) & 0xffff;
    }
    return series;
  }

  /** What {@link #postings} takes; negative when {@link IndexFormat#SINGLE} marks a lone series. */
  int posting(int ordinal) {
    return u32(IndexFormat.POSTING_OFFSETS, ordinal);
  }

  ImmutableRoaringBitmap postings(int posting) {
    long start = footer.offset(IndexFormat.POSTINGS) + posting;
    long end = footer.offset(IndexFormat.POSTINGS) + footer.length(IndexFormat.POSTINGS);
    try {
      return new ImmutableRoaringBitmap(memory.asSlice(start, end - start).asByteBuffer());
    } catch (InvalidRoaringFormat e) {
      // Under a right checksum, so that no damage brings it about; told as ByteReader does.
      throw new IndexOutOfBoundsException("postings at " + posting + ": " + e.getMessage());
    }
  }

  /** How many of the wanted series have a term. */
  int seriesOf(int ordinal, ImmutableRoaringBitmap wanted) {
    int posting = posting(ordinal);
    if (posting < 0) {
      return wanted.contains(posting & ~IndexFormat.SINGLE) ? 1 : 0;
    }
    return ImmutableRoaringBitmap.andCardinality(postings(posting), wanted);
  }
}
