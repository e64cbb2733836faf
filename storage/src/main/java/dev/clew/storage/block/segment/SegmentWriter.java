package dev.clew.storage.block.segment;

import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.files.DurableFiles;
import dev.clew.storage.index.IdTableWriter;
import dev.clew.storage.index.IndexMerge;
import dev.clew.storage.index.SegmentIndex;
import dev.clew.storage.index.SegmentIndexWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Writes the directory of a segment. It counts only once a manifest names it. */
public final class SegmentWriter implements AutoCloseable {
  private final Path directory;
  private final SegmentLabel label;
  private final FileChannel data;
  private final SegmentIndexWriter index;
  private final IdTableWriter ids = new IdTableWriter();
  private long offset;
  private int blocks;
  private long rows;

  public SegmentWriter(Path directory, SegmentLabel label) throws IOException {
    this.directory = directory;
    this.label = label;
    DurableFiles.deleteDirectory(directory); // what a failed attempt has left
    Files.createDirectories(directory.resolve(Segment.INDEX));
    data =
        FileChannel.open(
            directory.resolve(Segment.BLOCKS),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
    try {
      ByteBuffer header = ByteBuffer.allocate(Segment.HEADER_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
      header.putInt(Segment.MAGIC).putInt(Segment.VERSION).putLong(label.entry().number()).flip();
      append(header);
      index = new SegmentIndexWriter(directory.resolve(Segment.INDEX));
    } catch (IOException | RuntimeException e) {
      data.close();
      throw e;
    }
  }

  private long append(ByteBuffer bytes) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      offset += data.write(bytes);
    }
    return at;
  }

  private long append(MemorySegment bytes) throws IOException {
    return append(bytes.asByteBuffer());
  }

  public void add(SealedBlock block) throws IOException {
    long at = append(block.bytes());
    index.add(block.terms(), block.summary().at(at).write());
    rows += block.rows();
    ids.add(blocks++, block.terms().ids());
  }

  /**
   * Takes the chosen blocks of another segment over as they are.
   *
   * @throws DamagedBlockException when the checksum of one is wrong
   */
  public void addAll(Segment source, Predicate<Segment.Block> chosen) throws IOException {
    source.checkIndexOnce(); // or damage would get a good checksum
    SegmentIndex sourceIndex = source.index();
    if (sourceIndex == null) {
      throw new IOException(source.directory() + " has to be repaired first");
    }
    List<Segment.Block> all = source.numbered();
    byte[][] summaries = new byte[all.size()][];
    List<Integer> newBlocks = new ArrayList<>();
    for (int i = 0; i < summaries.length; i++) {
      Segment.Block block = all.get(i);
      if (chosen.test(block)) {
        verify(block);
        rows += block.rows();
        summaries[i] = block.summary().at(append(block.bytes())).write();
        newBlocks.add(blocks++);
      } else {
        newBlocks.add(-1);
      }
    }
    ids.addAll(sourceIndex.ids(), newBlocks);
    IndexMerge.addBlocks(index, sourceIndex, i -> summaries[i]);
  }

  private static void verify(Segment.Block block) {
    try {
      block.verify();
    } catch (CorruptBlockException e) {
      throw new DamagedBlockException(block, e);
    }
  }

  /** Makes everything durable. */
  public void finish() throws IOException {
    data.force(true);
    index.finish();
    ids.write(directory.resolve(Segment.IDS), blocks);
    DurableFiles.forceDirectory(directory.resolve(Segment.INDEX));
    label.withRows(rows).write(directory);
    Path day = directory.toAbsolutePath().getParent();
    if (day != null) {
      DurableFiles.forceDirectory(day);
      Path store = day.getParent();
      if (store != null) {
        DurableFiles.forceDirectory(store);
      }
    }
  }

  /** Deletes what was written; it could not be finished, and there will be another attempt. */
  public void discard() throws IOException {
    close();
    DurableFiles.deleteDirectory(directory);
  }

  @Override
  public void close() throws IOException {
    try (data) {
      index.close();
    }
  }
}
