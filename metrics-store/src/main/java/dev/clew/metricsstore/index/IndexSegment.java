package dev.clew.metricsstore.index;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.files.MappedFile;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * The index of a run of consecutively numbered series of a day, on disk. Thread-safe; whoever reads
 * holds a reference to {@link #file}.
 */
public final class IndexSegment {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MappedFile file;
  private final IndexFooter footer;
  private volatile boolean verified;

  private IndexSegment(MappedFile file, IndexFooter footer) {
    this.file = file;
    this.footer = footer;
  }

  /**
   * @throws CorruptFileException when the file is not a whole index
   */
  public static IndexSegment open(Path path) throws IOException {
    MappedFile file = MappedFile.open(path);
    try {
      return new IndexSegment(file, readFooter(file));
    } catch (RuntimeException e) {
      file.release();
      throw e;
    }
  }

  private static IndexFooter readFooter(MappedFile file) {
    long size = file.size();
    if (size < IndexFormat.HEADER_BYTES + IndexFormat.TRAILER_BYTES) {
      throw new CorruptFileException(file.path(), size, "too short for an index");
    }
    ByteReader header = new ByteReader(file.read(0, IndexFormat.HEADER_BYTES));
    if (header.u32() != IndexFormat.MAGIC || header.u32() != IndexFormat.VERSION) {
      throw new CorruptFileException(file.path(), 0, "not an index of version 1");
    }
    long trailerOffset = size - IndexFormat.TRAILER_BYTES;
    ByteReader trailer = new ByteReader(file.read(trailerOffset, IndexFormat.TRAILER_BYTES));
    long offset = trailer.u64();
    int length = trailer.u32();
    int crc = trailer.u32();
    if (trailer.u32() != IndexFormat.MAGIC || offset + length != trailerOffset) {
      throw new CorruptFileException(file.path(), trailerOffset, "no footer");
    }
    byte[] footer = file.read(offset, length);
    if (Checksums.crc32c(footer) != crc) {
      throw new CorruptFileException(file.path(), offset, "checksum of the footer");
    }
    return IndexFooter.read(new ByteReader(footer), offset);
  }

  public MappedFile file() {
    return file;
  }

  public long day() {
    return footer.day();
  }

  /** Number of the first series. */
  public int base() {
    return footer.base();
  }

  public int count() {
    return footer.count();
  }

  public boolean contains(int series) {
    return series >= base() && series < base() + count();
  }

  /** Label names in use, sorted. */
  public List<String> names() {
    return footer.names();
  }

  private MemorySegment memory() {
    if (!verified) {
      CRC32C crc = new CRC32C();
      crc.update(file.memory().asSlice(0, footer.bodyLength()).asByteBuffer());
      if ((int) crc.getValue() != footer.bodyCrc()) {
        throw new CorruptFileException(file.path(), 0, "checksum of the index");
      }
      verified = true;
    }
    return file.memory();
  }

  private int u32(int section, int index) {
    return memory().get(INT, footer.offset(section) + 4L * index);
  }

  private long hash(int index, int half) {
    return memory().get(LONG, footer.offset(IndexFormat.HASHES) + 16L * index + 8L * half);
  }

  /** The number of the series with this hash, or -1. */
  public int find(long high, long low) {
    int from = 0;
    int to = count() - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      if (Long.compareUnsigned(hash(u32(IndexFormat.HASH_ORDER, middle), 0), high) < 0) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    for (int i = from; i < count(); i++) {
      int index = u32(IndexFormat.HASH_ORDER, i);
      if (hash(index, 0) != high) {
        return -1;
      }
      if (hash(index, 1) == low) {
        return base() + index;
      }
    }
    return -1;
  }

  public long hashHigh(int series) {
    return hash(series - base(), 0);
  }

  public long hashLow(int series) {
    return hash(series - base(), 1);
  }

  public LabelSet labels(int series) {
    return labels(series, null);
  }

  /**
   * The labels of a series.
   *
   * @param known texts that were read before, or null
   */
  public LabelSet labels(int series, @Nullable KnownTexts known) {
    int index = series - base();
    ByteReader in = seriesEntry(index);
    int count = in.varint32();
    String[] pairs = new String[2 * count];
    for (int i = 0; i < count; i++) {
      int ordinal = in.varint32();
      pairs[2 * i] = footer.nameOf(ordinal);
      pairs[2 * i + 1] = known == null ? value(ordinal) : known.text(ordinal, this::value);
    }
    return LabelSet.stored(pairs, hash(index, 0), hash(index, 1));
  }

  private ByteReader seriesEntry(int index) {
    int start = u32(IndexFormat.SERIES_OFFSETS, index);
    int end =
        index + 1 < count()
            ? u32(IndexFormat.SERIES_OFFSETS, index + 1)
            : footer.length(IndexFormat.SERIES);
    return new ByteReader(file.read(footer.offset(IndexFormat.SERIES) + start, end - start));
  }

  private byte[] utf8(int ordinal) {
    int start = u32(IndexFormat.VALUE_OFFSETS, ordinal);
    int length = u32(IndexFormat.VALUE_OFFSETS, ordinal + 1) - start;
    return file.read(footer.offset(IndexFormat.VALUES) + start, length);
  }

  private String value(int ordinal) {
    return new String(utf8(ordinal), StandardCharsets.UTF_8);
  }

  /** Adds the values of a label that some of the wanted series have; null means all series. */
  public void values(String name, @Nullable ImmutableRoaringBitmap wanted, Set<String> target) {
    IndexFooter.Terms terms = footer.terms(name);
    if (terms == null) {
      return;
    }
    if (wanted != null && wanted.getCardinality() < terms.count()) {
      wanted.forEach(
          (IntConsumer & org.roaringbitmap.IntConsumer) id -> addValue(id, terms, target));
      return;
    }
    for (int ordinal = terms.first(); ordinal < terms.end(); ordinal++) {
      if (wanted == null || anyOf(ordinal, wanted)) {
        target.add(value(ordinal));
      }
    }
  }

  private void addValue(int id, IndexFooter.Terms terms, Set<String> target) {
    if (!contains(id)) {
      return;
    }
    ByteReader in = seriesEntry(id - base());
    for (int left = in.varint32(); left > 0; left--) {
      int ordinal = in.varint32();
      if (ordinal >= terms.first() && ordinal < terms.end()) {
        target.add(value(ordinal));
        return;
      }
    }
  }

  private boolean anyOf(int ordinal, ImmutableRoaringBitmap wanted) {
    int reference = u32(IndexFormat.POSTING_OFFSETS, ordinal);
    return reference < 0
        ? wanted.contains(reference & ~IndexFormat.SINGLE)
        : ImmutableRoaringBitmap.intersects(postings(reference), wanted);
  }

  /** Numbers of the series that all matchers want. */
  public MutableRoaringBitmap match(List<ValueMatcher> matchers) {
    MutableRoaringBitmap found = new MutableRoaringBitmap();
    found.add((long) base(), (long) base() + count());
    for (ValueMatcher matcher : matchers) {
      if (found.isEmpty()) {
        break;
      }
      if (matcher.matchesEverything()) {
        continue;
      }
      if (matcher.matchesEmpty()) {
        // A series without the label is wanted: take away those whose value is not.
        found.andNot(union(matcher, false));
      } else {
        found.and(union(matcher, true));
      }
    }
    return found;
  }

  /** Series with a value of the matcher's label that is wanted, or is not. */
  private MutableRoaringBitmap union(ValueMatcher matcher, boolean wanted) {
    MutableRoaringBitmap union = new MutableRoaringBitmap();
    IndexFooter.Terms terms = footer.terms(matcher.name());
    if (terms == null) {
      return union;
    }
    // The test itself is to pass when a wanted value is wanted of a matcher that is not negated.
    boolean passing = wanted != matcher.negated();
    Set<String> literals = matcher.test().literals();
    if (passing && literals != null) {
      for (String literal : literals) {
        int ordinal = ordinal(terms, literal.getBytes(StandardCharsets.UTF_8));
        if (ordinal >= 0) {
          addPostings(ordinal, union);
        }
      }
      return union;
    }
    byte[] prefix = matcher.test().prefix().getBytes(StandardCharsets.UTF_8);
    for (int ordinal = passing ? firstFrom(terms, prefix) : terms.first();
        ordinal < terms.end();
        ordinal++) {
      byte[] value = utf8(ordinal);
      if (passing && !startsWith(value, prefix)) {
        break;
      }
      if (matcher.test().passesUtf8(value) == passing) {
        addPostings(ordinal, union);
      }
    }
    return union;
  }

  private static boolean startsWith(byte[] value, byte[] prefix) {
    return value.length >= prefix.length
        && Arrays.equals(value, 0, prefix.length, prefix, 0, prefix.length);
  }

  private int ordinal(IndexFooter.Terms terms, byte[] value) {
    int ordinal = firstFrom(terms, value);
    return ordinal < terms.end() && Arrays.equals(utf8(ordinal), value) ? ordinal : -1;
  }

  /** The first term that is not less. */
  private int firstFrom(IndexFooter.Terms terms, byte[] value) {
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

  private void addPostings(int ordinal, MutableRoaringBitmap target) {
    int reference = u32(IndexFormat.POSTING_OFFSETS, ordinal);
    if (reference < 0) {
      target.add(reference & ~IndexFormat.SINGLE);
    } else {
      target.or(postings(reference));
    }
  }

  private ImmutableRoaringBitmap postings(int reference) {
    long start = footer.offset(IndexFormat.POSTINGS) + reference;
    long end = footer.offset(IndexFormat.POSTINGS) + footer.length(IndexFormat.POSTINGS);
    return new ImmutableRoaringBitmap(memory().asSlice(start, end - start).asByteBuffer());
  }

  /** Number of values of each label name. */
  public void countValues(Map<String, Integer> target) {
    for (String name : names()) {
      IndexFooter.Terms terms = footer.terms(name);
      target.merge(name, terms == null ? 0 : terms.count(), Integer::sum);
    }
  }
}
