package dev.clew.metricsstore.partition;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.metricsstore.files.CorruptFileException;
import dev.clew.metricsstore.segment.Deletion;
import dev.clew.storage.files.Checksums;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.roaringbitmap.buffer.MutableRoaringBitmap;

/** The small files of the store, their checksums right: they are read, or said to be damaged. */
class StoreFilesFuzzTest {
  private static final Path FILE = Path.of("0000000007.file");

  @FuzzTest
  void manifest(byte[] lines) {
    String text = new String(lines, StandardCharsets.UTF_8);
    int crc = Checksums.crc32c(text.getBytes(StandardCharsets.UTF_8));
    String whole = text + "crc32c " + HexFormat.of().toHexDigits(crc) + "\n";
    try {
      Manifest manifest = Manifest.parse(FILE, whole.getBytes(StandardCharsets.UTF_8));
      assertThat(manifest.days()).isNotNull();
    } catch (CorruptFileException e) {
      assertThat(e.getMessage()).contains(" is damaged at byte ");
    }
  }

  static Stream<byte[]> tombstones() throws IOException {
    MutableRoaringBitmap series = MutableRoaringBitmap.bitmapOf(1, 5, 70_000);
    MutableRoaringBitmap gone = MutableRoaringBitmap.bitmapOf(5);
    byte[] file = new Tombstone("7", new Deletion(series, 1, 2), gone).write(20_000);
    return Stream.of(Arrays.copyOf(file, file.length - 4));
  }

  /** All but the checksum. */
  @MethodSource("tombstones")
  @FuzzTest
  void tombstone(byte[] body) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(body);
    file.writeBytes(
        ByteBuffer.allocate(4)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(Checksums.crc32c(body))
            .array());
    try {
      Tombstone read = Tombstone.read(FILE, file.toByteArray());
      read.gone().getCardinality();
      assertThat(read.name()).isEqualTo(FILE.toString());
    } catch (CorruptFileException e) {
      assertThat(e.getMessage()).contains(" is damaged at byte ");
    }
  }
}
