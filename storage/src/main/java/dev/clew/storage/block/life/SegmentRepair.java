package dev.clew.storage.block.life;

import dev.clew.model.health.IncidentKind;
import dev.clew.storage.block.filter.BlockTerms;
import dev.clew.storage.block.segment.BlockSummary;
import dev.clew.storage.block.segment.LostRows;
import dev.clew.storage.block.segment.Segment;
import dev.clew.storage.block.segment.SegmentLabel;
import dev.clew.storage.block.segment.SegmentOpening.Piece;
import dev.clew.storage.block.segment.SequenceRanges;
import dev.clew.storage.block.segment.StoreIncidents;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.BlockRows;
import dev.clew.storage.files.DurableFiles;
import dev.clew.storage.files.Shelf;
import dev.clew.storage.index.IdTableWriter;
import dev.clew.storage.index.IndexTerms;
import dev.clew.storage.index.SegmentIndex;
import dev.clew.storage.index.SegmentIndexWriter;
import dev.clew.storage.rows.RowSchema;
import dev.clew.storage.upkeep.Throttle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes anew what is damaged beside the blocks of a segment, from the blocks: the index with the
 * table of IDs, and the label. The file {@code blocks} stays as it is. Both are written under names
 * of their own first; a crash in between leaves something missing, which begins it again.
 */
final class SegmentRepair {
  private static final String NEW_INDEX = "index.new";
  private static final String NEW_IDS = "ids.new";

  /** Progress is told after so many blocks. */
  private static final int TOLD_BLOCKS = 64;

  private final RowSchema schema;
  private final Segments segments;
  private final Shelf shelf;
  private final StoreIncidents incidents;

  SegmentRepair(RowSchema schema, Segments segments, Shelf shelf, StoreIncidents incidents) {
    this.schema = schema;
    this.segments = segments;
    this.shelf = shelf;
    this.incidents = incidents;
  }

  /**
   * @param segment which the caller holds
   * @param others all segments, to tell which rows are whose
   */
  void repair(Segment segment, List<Segment> others, Throttle pace) throws IOException {
    Map<Piece, String> faults = segment.health().faults();
    if (faults.containsKey(Piece.INDEX)) {
      try {
        rebuildIndex(segment, faults.get(Piece.INDEX), pace);
      } catch (IOException e) {
        incidents.cannotRebuild(segment.directory().toString(), e);
        throw e;
      }
      incidents.rebuilt();
    }
    List<LostRows> noted = segment.health().newlyLost();
    if (noted.isEmpty() && segment.health().faults().isEmpty()) {
      return;
    }
    SegmentLabel label = segment.label();
    if (faults.containsKey(Piece.LABEL)) {
      label = rebuiltLabel(segment, others, pace);
      shelf.move(
          segment.directory().resolve(SegmentLabel.FILE_NAME),
          name(segment) + "-" + SegmentLabel.FILE_NAME);
      incidents.happened(
          IncidentKind.REBUILT,
          1,
          "the label of a segment has been written anew: " + faults.get(Piece.LABEL));
    }
    List<LostRows> lost = new ArrayList<>(label.lost());
    lost.addAll(noted);
    SegmentLabel written = label.withLost(lost);
    written.write(segment.directory());
    segment.health().labelled(written, noted);
  }

  private static String name(Segment segment) {
    return segment.partition().date() + "-" + segment.entry().number();
  }

  private void rebuildIndex(Segment segment, String why, Throttle pace) throws IOException {
    Path directory = segment.directory();
    Path newIndex = directory.resolve(NEW_INDEX);
    Path newIds = directory.resolve(NEW_IDS);
    DurableFiles.deleteDirectory(newIndex);
    Files.deleteIfExists(newIds);
    Files.createDirectories(newIndex);
    List<Segment.Block> blocks = segment.blocks();
    Map<Segment.Block, BlockSummary> indexed = new LinkedHashMap<>();
    IdTableWriter ids = new IdTableWriter();
    long rows = 0;
    try (SegmentIndexWriter writer = new SegmentIndexWriter(newIndex)) {
      for (Segment.Block block : blocks) {
        if (indexed.size() % TOLD_BLOCKS == 0) {
          incidents.rebuilding(indexed.size(), blocks.size(), directory.toString());
        }
        BlockRows read = read(block);
        if (read != null) {
          IndexTerms terms = BlockTerms.of(schema, read);
          BlockSummary old = block.summary();
          BlockSummary summary = BlockSummary.of(schema, read, old.length()).at(old.offset());
          writer.add(terms, summary.write());
          ids.add(indexed.size(), terms.ids());
          indexed.put(block, summary);
          rows += read.rows();
        }
        pace.step();
      }
      writer.finish();
    }
    ids.write(newIds, indexed.size());
    DurableFiles.forceDirectory(newIndex);
    put(segment, newIndex, Segment.INDEX);
    put(segment, newIds, Segment.IDS);
    SegmentIndex index =
        new SegmentIndex(directory.resolve(Segment.INDEX), directory.resolve(Segment.IDS));
    segment.indexed(index, indexed, bytes(directory));
    incidents.happened(
        IncidentKind.REBUILT,
        1,
        "an index was damaged and has been rebuilt from the "
            + rows
            + " rows of its "
            + indexed.size()
            + " blocks: "
            + why);
  }

  /** All of a block, or null when it is damaged. */
  private @Nullable BlockRows read(Segment.Block block) throws IOException {
    try {
      return TimeOrder.whole(block);
    } catch (CorruptBlockException e) {
      segments.damaged(block, e);
      return null;
    }
  }

  private void put(Segment segment, Path written, String name) throws IOException {
    Path target = segment.directory().resolve(name);
    shelf.move(target, name(segment) + "-" + name);
    DurableFiles.rename(written, target);
  }

  private static long bytes(Path directory) throws IOException {
    long bytes = Files.size(directory.resolve(Segment.IDS));
    try (Stream<Path> files = Files.list(directory.resolve(Segment.INDEX))) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  /** Its rows are found in the blocks; what it says of the write-ahead buffer is so by now. */
  private SegmentLabel rebuiltLabel(Segment segment, List<Segment> others, Throttle pace)
      throws IOException {
    List<SequenceRanges> foreign = new ArrayList<>();
    for (Segment other : others) {
      if (other != segment && other.partition().equals(segment.partition())) {
        foreign.add(other.label().sequences());
      }
    }
    SequenceRanges theirs = SequenceRanges.union(foreign);
    SequenceRanges own = SequenceRanges.NONE;
    for (Segment.Block block : segment.blocks()) {
      BlockRows rows = read(block);
      if (rows != null) {
        own = SequenceRanges.union(List.of(own, SequenceRanges.of(rows.sequences())));
        own = own.joinedAround(theirs);
      }
      pace.step();
    }
    long lost =
        segment.health().lost().stream()
            .filter(gone -> gone.offset() >= 0)
            .mapToLong(gone -> Math.max(0, gone.rows()))
            .sum();
    return new SegmentLabel(
        segment.entry(),
        segments.manifest().position(),
        0,
        own,
        segment.rows() + lost,
        segment.label().lost());
  }
}
