package dev.clew.storage.block.scan;

import dev.clew.model.TimeRange;
import dev.clew.storage.block.segment.BlockHandle;
import dev.clew.storage.block.segment.Snapshot;
import dev.clew.storage.index.IndexQuery;
import dev.clew.storage.index.TermText;
import dev.clew.storage.rows.ScanReport;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How the rows of one search were found. Belongs to one thread. */
public final class Explanation {
  /** What time is spent on. */
  public enum Step {
    INDEX,
    READ,
    /** Reads the columns that it tests, too: they are decoded when they are first looked at. */
    MATCH
  }

  private final Map<Step, Long> nanos = new EnumMap<>(Step.class);
  private long lap = System.nanoTime();
  private List<String> terms = List.of();
  private int segments;
  private int blocks;
  private int inRange;
  private int candidates;

  /** The time since the lap before was spent on this step. */
  void lap(Step step) {
    long now = System.nanoTime();
    nanos.merge(step, now - lap, Long::sum);
    lap = now;
  }

  public void looked(Snapshot snapshot, Snapshot.Candidates found, TimeRange range) {
    lap(Step.INDEX);
    segments = snapshot.segmentCount();
    for (BlockHandle block : snapshot.blocks()) {
      blocks++;
      if (range.overlaps(block.minTime(), block.maxTime())) {
        inRange++;
      }
    }
    candidates = found.blocks().size();
    lap = System.nanoTime();
  }

  public void asked(IndexQuery query) {
    terms = TermText.of(query);
  }

  /** What the index was asked; empty when it was not. */
  public List<String> terms() {
    return terms;
  }

  public int segments() {
    return segments;
  }

  /** All that there are, those of memory too. */
  public int blocks() {
    return blocks;
  }

  public int skippedByTime() {
    return blocks - inRange;
  }

  /** Blocks of the range without a wanted row, and those whose rows are all deleted. */
  public int skippedByIndex() {
    return inRange - candidates;
  }

  /** Blocks that may hold a wanted row but were not needed for those that were asked for. */
  public int skippedByOrder(ScanReport report) {
    return candidates - report.scannedBlocks();
  }

  public long nanos(Step step) {
    return nanos.getOrDefault(step, 0L);
  }
}
