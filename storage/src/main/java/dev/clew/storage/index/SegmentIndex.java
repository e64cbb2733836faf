package dev.clew.storage.index;

import dev.clew.model.QueryException;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;

/**
 * The index of one segment, for reading. Blocks are numbered from 0 in the order in which they were
 * added. Thread-safe.
 */
public final class SegmentIndex implements AutoCloseable {
  private final Directory directory;
  private final DirectoryReader reader;
  private final IdTable ids;
  private final int version;

  /**
   * @param path of Lucene's directory
   * @param idsPath of the {@link IdTable}
   */
  public SegmentIndex(Path path, Path idsPath) throws IOException {
    ids = new IdTable(idsPath);
    directory = FSDirectory.open(path);
    try {
      reader = DirectoryReader.open(directory);
      String known = reader.getIndexCommit().getUserData().get(SegmentIndexWriter.VERSION_KEY);
      version = known == null ? 1 : Integer.parseInt(known);
      // Lucene does not check these when it opens them; a wrong summary would hide its block.
      for (CodecReader leaf : leaves()) {
        leaf.getDocValuesReader().checkIntegrity();
      }
    } catch (IOException | RuntimeException e) {
      directory.close();
      ids.close();
      throw e;
    }
  }

  /**
   * Compares the checksum of every file, which reads them in full.
   *
   * @throws IOException when Lucene's are damaged
   * @throws dev.clew.storage.bytes.CorruptBlockException when the table of IDs is
   */
  public void check() throws IOException {
    ids.checkEntries();
    for (String name : directory.listAll()) {
      if (!name.equals(IndexWriter.WRITE_LOCK_NAME)) {
        try (IndexInput file = directory.openInput(name, IOContext.READONCE)) {
          CodecUtil.checksumEntireFile(file);
        }
      }
    }
  }

  public IdTable ids() {
    return ids;
  }

  /** Of its terms, as {@code package-info} says. */
  int version() {
    return version;
  }

  public int blocks() {
    return reader.maxDoc();
  }

  /**
   * Lucene trusts its files: where a changed byte leads it astray, it may throw anything.
   *
   * @throws IOException by Lucene
   * @throws CorruptBlockException for everything else it may throw
   */
  private <T> T reading(Reading<T> reading) throws IOException {
    try {
      return reading.read();
    } catch (QueryException | CorruptBlockException e) {
      throw e;
    } catch (RuntimeException e) {
      CorruptBlockException damaged = new CorruptBlockException(directory + ": " + e, 0);
      damaged.initCause(e);
      throw damaged;
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** The summaries of all blocks, in their order. */
  public List<byte[]> summaries() throws IOException {
    return reading(this::readSummaries);
  }

  private List<byte[]> readSummaries() throws IOException {
    List<byte[]> all = new ArrayList<>(reader.maxDoc());
    for (LeafReaderContext leaf : reader.leaves()) {
      BinaryDocValues values = leaf.reader().getBinaryDocValues(SegmentIndexWriter.SUMMARY);
      for (int doc = 0; doc < leaf.reader().maxDoc(); doc++) {
        if (values == null || !values.advanceExact(doc)) {
          throw new IOException("block " + doc + " has no summary in " + directory);
        }
        BytesRef ref = values.binaryValue();
        all.add(BytesRef.deepCopyOf(ref).bytes);
      }
    }
    return all;
  }

  /** The blocks that may hold a wanted row. */
  public BitSet candidates(IndexQuery query) throws IOException {
    return reading(() -> find(query));
  }

  private BitSet find(IndexQuery query) throws IOException {
    BitSet found = new BitSet(blocks());
    if (reader.leaves().size() != 1) {
      found.set(0, blocks()); // no segment is written so
      return found;
    }
    LeafReader leaf = reader.leaves().getFirst().reader();
    IndexSearch search =
        new IndexSearch(blocks(), version, ids, leaf.terms(SegmentIndexWriter.TERMS));
    BitSet wanted = search.find(query);
    if (wanted != null) {
      return wanted;
    }
    found.set(0, blocks());
    return found;
  }

  /** Takes a field that a block has. */
  @FunctionalInterface
  public interface FieldSink {
    /**
     * @param rows that have it; {@link Integer#MAX_VALUE} when an older index does not say
     */
    void field(ColumnKey key, int block, int rows);
  }

  /** Gives every field of every block. */
  public void fields(FieldSink sink) throws IOException {
    reading(() -> {
      readFields(sink);
      return true;
    });
  }

  private void readFields(FieldSink sink) throws IOException {
    boolean counted = version >= 3;
    BytesRef beginning = new BytesRef(Terms.EXISTS_PREFIX);
    for (LeafReaderContext leaf : reader.leaves()) {
      String field = counted ? SegmentIndexWriter.FIELDS : SegmentIndexWriter.TERMS;
      org.apache.lucene.index.Terms terms = leaf.reader().terms(field);
      if (terms == null) {
        continue;
      }
      TermsEnum each = terms.iterator();
      PostingsEnum postings = null;
      for (BytesRef term =
              each.seekCeil(beginning) == TermsEnum.SeekStatus.END ? null : each.term();
          term != null && StringHelper.startsWith(term, beginning);
          term = each.next()) {
        if (term.length < 3) {
          throw new CorruptBlockException(directory + ": a field without name or type", 0);
        }
        String name =
            new String(term.bytes, term.offset + 1, term.length - 3, StandardCharsets.UTF_8);
        ColumnKey key =
            new ColumnKey(name, ColumnType.ofCode(term.bytes[term.offset + term.length - 1]));
        postings = each.postings(postings, counted ? PostingsEnum.FREQS : PostingsEnum.NONE);
        for (int doc = postings.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS;
            doc = postings.nextDoc()) {
          sink.field(key, leaf.docBase + doc, counted ? postings.freq() : Integer.MAX_VALUE);
        }
      }
    }
  }

  /** The readers below, for merging. */
  List<CodecReader> leaves() {
    List<CodecReader> leaves = new ArrayList<>();
    reader.leaves().forEach(leaf -> leaves.add((CodecReader) leaf.reader()));
    return leaves;
  }

  @Override
  public void close() throws IOException {
    try (directory;
        ids) {
      reader.close();
    }
  }
}
