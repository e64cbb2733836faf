package dev.clew.metricsstore.index;

import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.files.MappedFile;
import dev.clew.metricsstore.index.term.SeriesTerms;
import dev.clew.metricsstore.index.term.TermCursor;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.buffer.ImmutableRoaringBitmap;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * The index of a run of consecutively numbered series of a day, on disk. Thread-safe; whoever reads
 * holds a reference to {@link #file}.
 */
public final class IndexSegment {
  private final MappedFile file;
  private final IndexFooter footer;
  private volatile @Nullable IndexTables verified;
  private volatile boolean damaged;

  /** Kept from the first time on: it takes a look at every series. */
  private volatile @Nullable Schemas schemas;

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

  private IndexTables tables() {
    IndexTables tables = verified;
    if (tables == null) {
      CRC32C crc = new CRC32C();
      crc.update(file.memory().asSlice(0, footer.bodyLength()).asByteBuffer());
      if ((int) crc.getValue() != footer.bodyCrc()) {
        damaged = true;
        throw new CorruptFileException(file.path(), 0, "checksum of the index");
      }
      tables = new IndexTables(file.memory(), footer);
      verified = tables;
    }
    return tables;
  }

  /** Whether its checksum is known to be wrong, so that nothing is found in it. */
  public boolean isDamaged() {
    return damaged;
  }

  /** Compares the checksum, which is otherwise done when it is first asked for something. */
  public void check() {
    tables();
  }

  /** What can be read although the checksum is wrong. */
  public IndexSalvage salvage() {
    return IndexSalvage.of(file, footer);
  }

  /** The number of the series with this hash, or -1. */
  public int find(long high, long low) {
    IndexTables tables = tables();
    int from = 0;
    int to = count() - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      long found = tables.hash(tables.u32(IndexFormat.HASH_ORDER, middle), 0);
      if (Long.compareUnsigned(found, high) < 0) {
        from = middle + 1;
      } else {
        to = middle - 1;
      }
    }
    for (int i = from; i < count(); i++) {
      int index = tables.u32(IndexFormat.HASH_ORDER, i);
      if (tables.hash(index, 0) != high) {
        return -1;
      }
      if (tables.hash(index, 1) == low) {
        return base() + index;
      }
    }
    return -1;
  }

  public long hashHigh(int series) {
    return tables().hash(series - base(), 0);
  }

  public long hashLow(int series) {
    return tables().hash(series - base(), 1);
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
    IndexTables tables = tables();
    int index = series - base();
    int start = tables.seriesOffset(index);
    ByteReader in =
        new ByteReader(tables.bytes(IndexFormat.SERIES, start, tables.seriesOffset(index + 1)));
    String[] pairs = new String[2 * in.count()];
    for (int i = 0; i < pairs.length; i += 2) {
      int ordinal = in.varint32();
      pairs[i] = footer.nameOf(ordinal);
      pairs[i + 1] = known == null ? tables.value(ordinal) : known.text(ordinal, tables::value);
    }
    return LabelSet.stored(pairs, tables.hash(index, 0), tables.hash(index, 1));
  }

  /** The terms of the series, for one thread. */
  public SeriesTerms terms() {
    return new StoredTerms(tables());
  }

  /** Numbers of the series that all matchers want. */
  public MutableRoaringBitmap match(List<ValueMatcher> matchers, MatchCache cache) {
    return new PostingSearch(tables(), cache, this).match(matchers);
  }

  /** The values of a label. */
  public TermCursor cursor(String name) {
    IndexFooter.Terms terms = footer.terms(name);
    return terms == null ? TermCursor.EMPTY : new SegmentCursor(tables(), terms);
  }

  /** The values of a label that some of the wanted series have. */
  public TermCursor cursor(String name, ImmutableRoaringBitmap wanted) {
    IndexFooter.Terms terms = footer.terms(name);
    if (terms == null) {
      return TermCursor.EMPTY;
    }
    IndexTables tables = tables();
    return TermCounts.of(new SeriesEntries(tables, wanted), tables, terms).cursor(name);
  }

  /** The values of all labels that some of the wanted series have. */
  public TermCounts counts(ImmutableRoaringBitmap wanted) {
    IndexTables tables = tables();
    return TermCounts.of(new SeriesEntries(tables, wanted), tables, null);
  }

  /** Adds the label names that some of the wanted series have. */
  public void addNames(ImmutableRoaringBitmap wanted, Set<String> target) {
    BitSet found = new BitSet();
    SeriesEntries entries = new SeriesEntries(tables(), wanted);
    while (found.cardinality() < footer.names().size() && entries.next()) {
      mark(entries, found);
    }
    found.stream().forEach(name -> target.add(footer.names().get(name)));
  }

  private void mark(SeriesEntries entries, BitSet found) {
    int name = 0;
    for (int term = entries.term(); term >= 0; term = entries.term()) {
      while (footer.firstTerm(name + 1) <= term) {
        name++;
      }
      found.set(name);
    }
  }

  /** How many series have a value. */
  public int series(String name, String value) {
    IndexFooter.Terms terms = footer.terms(name);
    if (terms == null) {
      return 0;
    }
    IndexTables tables = tables();
    int ordinal = tables.ordinal(terms, value.getBytes(StandardCharsets.UTF_8));
    return ordinal < 0 ? 0 : tables.series(ordinal);
  }

  /** Adds to each metric name the label names that its series have. */
  public void addSchemas(Map<String, Set<String>> target) {
    Schemas known = schemas;
    if (known == null) {
      known = Schemas.of(tables());
      schemas = known;
    }
    known.addTo(target);
  }
}
