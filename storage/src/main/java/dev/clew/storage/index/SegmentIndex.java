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
  private final IdTable ids;

  /**
   * @param path of Lucene's directory
   * @param idsPath of the {@link IdTable}
   */
  public SegmentIndex(Path path, Path idsPath) throws IOException {
    ids = new IdTable(idsPath);
    directory = FSDirectory.open(path);
    try {
      reader = DirectoryReader.open(directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      ids.close();
      throw e;
    }
  }

  public IdTable ids() {
    return ids;
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
    BitSet found = find(query);
    if (found == null) {
      found = new BitSet(blocks());
      found.set(0, blocks());
    }
    return found;
  }

  /** Null stands for every block. */
  private @Nullable BitSet find(IndexQuery query) throws IOException {
    return switch (query) {
      case IndexQuery.Term term -> term(term.bytes());
      case IndexQuery.TermPrefix prefix -> prefix(prefix.bytes());
      case IndexQuery.Id id -> {
        BitSet found = new BitSet(blocks());
        ids.blocks(id.hash(), found::set);
        yield found;
      }
      case IndexQuery.AllOf all -> {
        BitSet left = null;
        for (IndexQuery part : all.of()) {
          BitSet found = find(part);
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
          BitSet found = find(part);
          if (found == null) {
            yield null;
          }
          union.or(found);
        }
        yield union;
      }
    };
  }

  private BitSet term(BytesRef term) throws IOException {
    BitSet found = new BitSet();
    for (LeafReaderContext leaf : reader.leaves()) {
      PostingsEnum postings =
          leaf.reader()
              .postings(
                  new org.apache.lucene.index.Term(SegmentIndexWriter.TERMS, term),
                  PostingsEnum.NONE);
      if (postings != null) {
        add(postings, leaf.docBase, found);
      }
    }
    return found;
  }

  private static void add(PostingsEnum postings, int docBase, BitSet found) throws IOException {
    for (int doc = postings.nextDoc();
        doc != DocIdSetIterator.NO_MORE_DOCS;
        doc = postings.nextDoc()) {
      found.set(docBase + doc);
    }
  }

  private @Nullable BitSet prefix(BytesRef beginning) throws IOException {
    BitSet found = new BitSet();
    int count = 0;
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
        if (++count > MOST_TERMS) {
          return null;
        }
        postings = each.postings(postings, PostingsEnum.NONE);
        add(postings, leaf.docBase, found);
      }
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
    try (directory;
        ids) {
      reader.close();
    }
  }
}
