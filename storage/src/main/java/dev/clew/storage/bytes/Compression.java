package dev.clew.storage.bytes;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Byte strings that are compressed when that pays: a varint of their length times two, plus one
 * when they are compressed; then the compressed length as a varint and a zstd frame, or the bytes.
 *
 * <p>Contexts of zstd are kept for reuse: making one costs more than compressing a small column.
 */
public final class Compression {
  /** Shorter strings gain nothing. */
  private static final int SMALLEST = 48;

  /** Level 1 packs this data within a few percent of level 3 in about half of the time. */
  private static final int LEVEL = 1;

  /** Two varints of lengths that fit into an int, and one more bit. */
  private static final int MOST_LENGTH_BYTES = 10;

  private static final int KEPT = 16;
  private static final ConcurrentLinkedQueue<ZstdCompressCtx> COMPRESSORS =
      new ConcurrentLinkedQueue<>();
  private static final ConcurrentLinkedQueue<ZstdDecompressCtx> DECOMPRESSORS =
      new ConcurrentLinkedQueue<>();

  private Compression() {}

  /**
   * Links the library with what both directions need, which is done at its first call otherwise and
   * makes some 240 classes.
   */
  public static void prepare() {
    ByteOutput out = new ByteOutput(256);
    byte[] bytes = new byte[2 * SMALLEST];
    write(out, bytes, 0, bytes.length);
    byte[] packed = out.toByteArray();
    read(new ByteInput(packed, 0, packed.length), bytes.length);
  }

  public static void write(ByteOutput out, byte[] source, int from, int length) {
    if (length >= SMALLEST) {
      int bound = Math.toIntExact(Zstd.compressBound(length));
      out.reserve(bound + 2 * MOST_LENGTH_BYTES);
      // Compressed behind the place of its two lengths, then moved up to them.
      int room = out.length() + MOST_LENGTH_BYTES;
      int size = compress(source, from, length, out.array(), room);
      if (size < length - length / 16) {
        out.varint(2L * length + 1);
        out.varint(size);
        System.arraycopy(out.array(), room, out.array(), out.length(), size);
        out.advance(size);
        return;
      }
    }
    out.varint(2L * length);
    out.bytes(source, from, length);
  }

  private static int compress(byte[] source, int from, int length, byte[] target, int at) {
    ZstdCompressCtx context = COMPRESSORS.poll();
    if (context == null) {
      context = new ZstdCompressCtx().setLevel(LEVEL).setChecksum(false).setContentSize(false);
    }
    int size = context.compressByteArray(target, at, target.length - at, source, from, length);
    if (COMPRESSORS.size() < KEPT) {
      COMPRESSORS.add(context);
    } else {
      context.close();
    }
    return size;
  }

  /** A string of bytes that is unpacked when it is asked for, once. */
  public static final class Packed {
    private final ByteInput at;
    private final int length;
    private volatile byte @Nullable [] bytes;

    private Packed(ByteInput at, int length) {
      this.at = at;
      this.length = length;
    }

    public int length() {
      return length;
    }

    public byte[] bytes() {
      byte[] known = bytes;
      if (known == null) {
        synchronized (this) {
          known = bytes;
          if (known == null) {
            known = read(at, length);
            bytes = known;
          }
        }
      }
      return known;
    }
  }

  /** Goes over a string of bytes, which can be read later. */
  public static Packed skip(ByteInput in, int longest) {
    ByteInput at = in.fork();
    long head = in.varint();
    long length = head >>> 1;
    if (length > longest) {
      throw new CorruptBlockException(
          "length " + length + " (expected: <= " + longest + ")", in.position());
    }
    in.skip((head & 1) == 0 ? (int) length : in.count(in.remaining()));
    return new Packed(at, (int) length);
  }

  /**
   * @param longest greatest length that makes sense, so that damaged bytes cannot ask for all
   *     memory
   */
  public static byte[] read(ByteInput in, int longest) {
    long head = in.varint();
    long length = head >>> 1;
    if (length > longest) {
      throw new CorruptBlockException(
          "length " + length + " (expected: <= " + longest + ")", in.position());
    }
    if ((head & 1) == 0) {
      return in.bytes((int) length);
    }
    int size = in.count(in.remaining());
    byte[] target = new byte[(int) length];
    int from = in.skip(size);
    ZstdDecompressCtx context = DECOMPRESSORS.poll();
    if (context == null) {
      context = new ZstdDecompressCtx();
    }
    try {
      int got = context.decompressByteArray(target, 0, target.length, in.array(), from, size);
      if (got != length) {
        throw new CorruptBlockException("length " + got + " (expected: " + length + ")", from);
      }
    } catch (ZstdException e) {
      throw new CorruptBlockException("zstd: " + e.getMessage(), from);
    } finally {
      if (DECOMPRESSORS.size() < KEPT) {
        DECOMPRESSORS.add(context);
      } else {
        context.close();
      }
    }
    return target;
  }
}
