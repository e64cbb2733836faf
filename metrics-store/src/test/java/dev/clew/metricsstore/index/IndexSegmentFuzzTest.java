package dev.clew.metricsstore.index;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.metricsstore.files.ByteReader;
import dev.clew.metricsstore.files.ByteWriter;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.files.RealFiles;
import dev.clew.metricsstore.index.term.SortedSeries;
import dev.clew.metricsstore.index.term.TermCursor;
import dev.clew.metricsstore.regex.ValueMatcher;
import dev.clew.metricsstore.series.LabelMatcher;
import dev.clew.metricsstore.series.LabelMatcher.Operator;
import dev.clew.storage.files.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** An index of labels with changed bytes: it is read, or it is said that it is damaged. */
class IndexSegmentFuzzTest {
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("label-index-fuzz");
  }

  @AfterAll
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("index"));
    Files.delete(directory);
  }

  static Stream<byte[]> indexes() throws IOException {
    Path file = Files.createTempDirectory("label-index-seed").resolve("index");
    try {
      List<LabelSet> series =
          Stream.of("a", "b", "c", "ü")
              .map(
                  job -> LabelSet.of(new TreeMap<>(Map.of("__name__", "up", "job", job, "x", "1"))))
              .toList();
      IndexWriter.write(new RealFiles(), file, 20_000, 0, series);
      return Stream.of(Files.readAllBytes(file));
    } finally {
      Files.deleteIfExists(file);
      Files.delete(file.getParent());
    }
  }

  /** As it is: a checksum says so. */
  @MethodSource("indexes")
  @FuzzTest
  void damaged(byte[] bytes) throws IOException {
    Path file = directory.resolve("index");
    Files.write(file, bytes);
    try {
      read(file);
    } catch (CorruptFileException e) {
      // as it should be
    }
  }

  /** With right checksums, which no damage has: whatever is read, it comes to an end. */
  @MethodSource("indexes")
  @FuzzTest
  void sealed(byte[] bytes) throws IOException {
    Path file = directory.resolve("index");
    Files.write(file, seal(bytes));
    try {
      read(file);
    } catch (CorruptFileException | IndexOutOfBoundsException | ArithmeticException e) {
      // as ByteReader says
    }
  }

  private static void read(Path file) throws IOException {
    IndexSegment index = IndexSegment.open(file);
    try {
      int most = Math.min(index.count(), 100);
      for (int series = index.base(); series < index.base() + most; series++) {
        index.labels(series);
        index.find(index.hashHigh(series), index.hashLow(series));
      }
      ValueMatcher some = ValueMatcher.of(new LabelMatcher("job", Operator.MATCH, "[ab]"));
      index.match(List.of(some), new MatchCache());
      if (most > 0) {
        int[] first = IntStream.range(index.base(), index.base() + most).toArray();
        SortedSeries.Part part = new SortedSeries.Part(index.terms(), first);
        SortedSeries listing = new SortedSeries(List.of(part), 3, () -> {});
        while (listing.next()) {
          for (int i = 0; i < listing.size(); i++) {
            listing.name(listing.label(i));
            listing.value(listing.label(i));
          }
        }
      }
      for (String name : index.names()) {
        TermCursor cursor = index.cursor(name);
        while (cursor.next()) {
          cursor.value();
          cursor.series();
        }
      }
    } finally {
      index.file().release();
    }
  }

  private static byte[] seal(byte[] bytes) {
    int trailer = bytes.length - IndexFormat.TRAILER_BYTES;
    if (trailer < IndexFormat.HEADER_BYTES) {
      return bytes;
    }
    ByteReader in = new ByteReader(bytes, trailer);
    long offset = in.u64();
    if (offset < IndexFormat.HEADER_BYTES || offset > trailer) {
      return bytes;
    }
    ByteWriter out = new ByteWriter();
    out.u32(IndexFormat.MAGIC);
    out.u32(IndexFormat.VERSION);
    out.bytes(bytes, IndexFormat.HEADER_BYTES, trailer - IndexFormat.HEADER_BYTES);
    byte[] body = out.toByteArray();
    int at = bodyChecksum(body, (int) offset, trailer);
    if (at >= 0) {
      ByteWriter crc = new ByteWriter();
      crc.u32(Checksums.crc32c(body, 0, (int) offset));
      System.arraycopy(crc.toByteArray(), 0, body, at, 4);
    }
    ByteWriter whole = new ByteWriter();
    whole.bytes(body, 0, body.length);
    whole.u64(offset);
    whole.u32(trailer - (int) offset);
    whole.u32(Checksums.crc32c(body, (int) offset, trailer - (int) offset));
    whole.u32(IndexFormat.MAGIC);
    return whole.toByteArray();
  }

  /** Where the footer holds the checksum of the body, or -1. */
  private static int bodyChecksum(byte[] bytes, int footer, int end) {
    ByteReader in = new ByteReader(bytes, footer);
    try {
      for (int number = 0; number < 3 + IndexFormat.SECTIONS; number++) {
        in.varint();
      }
    } catch (IndexOutOfBoundsException e) {
      return -1;
    }
    return in.position() + 4 <= end ? in.position() : -1;
  }
}
