package dev.clew.metricsstore.index;

import java.util.Arrays;
import org.roaringbitmap.IntConsumer;
import org.roaringbitmap.buffer.BufferBitSetUtil;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/**
 * Puts the series of many terms together. A series has one value of a label at most, so that the
 * terms of a label never share one, and plain bits are filled faster than bitmaps are joined.
 */
final class PostingUnion {
  /** So many terms are joined one by one. */
  private static final int FEW = 32;

  private static final int CONTAINER = 1 << 16;

  private final IndexTables tables;
  private final MutableRoaringBitmap few = new MutableRoaringBitmap();
  private final int offset;
  private long[] bits = new long[0];
  private int terms;

  PostingUnion(IndexTables tables) {
    this.tables = tables;
    offset = tables.footer().base() / CONTAINER * CONTAINER;
  }

  void add(int ordinal) {
    int posting = tables.posting(ordinal);
    if (++terms <= FEW) {
      if (posting < 0) {
        few.add(posting & ~IndexFormat.SINGLE);
      } else {
        few.or(tables.postings(posting));
      }
      return;
    }
    if (bits.length == 0) {
      int end = tables.footer().base() + tables.footer().count();
      bits = new long[(end - offset + 63) / 64];
    }
    if (posting < 0) {
      set(posting & ~IndexFormat.SINGLE);
    } else {
      tables.postings(posting).forEach((IntConsumer) this::set);
    }
  }

  private void set(int series) {
    bits[(series - offset) >> 6] |= 1L << series;
  }

  MutableRoaringBitmap series() {
    if (bits.length > 0) {
      MutableRoaringBitmap many = BufferBitSetUtil.bitmapOf(bits);
      few.or(offset == 0 ? many : MutableRoaringBitmap.addOffset(many, offset));
      bits = new long[0];
      terms = 0;
    }
    return few;
  }

  @Override
  public String toString() {
    return "PostingUnion" + Arrays.toString(few.toArray());
  }
}
