package dev.clew.benchmarks.corpus;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import com.google.protobuf.MessageLite;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The messages of a corpus on disk; {@code package-info} describes the format. */
public final class CorpusFile {
  private static final String PLAIN = "logs.otlp";
  private static final String PACKED = "logs.otlp.zst";
  private static final int BUFFER = 1 << 20;
  private static final int LONGEST = 64 << 20;

  private CorpusFile() {}

  /** Writes messages one behind the other. */
  static final class Writer implements AutoCloseable {
    private final OutputStream out;

    Writer(Path directory, boolean zstd) throws IOException {
      Files.createDirectories(directory);
      Files.deleteIfExists(directory.resolve(zstd ? PLAIN : PACKED));
      Path file = directory.resolve(zstd ? PACKED : PLAIN);
      OutputStream bytes = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
      out = zstd ? new ZstdOutputStream(bytes, 1) : bytes;
    }

    void write(MessageLite message) throws IOException {
      message.writeDelimitedTo(out);
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** Reads them in that order. Not thread-safe. */
  public static final class Reader implements AutoCloseable {
    private final InputStream in;

    private Reader(InputStream in) {
      this.in = in;
    }

    /** The next message, or null at the end. */
    public byte @Nullable [] next() throws IOException {
      int first = in.read();
      if (first < 0) {
        return null;
      }
      long length = first & 0x7f;
      for (int shift = 7; first >= 0x80; shift += 7) {
        first = in.read();
        if (first < 0 || shift > 28) {
          throw new EOFException("length of a message is damaged");
        }
        length |= (long) (first & 0x7f) << shift;
      }
      if (length > LONGEST) {
        throw new IOException("message of " + length + " bytes (expected: <= " + LONGEST + ")");
      }
      byte[] message = in.readNBytes((int) length);
      if (message.length < length) {
        throw new EOFException("the last message is cut off");
      }
      return message;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Opens the corpus of a directory. */
  public static Reader open(Path directory) throws IOException {
    Path plain = directory.resolve(PLAIN);
    if (Files.exists(plain)) {
      return new Reader(new BufferedInputStream(Files.newInputStream(plain), BUFFER));
    }
    Path packed = directory.resolve(PACKED);
    if (!Files.exists(packed)) {
      throw new IOException("no corpus in " + directory + " (benchmarks/corpus writes one)");
    }
    return new Reader(
        new BufferedInputStream(
            new ZstdInputStream(new BufferedInputStream(Files.newInputStream(packed), BUFFER)),
            BUFFER));
  }
}
