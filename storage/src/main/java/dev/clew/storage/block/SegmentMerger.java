package dev.clew.storage.block;

import dev.clew.storage.column.BlockBuilder;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.column.CorruptBlockException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins small segments of a day, so that their number stays bounded: as soon as {@link #WIDTH}
 * segments are of about the same size they become one. Full blocks are copied as they are, small
 * ones are decoded and joined up to full ones.
 */
final class SegmentMerger {
  /** Segments of one size per day; a day has at most about six sizes. */
  static final int WIDTH = 8;

  private static final long SMALLEST = 256 * 1024;

  /** A block with so many rows, or so many bytes, is not worth being written anew. */
  private static final int FULL_ROWS = MemoryTable.BLOCK_ROWS / 2;

  private static final int FULL_BYTES = 128 * 1024;
  private static final Logger LOG = LoggerFactory.getLogger(SegmentMerger.class);

  private final BlockSchema schema;

  SegmentMerger(BlockSchema schema) {
    this.schema = schema;
  }

  /** The segments to be joined next, all of one day; empty when there is nothing to do. */
  static List<Segment> choose(List<Segment> segments) {
    Map<Long, Map<Integer, List<Segment>>> byDayAndSize = new HashMap<>();
    for (Segment segment : segments) {
      List<Segment> same =
          byDayAndSize
              .computeIfAbsent(segment.day(), day -> new HashMap<>())
              .computeIfAbsent(size(segment), size -> new ArrayList<>());
      same.add(segment);
      if (same.size() == WIDTH) {
        return same;
      }
    }
    return List.of();
  }

  private static int size(Segment segment) {
    int size = 0;
    for (long bytes = segment.dataBytes() / SMALLEST; bytes > 0; bytes /= WIDTH) {
      size++;
    }
    return size;
  }

  /** Writes the rows of the segments to a new one. */
  void merge(List<Segment> segments, SegmentWriter target, long day) throws IOException {
    List<Segment.Block> small = new ArrayList<>();
    for (Segment segment : segments) {
      target.addAll(segment, SegmentMerger::isFull);
      segment.blocks().stream().filter(block -> !isFull(block)).forEach(small::add);
    }
    small.sort(Comparator.comparingLong(BlockHandle::minTime));
    BlockBuilder builder = new BlockBuilder(schema.columnKeys());
    for (Segment.Block block : small) {
      BlockRows rows = readWhole(block);
      if (rows == null) {
        continue;
      }
      if (builder.rows() > 0
          && (builder.rows() + rows.rows() > MemoryTable.BLOCK_ROWS
              || builder.rawBytes() >= MemoryTable.BLOCK_BYTES
              || builder.columnCount() >= MemoryTable.BLOCK_COLUMNS)) {
        seal(builder, target, day);
        builder = new BlockBuilder(schema.columnKeys());
      }
      builder.append(rows);
    }
    seal(builder, target, day);
  }

  private static boolean isFull(Segment.Block block) {
    return block.rows() >= FULL_ROWS || block.summary().length() >= FULL_BYTES;
  }

  private static @org.jspecify.annotations.Nullable BlockRows readWhole(Segment.Block block) {
    try {
      BlockRows rows = block.open();
      rows.times();
      rows.sequences();
      rows.groupOfRow();
      rows.columns().forEach(rows::column);
      return rows;
    } catch (CorruptBlockException e) {
      LOG.error("{} rows are lost: {} is damaged", block.rows(), block, e);
      return null;
    }
  }

  private void seal(BlockBuilder builder, SegmentWriter target, long day) throws IOException {
    if (builder.rows() > 0) {
      for (SealedBlock block : SealedBlock.of(schema, day, builder.view())) {
        target.add(block);
      }
    }
  }
}
