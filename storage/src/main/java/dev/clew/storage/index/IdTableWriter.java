package dev.clew.storage.index;

import dev.clew.storage.bytes.ByteOutput;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.zip.CRC32C;

/** Collects the IDs of a segment's blocks and writes its {@link IdTable}. */
public final class IdTableWriter {
  private static final int BLOCK_BITS = 64 - IdTable.HASH_BITS;

  /** Hash in the upper 40 bits, block number in the lower 24. */
  private long[] own = new long[1024];

  private int size;
  private final List<Source> sources = new ArrayList<>();
  private long sourceEntries;

  /** IDs of another segment; -1 stands for a block that is left out. */
  private record Source(IdTable table, List<Integer> newBlocks) {}

  /** Adds the IDs of a block. */
  public void add(int block, IdSet ids) {
    if (size + ids.size() > own.length) {
      own = Arrays.copyOf(own, Math.max(size + ids.size(), own.length * 2));
    }
    int from = size;
    ids.forEach(hash -> own[size++] = (hash << BLOCK_BITS) | block);
    assertAdded(from, ids.size());
  }

  private void assertAdded(int from, int count) {
    if (size - from != count) {
      throw new IllegalStateException("BUG: " + (size - from) + " IDs instead of " + count);
    }
  }

  /**
   * Takes over the IDs of another segment.
   *
   * @param newBlocks per block its new number, or -1 when it is left out
   */
  public void addAll(IdTable table, List<Integer> newBlocks) {
    table.checkEntries();
    sources.add(new Source(table, newBlocks));
    sourceEntries += table.entries();
  }

  /** Writes the file and forces it to the disk. */
  public void write(Path path, int blocks) throws IOException {
    sort();
    long most = size + sourceEntries;
    int prefixBits = most <= 1 << 16 ? 8 : most <= 1 << 26 ? 16 : 24;
    int blockBytes = blocks <= 1 << 8 ? 1 : blocks <= 1 << 16 ? 2 : 3;
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      Output out = new Output(channel, prefixBits, blockBytes);
      merge(out);
      out.finish();
      channel.force(true);
    }
  }

  /** Sorts by hash as an unsigned number, then by block. */
  private void sort() {
    for (int i = 0; i < size; i++) {
      own[i] ^= Long.MIN_VALUE;
    }
    Arrays.sort(own, 0, size);
    for (int i = 0; i < size; i++) {
      own[i] ^= Long.MIN_VALUE;
    }
  }

  private static final class Head {
    private final IdTable.Cursor cursor;
    private final List<Integer> newBlocks;
    private long value;

    Head(Source source) {
      cursor = source.table().cursor();
      newBlocks = source.newBlocks();
    }

    boolean advance() {
      while (cursor.next()) {
        int block = newBlocks.get(cursor.block());
        if (block >= 0) {
          value = (cursor.hash() << BLOCK_BITS) | block;
          return true;
        }
      }
      return false;
    }
  }

  private void merge(Output out) throws IOException {
    PriorityQueue<Head> heads =
        new PriorityQueue<>(Comparator.comparingLong(head -> head.value ^ Long.MIN_VALUE));
    for (Source source : sources) {
      Head head = new Head(source);
      if (head.advance()) {
        heads.add(head);
      }
    }
    int at = 0;
    while (at < size || !heads.isEmpty()) {
      Head head = heads.peek();
      if (head == null || (at < size && Long.compareUnsigned(own[at], head.value) <= 0)) {
        out.add(own[at++]);
      } else {
        heads.remove();
        out.add(head.value);
        if (head.advance()) {
          heads.add(head);
        }
      }
    }
  }

  private static final class Output {
    private final FileChannel channel;
    private final int prefixBits;
    private final int restBytes;
    private final int blockBytes;
    private final int[] table;
    private final byte[] buffer = new byte[64 * 1024];
    private final CRC32C checksum = new CRC32C();
    private int used;
    private long offset = IdTable.HEADER_LENGTH;
    private long entries;

    Output(FileChannel channel, int prefixBits, int blockBytes) {
      this.channel = channel;
      this.prefixBits = prefixBits;
      this.blockBytes = blockBytes;
      this.restBytes = (IdTable.HASH_BITS - prefixBits) / 8;
      this.table = new int[(1 << prefixBits) + 1];
    }

    void add(long value) throws IOException {
      if (used + 8 > buffer.length) {
        drain();
      }
      for (int i = restBytes - 1; i >= 0; i--) {
        buffer[used++] = (byte) (value >>> (BLOCK_BITS + 8 * i));
      }
      for (int i = blockBytes - 1; i >= 0; i--) {
        buffer[used++] = (byte) (value >>> (8 * i));
      }
      table[(int) (value >>> (64 - prefixBits)) + 1]++;
      entries++;
    }

    private void drain() throws IOException {
      checksum.update(buffer, 0, used);
      offset = write(buffer, used, offset);
      used = 0;
    }

    private long write(byte[] bytes, int length, long at) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
      long end = at;
      while (rest.hasRemaining()) {
        end += channel.write(rest, end);
      }
      return end;
    }

    void finish() throws IOException {
      drain();
      ByteOutput tableBytes = new ByteOutput(table.length * 4);
      int sum = 0;
      for (int count : table) {
        sum += count;
        tableBytes.u32(sum);
      }
      write(tableBytes.array(), tableBytes.length(), offset);
      ByteOutput header = new ByteOutput(IdTable.HEADER_LENGTH);
      header.u32(IdTable.MAGIC);
      header.u32(IdTable.VERSION);
      header.u64(entries);
      header.u8(prefixBits);
      header.u8(blockBytes);
      header.u8(0);
      header.u8(0);
      header.u32((int) checksum.getValue());
      header.u32(Checksums.crc32c(tableBytes.array(), 0, tableBytes.length()));
      header.u32(Checksums.crc32c(header.array(), 0, header.length()));
      write(header.array(), header.length(), 0);
    }
  }
}
