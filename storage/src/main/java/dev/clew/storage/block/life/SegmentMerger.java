package dev.clew.storage.block.life;

import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.block.segment.Partition;
import dev.clew.storage.block.segment.Scan;
import dev.clew.storage.block.segment.SealedBlock;
import dev.clew.storage.block.segment.Segment;
import dev.clew.storage.block.segment.SegmentWriter;
import dev.clew.storage.block.segment.Snapshot;
import dev.clew.storage.block.segment.Tombstone;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.ChosenRows;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.upkeep.Throttle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the rows of some segments to a new one. Blocks that are as they should be are copied byte
 * by byte and keep their index terms; the others are decoded and become full blocks in the order of
 * time. Sequence numbers stay as they are.
 */
final class SegmentMerger {
  /** A block with so many rows, or so many bytes, is not worth being written anew. */
  private static final int FULL_ROWS = SealedBlock.MOST_ROWS / 2;

  private static final int FULL_BYTES = 128 * 1024;

  /** Blocks written one after the other overlap with their neighbours; more is disorder. */
  private static final int NEIGHBOURS = 2;

  private final RowSchema schema;

  SegmentMerger(RowSchema schema) {
    this.schema = schema;
  }

  /**
   * @param inOrder whether full blocks are written anew too that overlap with many others
   */
  void merge(
      List<Segment> segments,
      SegmentWriter target,
      Partition partition,
      boolean inOrder,
      Throttle pace)
      throws IOException {
    List<Segment.Block> all = new ArrayList<>();
    segments.forEach(segment -> all.addAll(segment.blocks()));
    Overlaps overlaps = new Overlaps(all);
    Set<Segment.Block> kept = new HashSet<>();
    List<Segment.Block> rewritten = new ArrayList<>();
    for (Segment.Block block : all) {
      if (isFull(block) && (!inOrder || overlaps.of(block) <= NEIGHBOURS)) {
        kept.add(block);
      } else {
        rewritten.add(block);
      }
    }
    for (Segment segment : segments) {
      target.addAll(segment, kept::contains);
      pace.step();
    }
    new TimeOrder(schema, rewritten, pace)
        .write(rows -> {
          for (SealedBlock block : SealedBlock.of(schema, partition, rows)) {
            target.add(block);
          }
        });
  }

  /** Writes a segment without its deleted rows. */
  void copyWithout(Segment segment, List<Tombstone> tombstones, SegmentWriter target, Throttle pace)
      throws IOException {
    Map<Segment.Block, BitSet> touched = new LinkedHashMap<>();
    for (Segment.Block block : segment.blocks()) {
      BitSet deleted = Snapshot.deleted(block, tombstones);
      if (!deleted.isEmpty()) {
        touched.put(block, deleted);
      }
    }
    target.addAll(segment, block -> !touched.containsKey(block));
    for (Map.Entry<Segment.Block, BitSet> block : touched.entrySet()) {
      BlockRows rows = TimeOrder.wholeOrStop(block.getKey());
      BitSet left = Scan.all(block.getKey().rows());
      left.andNot(block.getValue());
      if (!left.isEmpty()) {
        Partition partition = segment.partition();
        for (SealedBlock sealed : SealedBlock.of(schema, partition, new ChosenRows(rows, left))) {
          target.add(sealed);
        }
      }
      pace.step();
    }
  }

  private static boolean isFull(Segment.Block block) {
    return block.rows() >= FULL_ROWS || block.summary().length() >= FULL_BYTES;
  }

  /** How many other blocks hold rows of a block's time. */
  static final class Overlaps {
    private final long[] starts;
    private final long[] ends;

    Overlaps(List<? extends BlockHandle> blocks) {
      starts = blocks.stream().mapToLong(BlockHandle::minTime).sorted().toArray();
      ends = blocks.stream().mapToLong(BlockHandle::maxTime).sorted().toArray();
    }

    int of(BlockHandle block) {
      int begun = below(starts, block.maxTime() + 1);
      int ended = below(ends, block.minTime());
      return begun - ended - 1;
    }

    /** How many of the numbers are less. */
    private static int below(long[] sorted, long bound) {
      int at = Arrays.binarySearch(sorted, bound);
      if (at < 0) {
        return -at - 1;
      }
      while (at > 0 && sorted[at - 1] == bound) {
        at--;
      }
      return at;
    }
  }
}
