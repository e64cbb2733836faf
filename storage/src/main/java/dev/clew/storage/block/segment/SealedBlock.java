package dev.clew.storage.block.segment;

import dev.clew.storage.block.filter.BlockTerms;
import dev.clew.storage.column.BlockEncoder;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.SortedRows;
import dev.clew.storage.column.StoredRows;
import dev.clew.storage.index.IndexTerms;
import dev.clew.storage.rows.RowSchema;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A block as it will be on disk, still in memory: its bytes, its terms and its summary. */
public record SealedBlock(
    Partition partition, MemorySegment bytes, IndexTerms terms, BlockSummary summary)
    implements BlockHandle {
  /** A block's size: full enough to compress well, small enough to be read for one row. */
  public static final int MOST_ROWS = 8192;

  public static final long MOST_BYTES = 2 << 20;

  /** Encodes the rows of a builder; more than fit into one block become several. */
  public static List<SealedBlock> of(RowSchema schema, Partition partition, BlockRows rows) {
    List<SealedBlock> sealed = new ArrayList<>();
    for (SortedRows piece : SortedRows.of(rows, MOST_ROWS)) {
      byte[] bytes = BlockEncoder.encode(piece);
      BlockSummary summary = BlockSummary.of(schema, piece, bytes.length);
      IndexTerms terms = BlockTerms.of(schema, piece);
      sealed.add(new SealedBlock(partition, MemorySegment.ofArray(bytes), terms, summary));
    }
    return sealed;
  }

  public long memoryBytes() {
    return bytes.byteSize() + terms.memoryBytes();
  }

  @Override
  public int rows() {
    return summary.rows();
  }

  @Override
  public long minTime() {
    return summary.minTime();
  }

  @Override
  public long maxTime() {
    return summary.maxTime();
  }

  @Override
  public BlockCounts counts() {
    return summary.counts();
  }

  @Override
  public BlockRows open() {
    return new StoredRows(bytes);
  }

  @Override
  public String toString() {
    return "block in memory";
  }
}
