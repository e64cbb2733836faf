package dev.clew.testkit.faults;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A channel that fails when the {@link Disk} says so, and for good after a power failure. */
final class FaultyChannel extends FileChannel {
  private final FileChannel real;
  private final Path place;
  private final Disk disk;
  private final int generation;

  FaultyChannel(FileChannel real, Path place, Disk disk) {
    this.real = real;
    this.place = place;
    this.disk = disk;
    this.generation = disk.generation();
  }

  private void alive() throws IOException {
    if (disk.generation() != generation) {
      throw new IOException(place + ": opened before the power failure");
    }
  }

  private void before(Operation operation) throws IOException {
    alive();
    disk.before(operation, place);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    alive();
    return real.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    alive();
    return real.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    alive();
    return real.read(target, position);
  }

  /** A write that fails leaves its first half, as a disk that is filling up does. */
  private void beforeWrite(ByteBuffer source, long position) throws IOException {
    try {
      before(Operation.WRITE);
    } catch (IOException e) {
      if (disk.generation() == generation) {
        ByteBuffer half = source.duplicate();
        half.limit(half.position() + half.remaining() / 2);
        if (position < 0) {
          real.write(half);
        } else {
          real.write(half, position);
        }
      }
      throw e;
    }
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    beforeWrite(source, -1);
    return real.write(source);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    before(Operation.WRITE);
    return real.write(sources, offset, length);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    beforeWrite(source, position);
    return real.write(source, position);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    before(Operation.TRUNCATE);
    real.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    before(Operation.FORCE);
    disk.forced(place); // the disk's word is enough: no test survives a real power failure
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    alive();
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    before(Operation.WRITE);
    return real.transferFrom(source, position, count);
  }

  private static void readOnly(MapMode mode) {
    if (!mode.equals(MapMode.READ_ONLY)) {
      throw new UnsupportedOperationException("mode: " + mode + " (expected: READ_ONLY)");
    }
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    readOnly(mode);
    return real.map(mode, position, size);
  }

  @Override
  public MemorySegment map(MapMode mode, long offset, long size, Arena arena) throws IOException {
    readOnly(mode);
    return real.map(mode, offset, size, arena);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return real.lock(position, size, shared);
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return real.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
