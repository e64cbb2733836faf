package dev.clew.benchmarks.soak;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that fills a disk. */
final class Ballast implements AutoCloseable {
  private static final byte[] PART = new byte[4 << 20];

  private final Path file;

  Ballast(Path file) {
    this.file = file;
  }

  /** Writes until the file system takes no more, no faster than other programs might. */
  void fill() throws IOException, InterruptedException {
    try (OutputStream out = Files.newOutputStream(file)) {
      while (Files.getFileStore(file).getUsableSpace() > 0) {
        out.write(PART);
        Thread.sleep(20);
      }
    } catch (IOException e) {
      // full, as was asked for
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
