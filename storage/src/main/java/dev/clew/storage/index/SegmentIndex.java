package dev.clew.storage.index;

import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.ObjIntConsumer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.StringHelper;
import org.jspecify.annotations.Nullable;

/**
 * The index of one segment, for reading. Blocks are numbered from 0 in the order in which they were
 * added. Thread-safe.
 */
public final class SegmentIndex implements AutoCloseable {
  /** A prefix with more terms than this selects nearly every block anyway. */
  private static final int MOST_TERMS = 10_000;

  private final Directory directory;
  private final DirectoryReader reader;

  public SegmentIndex(Path path) throws IOException {
    directory = FSDirectory.open(path);
    try {
      reader = DirectoryReader.open(directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  public int blocks() {
    return reader.maxDoc();
  }

  /** The summaries of all blocks, in their order. */
  public List<byte[]> summaries() throws IOException {
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
    BitSet all = new BitSet(reader.maxDoc());
    for (LeafReaderContext leaf : reader.leaves()) {
      BitSet found = candidates(leaf.reader(), query);
      if (found == null) {
        all.set(leaf.docBase, leaf.docBase + leaf.reader().maxDoc());
      } else {
        found.stream().forEach(doc -> all.set(leaf.docBase + doc));
      }
    }
    return all;
  }

  /** Null stands for every block. */
  private static @Nullable BitSet candidates(LeafReader leaf, IndexQuery query) throws IOException {
    return switch (query) {
      case IndexQuery.Term term -> term(leaf, term.bytes());
      case IndexQuery.TermPrefix prefix -> prefix(leaf, prefix.bytes());
      case IndexQuery.AllOf all -> {
        BitSet left = null;
        for (IndexQuery part : all.of()) {
          BitSet found = candidates(leaf, part);
          if (found != null) {
            if (left == null) {
              left = found;
            } else {
              left.and(found);
            }
            if (left.isEmpty()) {
              break;
            }
          }
        }
        yield left;
      }
      case IndexQuery.AnyOf any -> {
        BitSet union = new BitSet();
        for (IndexQuery part : any.of()) {
          BitSet found = candidates(leaf, part);
          if (found == null) {
            yield null;
          }
          union.or(found);
        }
        yield union;
      }
    };
  }

  private static BitSet term(LeafReader leaf, BytesRef term) throws IOException {
    BitSet found = new BitSet();
    PostingsEnum postings =
        leaf.postings(
            new org.apache.lucene.index.Term(SegmentIndexWriter.TERMS, term), PostingsEnum.NONE);
    if (postings != null) {
      add(postings, found);
    }
    return found;
  }

  private static void add(PostingsEnum postings, BitSet found) throws IOException {
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      found.set(doc);
    }
  }

  private static @Nullable BitSet prefix(LeafReader leaf, BytesRef beginning) throws IOException {
    BitSet found = new BitSet();
    org.apache.lucene.index.Terms terms = leaf.terms(SegmentIndexWriter.TERMS);
    if (terms == null) {
      return found;
    }
    TermsEnum each = terms.iterator();
    PostingsEnum postings = null;
    int count = 0;
    for (BytesRef term = each.seekCeil(beginning) == TermsEnum.SeekStatus.END ? null : each.term();
        term != null && StringHelper.startsWith(term, beginning);
        term = each.next()) {
      if (++count > MOST_TERMS) {
        return null;
      }
      postings = each.postings(postings, PostingsEnum.NONE);
      add(postings, found);
    }
    return found;
  }

  /** Gives every field, and the number of each block that has it, to the consumer. */
  public void fields(ObjIntConsumer<ColumnKey> consumer) throws IOException {
    BytesRef beginning = new BytesRef(Terms.EXISTS_PREFIX);
    for (LeafReaderContext leaf : reader.leaves()) {
      org.apache.lucene.index.Terms terms = leaf.reader().terms(SegmentIndexWriter.TERMS);
      if (terms == null) {
        continue;
      }
      TermsEnum each = terms.iterator();
      PostingsEnum postings = null;
      for (BytesRef term =
              each.seekCeil(beginning) == TermsEnum.SeekStatus.END ? null : each.term();
          term != null && StringHelper.startsWith(term, beginning);
          term = each.next()) {
        String name =
            new String(term.bytes, term.offset + 1, term.length - 3, StandardCharsets.UTF_8);
        ColumnKey key =
            new ColumnKey(name, ColumnType.ofCode(term.bytes[term.offset + term.length - 1]));
        postings = each.postings(postings, PostingsEnum.NONE);
        for (int doc = postings.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS;
            doc = postings.nextDoc()) {
          consumer.accept(key, leaf.docBase + doc);
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
    try (directory) {
      reader.close();
    }
  }
}
