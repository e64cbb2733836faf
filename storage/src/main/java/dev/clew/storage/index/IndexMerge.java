package dev.clew.storage.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.lucene.codecs.DocValuesProducer;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DocValuesSkipper;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FilterCodecReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.index.SortedSetDocValues;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes blocks of a segment over into another index as they are: their terms are merged without
 * looking at any row, only their summaries are replaced, because the block has moved.
 */
public final class IndexMerge {
  private IndexMerge() {}

  /**
   * @param newSummary per block its new summary, or null when the block is left out
   */
  public static void addBlocks(
      SegmentIndexWriter target, SegmentIndex source, IntFunction<byte @Nullable []> newSummary)
      throws IOException {
    List<CodecReader> readers = new ArrayList<>();
    int base = 0;
    for (CodecReader leaf : source.leaves()) {
      @Nullable BytesRef[] summaries = new @Nullable BytesRef[leaf.maxDoc()];
      FixedBitSet live = new FixedBitSet(leaf.maxDoc());
      for (int doc = 0; doc < summaries.length; doc++) {
        byte[] summary = newSummary.apply(base + doc);
        if (summary != null) {
          summaries[doc] = new BytesRef(summary);
          live.set(doc);
        }
      }
      base += leaf.maxDoc();
      if (live.cardinality() > 0) {
        readers.add(new ChosenBlocks(leaf, summaries, live));
      }
    }
    if (!readers.isEmpty()) {
      target.addAll(readers, source.version());
    }
  }

  private static final class ChosenBlocks extends FilterCodecReader {
    private final @Nullable BytesRef[] summaries;
    private final FixedBitSet live;

    ChosenBlocks(CodecReader in, @Nullable BytesRef[] summaries, FixedBitSet live) {
      super(in);
      this.summaries = summaries;
      this.live = live;
    }

    @Override
    public Bits getLiveDocs() {
      return live;
    }

    @Override
    public int numDocs() {
      return live.cardinality();
    }

    @Override
    public DocValuesProducer getDocValuesReader() {
      return new Summaries(summaries);
    }

    @Override
    public @Nullable CacheHelper getCoreCacheHelper() {
      return null;
    }

    @Override
    public @Nullable CacheHelper getReaderCacheHelper() {
      return null;
    }
  }

  private static final class Summaries extends DocValuesProducer {
    private final @Nullable BytesRef[] summaries;

    Summaries(@Nullable BytesRef[] summaries) {
      this.summaries = summaries;
    }

    @Override
    public BinaryDocValues getBinary(FieldInfo field) {
      return new SummaryValues(summaries);
    }

    @Override
    public NumericDocValues getNumeric(FieldInfo field) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SortedDocValues getSorted(FieldInfo field) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SortedNumericDocValues getSortedNumeric(FieldInfo field) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SortedSetDocValues getSortedSet(FieldInfo field) {
      throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable DocValuesSkipper getSkipper(FieldInfo field) {
      return null;
    }

    @Override
    public void checkIntegrity() {}

    @Override
    public void close() {}
  }

  private static final class SummaryValues extends BinaryDocValues {
    private final @Nullable BytesRef[] summaries;
    private int doc = -1;

    SummaryValues(@Nullable BytesRef[] summaries) {
      this.summaries = summaries;
    }

    @Override
    public BytesRef binaryValue() {
      BytesRef summary = summaries[doc];
      return summary == null ? new BytesRef() : summary;
    }

    @Override
    public boolean advanceExact(int target) {
      doc = target;
      return true;
    }

    @Override
    public int docID() {
      return doc;
    }

    @Override
    public int nextDoc() {
      return advance(doc + 1);
    }

    @Override
    public int advance(int target) {
      doc = target >= summaries.length ? NO_MORE_DOCS : target;
      return doc;
    }

    @Override
    public long cost() {
      return summaries.length;
    }
  }
}
