package dev.clew.storage.index;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of IDs with right checksums: they are read, or it is said that they are damaged. */
class IdTableFuzzTest {
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("ids-fuzz");
  }

  @AfterAll
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("ids"));
    Files.delete(directory);
  }

  static Stream<byte[]> tables() throws IOException {
    Path path = Files.createTempDirectory("ids-seed").resolve("ids");
    try {
      IdTableWriter writer = new IdTableWriter();
      for (int block = 0; block < 3; block++) {
        IdSet ids = new IdSet();
        ids.add(block);
        ids.add((1L << 40) - 1 - block);
        ids.add(0x1234567890L);
        writer.add(block, ids.compact());
      }
      writer.write(path, 3);
      return Stream.of(Files.readAllBytes(path));
    } finally {
      Files.deleteIfExists(path);
      Files.delete(path.getParent());
    }
  }

  @MethodSource("tables")
  @FuzzTest
  void table(byte[] bytes) throws IOException {
    Path path = directory.resolve("ids");
    Files.write(path, sealed(bytes.clone()));
    try (IdTable table = new IdTable(path)) {
      table.checkEntries();
      IdTable.Cursor cursor = table.cursor();
      while (cursor.next()) {
        table.blocks(cursor.hash(), block -> {});
      }
      table.blocks(0x1234567890L, block -> {});
    } catch (CorruptBlockException e) {
      // as it should be
    }
  }

  private static byte[] sealed(byte[] bytes) {
    if (bytes.length < IdTable.HEADER_LENGTH) {
      return bytes;
    }
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, IdTable.MAGIC).putInt(4, IdTable.VERSION);
    int rest = (IdTable.HASH_BITS - file.get(16)) / 8;
    long table = IdTable.HEADER_LENGTH + file.getLong(8) * (rest + file.get(17));
    if (table >= IdTable.HEADER_LENGTH && table < bytes.length) {
      int at = (int) table;
      file.putInt(20, Checksums.crc32c(bytes, IdTable.HEADER_LENGTH, at - IdTable.HEADER_LENGTH));
      file.putInt(24, Checksums.crc32c(bytes, at, bytes.length - at));
    }
    file.putInt(28, Checksums.crc32c(bytes, 0, 28));
    return bytes;
  }
}
