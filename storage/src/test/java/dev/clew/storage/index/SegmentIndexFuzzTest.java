package dev.clew.storage.index;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.storage.bytes.CorruptBlockException;
import dev.clew.storage.column.ColumnKey;
import dev.clew.storage.column.ColumnType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The files of an index with changed bytes: they are read, or it is said that they are damaged. */
class SegmentIndexFuzzTest {
  private static final int BLOCKS = 5;
  private static final Map<Path, byte[]> WHOLE = new TreeMap<>();
  private static Path directory;

  @BeforeAll
  static void writeIndex() throws IOException {
    directory = Files.createTempDirectory("index-fuzz");
    IdTableWriter ids = new IdTableWriter();
    try (SegmentIndexWriter writer = new SegmentIndexWriter(directory.resolve("index"))) {
      for (int block = 0; block < BLOCKS; block++) {
        IdSet own = new IdSet();
        own.add(block);
        Terms terms = new Terms();
        TermSet set = new TermSet();
        byte[] word = ("word" + block).getBytes(StandardCharsets.UTF_8);
        terms.word(word, word.length, set::term);
        ColumnKey key = new ColumnKey("body", ColumnType.TEXT);
        terms.exists(key.name().getBytes(StandardCharsets.UTF_8), key.type(), set::term);
        ids.add(block, own.compact());
        writer.add(
            new IndexTerms(set.compact(), own, List.of(new FieldRows(key, 10))), new byte[20]);
      }
      writer.finish();
    }
    ids.write(directory.resolve("ids"), BLOCKS);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        WHOLE.put(file, Files.readAllBytes(file));
      }
    }
  }

  @AfterAll
  static void removeIndex() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      files
          .sorted(java.util.Comparator.reverseOrder())
          .forEach(file -> {
            try {
              Files.delete(file);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  /** Each four bytes are a change: the file, where (two bytes), and the byte that comes there. */
  @FuzzTest
  void changes(byte[] changes) throws IOException {
    Map<Path, byte[]> damaged = new TreeMap<>();
    List<Path> files = List.copyOf(WHOLE.keySet());
    ByteBuffer in = ByteBuffer.wrap(changes);
    while (in.remaining() >= 4) {
      Path file = files.get((in.get() & 0xFF) % files.size());
      byte[] bytes = damaged.computeIfAbsent(file, path -> WHOLE.get(path).clone());
      int at = (in.getShort() & 0xFFFF) % Math.max(1, bytes.length);
      byte value = in.get();
      if (at < bytes.length) {
        bytes[at] = value;
      }
    }
    for (Map.Entry<Path, byte[]> file : damaged.entrySet()) {
      Files.write(file.getKey(), file.getValue());
    }
    try (SegmentIndex index =
        new SegmentIndex(directory.resolve("index"), directory.resolve("ids"))) {
      index.summaries();
      index.fields((key, block, rows) -> {});
      index.candidates(new IndexQuery.Id(2));
    } catch (IOException | CorruptBlockException e) {
      // as it should be
    } catch (AssertionError e) {
      // Lucene's own are on in tests alone
      if (!e.getStackTrace()[0].getClassName().startsWith("org.apache.lucene.")) {
        throw e;
      }
    } finally {
      for (Path file : damaged.keySet()) {
        Files.write(file, WHOLE.get(file));
      }
    }
  }
}
