package dev.clew.metricsstore;

import dev.clew.metricsstore.files.RealFiles;
import dev.clew.metricsstore.files.StoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Real files whose n-th operation fails, and every one after it: what a process sees that is killed
 * there. A failing write leaves half of its bytes behind. Nothing is forced, which a kill does not
 * need and which would make the tests slow.
 */
final class FailingFiles implements StoreFiles {
  private final StoreFiles real = new RealFiles();
  private int left;

  /** Never fails. */
  FailingFiles() {
    this(Integer.MAX_VALUE);
  }

  FailingFiles(int operations) {
    left = operations;
  }

  boolean failed() {
    return left < 0;
  }

  void repair() {
    left = Integer.MAX_VALUE;
  }

  private void step(String operation) throws IOException {
    if (--left < 0) {
      throw new IOException("injected failure of " + operation);
    }
  }

  @Override
  public NewFile create(Path file) throws IOException {
    step("create " + file);
    NewFile inner = real.create(file);
    return new NewFile() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
          inner.write(bytes, offset, length / 2);
        }
        step("write " + file);
        inner.write(bytes, offset, length);
      }

      @Override
      public void force() throws IOException {
        step("force " + file);
      }

      @Override
      public void close() throws IOException {
        inner.close();
      }
    };
  }

  @Override
  public void replace(Path file, byte[] content) throws IOException {
    step("replace " + file);
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    Files.write(unfinished, content);
    step("rename " + unfinished);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    step("force directory after replace " + file);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    step("create directory " + directory);
    real.createDirectory(directory);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    step("force directory " + directory);
  }

  @Override
  public void delete(Path file) throws IOException {
    step("delete " + file);
    real.delete(file);
  }

  @Override
  public void deleteDirectory(Path directory) throws IOException {
    step("delete directory " + directory);
    real.deleteDirectory(directory);
  }

  @Override
  public void move(Path source, Path target) throws IOException {
    step("move " + source);
    real.move(source, target);
  }
}
