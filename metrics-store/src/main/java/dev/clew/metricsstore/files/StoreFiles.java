package dev.clew.metricsstore.files;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Everything by which the store changes its directory, so that tests can fail each step. Nothing
 * counts as durable before {@link NewFile#force} of a file and {@link #forceDirectory} of its
 * directory have returned.
 */
public interface StoreFiles {
  /** Creates a file, replacing what an unfinished attempt has left under its name. */
  NewFile create(Path file) throws IOException;

  /** Replaces a small file atomically and durably. */
  void replace(Path file, byte[] content) throws IOException;

  void createDirectory(Path directory) throws IOException;

  void forceDirectory(Path directory) throws IOException;

  void delete(Path file) throws IOException;

  void deleteDirectory(Path directory) throws IOException;

  void move(Path source, Path target) throws IOException;

  /** A file that is being written. */
  interface NewFile extends AutoCloseable {
    void write(byte[] bytes, int offset, int length) throws IOException;

    void force() throws IOException;

    @Override
    void close() throws IOException;
  }
}
