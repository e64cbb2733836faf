package dev.clew.collector.body;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStream;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import dev.clew.model.memory.MemoryBudget;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** The content codings of OTLP/HTTP bodies; decompression stops at a bound. */
public enum ContentCoding {
  IDENTITY,
  GZIP,
  DEFLATE,
  ZSTD;

  private static final int PIECE = 16 << 10;

  /** Checksum and length behind what gzip compressed (RFC 1952, 2.3.1). */
  private static final int GZIP_TRAILER = 8;

  /**
   * Power of two of the memory outside the heap that zstd may need: the 8 MiB that every decoder is
   * to have (RFC 8878, 3.1.1.1.2); a frame may ask for 128 MiB.
   */
  private static final int LARGEST_WINDOW = 23;

  /** For the {@code Accept-Encoding} of an answer (RFC 9110, 12.5.3). */
  public static final String ALL = "gzip, deflate, zstd, identity";

  /**
   * @throws RefusedException when the coding is not one of {@link #ALL}
   */
  public static ContentCoding parse(String header) {
    return switch (header.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "gzip", "x-gzip" -> GZIP;
      case "deflate" -> DEFLATE;
      case "zstd" -> ZSTD;
      default ->
          throw new RefusedException(
              Refusal.Kind.CONTENT_ENCODING,
              "Content-Encoding: " + header + " is not supported",
              "Use gzip, zstd, deflate or none (OTEL_EXPORTER_OTLP_COMPRESSION=gzip).");
    };
  }

  /**
   * Decompresses a body, whose bytes are given back.
   *
   * @param claim takes what it becomes, as it grows
   * @throws RefusedException when the body is not what the coding says, or longer than allowed
   * @throws dev.clew.model.memory.NoRoomException when there is no room for what it becomes
   */
  public ClaimedBytes decode(ClaimedBytes body, int maxBytes, MemoryBudget.Claim claim) {
    if (this == IDENTITY) {
      if (body.size() > maxBytes) {
        throw tooLarge(maxBytes);
      }
      return body;
    }
    return decode(body, 0, maxBytes, claim);
  }

  /**
   * Decompresses what stands in a body from a place on, with a coding other than {@link #IDENTITY}.
   */
  public ClaimedBytes decode(
      ClaimedBytes body, int offset, int maxBytes, MemoryBudget.Claim claim) {
    long expected = expected(body.array(), offset, body.size());
    ClaimedBytes decoded =
        expected > 0 && expected <= maxBytes
            ? ClaimedBytes.ofSize((int) expected, claim)
            : new ClaimedBytes(claim);
    byte[] piece = new byte[PIECE];
    try (InputStream in = new BoundedStream(decoder(body.stream(offset)), maxBytes)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        decoded.append(piece, 0, read, maxBytes);
      }
    } catch (IOException e) {
      throw malformed(e);
    }
    body.release();
    return decoded;
  }

  /**
   * The body decompressed as it is read. Reading fails with {@link RefusedException} when it is
   * longer than allowed.
   */
  public InputStream stream(ClaimedBytes body, int maxBytes) {
    try {
      return new BoundedStream(decoder(body.stream(0)), maxBytes);
    } catch (IOException e) {
      throw malformed(e);
    }
  }

  private RefusedException malformed(IOException e) {
    return new RefusedException(
        Refusal.Kind.MALFORMED,
        "the body is not " + name().toLowerCase(Locale.ROOT) + " (" + e.getMessage() + ")",
        "Make Content-Encoding say how the body is compressed.");
  }

  private static RefusedException tooLarge(int maxBytes) {
    return new RefusedException(
        Refusal.Kind.TOO_LARGE,
        "the decompressed request is larger than " + maxBytes + " bytes",
        "Send smaller batches, or raise collector.max_decompressed_bytes.");
  }

  /** How many bytes a body says that it becomes, which may not be true; 0 or less for unknown. */
  private long expected(byte[] body, int offset, int end) {
    return switch (this) {
      case GZIP ->
          end - offset < GZIP_TRAILER
              ? 0
              : Integer.toUnsignedLong(
                  ByteBuffer.wrap(body, end - 4, 4).order(ByteOrder.LITTLE_ENDIAN).getInt());
      // Of no bytes the library would read the first.
      case ZSTD -> end == offset ? 0 : Zstd.getFrameContentSize(body, offset, end - offset);
      case IDENTITY, DEFLATE -> 0;
    };
  }

  private InputStream decoder(InputStream in) throws IOException {
    return switch (this) {
      case IDENTITY -> in;
      case GZIP -> new GZIPInputStream(in, PIECE);
      case DEFLATE -> new InflaterInputStream(in);
      case ZSTD -> new ZstdInputStream(in).setLongMax(LARGEST_WINDOW);
    };
  }

  /** Counts what is read, and makes failures say what is wrong with the body. */
  private final class BoundedStream extends FilterInputStream {
    private final int most;
    private long read;

    BoundedStream(InputStream in, int most) {
      super(in);
      this.most = most;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      int count;
      try {
        count = super.read(into, offset, length);
      } catch (IOException e) {
        throw malformed(e);
      }
      read += Math.max(0, count);
      if (read > most) {
        throw tooLarge(most);
      }
      return count;
    }
  }
}
