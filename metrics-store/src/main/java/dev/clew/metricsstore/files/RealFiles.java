package dev.clew.metricsstore.files;

import dev.clew.storage.files.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The files of the operating system. */
public final class RealFiles implements StoreFiles {
  @Override
  public NewFile create(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE);
    return new NewFile() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }

      @Override
      public void force() throws IOException {
        channel.force(true);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  @Override
  public void replace(Path file, byte[] content) throws IOException {
    DurableFiles.replace(file, content);
  }

  @Override
  public void createDirectory(Path directory) throws IOException {
    DurableFiles.createDirectories(directory);
  }

  @Override
  public void forceDirectory(Path directory) throws IOException {
    DurableFiles.forceDirectory(directory);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void deleteDirectory(Path directory) throws IOException {
    DurableFiles.deleteDirectory(directory);
  }

  @Override
  public void move(Path source, Path target) throws IOException {
    DurableFiles.rename(source, target);
  }
}
