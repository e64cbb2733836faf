package dev.clew.storage.block.segment;

import dev.clew.model.TimeRange;
import dev.clew.model.memory.QueryGate;
import dev.clew.storage.block.filter.FieldCounter;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.index.IndexQuery;
import dev.clew.storage.rows.IdColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a query sees: the rows of one moment, kept readable until it is closed. */
public final class Snapshot implements AutoCloseable {
  private final List<Segment> segments;
  private final List<BlockHandle> memory;
  private final List<Tombstone> tombstones;
  private QueryGate.Pass pass = () -> {};

  /**
   * Takes over the references to the segments.
   *
   * @param tombstones rows in the blocks that nobody may see
   */
  public Snapshot(List<Segment> segments, List<BlockHandle> memory, List<Tombstone> tombstones) {
    this.segments = segments;
    this.memory = memory;
    this.tombstones = tombstones;
  }

  /** The blocks as they are without deleted rows. */
  private List<BlockHandle> visible(List<BlockHandle> blocks) throws IOException {
    if (tombstones.isEmpty()) {
      return blocks;
    }
    List<BlockHandle> visible = new ArrayList<>();
    for (BlockHandle block : blocks) {
      BitSet deleted = deleted(block, tombstones);
      if (deleted.isEmpty()) {
        visible.add(block);
      } else if (deleted.cardinality() < block.rows()) {
        visible.add(new WithoutDeleted(block, deleted));
      }
    }
    return visible;
  }

  public static BitSet deleted(BlockHandle block, List<Tombstone> tombstones) throws IOException {
    BitSet deleted = new BitSet();
    for (Tombstone tombstone : tombstones) {
      BitSet rows =
          block instanceof Segment.Block stored
              ? stored.segment().deleted(tombstone).get(stored)
              : tombstone.rowsOf(block);
      if (rows != null) {
        deleted.or(rows);
      }
    }
    return deleted;
  }

  /** How many rows a new tombstone takes away that the others have not taken already. */
  public long count(Tombstone tombstone) throws IOException {
    long rows = 0;
    for (BlockHandle block : blocks()) {
      BitSet fresh = deleted(block, List.of(tombstone));
      if (!fresh.isEmpty()) {
        fresh.andNot(deleted(block, tombstones));
        rows += fresh.cardinality();
      }
    }
    return rows;
  }

  /** Blocks that may hold wanted rows, and how many of the range were ruled out. */
  public record Candidates(List<BlockHandle> blocks, int skipped) {}

  public Candidates candidates(IndexQuery query, TimeRange range) throws IOException {
    List<BlockHandle> found = new ArrayList<>();
    for (BlockHandle block : memory) {
      if (range.overlaps(block.minTime(), block.maxTime())) {
        found.add(block);
      }
    }
    int skipped = 0;
    for (Segment segment : segments) {
      if (segment.overlaps(range)) {
        skipped += segment.candidates(query, range, found);
      }
    }
    return new Candidates(visible(found), skipped);
  }

  public int segmentCount() {
    return segments.size();
  }

  /** Every block. */
  public List<BlockHandle> blocks() {
    List<BlockHandle> all = new ArrayList<>(memory);
    segments.forEach(segment -> all.addAll(segment.blocks()));
    return all;
  }

  /** Every field of the range, with the rows of the blocks that have it. */
  public Map<ColumnKey, Long> fields(TimeRange range) throws IOException {
    Map<ColumnKey, Long> rows = new HashMap<>();
    for (BlockHandle handle : visible(memory)) {
      if (range.overlaps(handle.minTime(), handle.maxTime())) {
        FieldCounter.count(handle.open())
            .forEach(field -> rows.merge(field.key(), (long) field.rows(), Long::sum));
      }
    }
    for (Segment segment : segments) {
      if (segment.overlaps(range)) {
        segment.fields(range, rows);
      }
    }
    rows.keySet().removeIf(key -> IdColumns.isHidden(key.name()));
    return rows;
  }

  /** Gives back the place of the query when it is closed. */
  public Snapshot holding(QueryGate.Pass newPass) {
    pass = newPass;
    return this;
  }

  @Override
  public void close() {
    segments.forEach(Segment::release);
    pass.close();
  }
}
