package dev.clew.storage.upkeep;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file system under a directory. */
public interface Disk {
  long totalBytes() throws IOException;

  /** What this process may still write. */
  long usableBytes() throws IOException;

  /** Of an existing directory. */
  static Disk of(Path directory) {
    return new Disk() {
      private FileStore store() throws IOException {
        return Files.getFileStore(directory);
      }

      @Override
      public long totalBytes() throws IOException {
        return store().getTotalSpace();
      }

      @Override
      public long usableBytes() throws IOException {
        return store().getUsableSpace();
      }
    };
  }
}
