package dev.clew.collector.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.github.luben.zstd.Zstd;
import dev.clew.collector.Room;
import dev.clew.collector.intake.Refusal;
import dev.clew.collector.intake.RefusedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.provider.MethodSource;

/** Compressed bodies are decompressed within the bound, or refused. */
class ContentCodingFuzzTest {
  private static final int MAX_BYTES = 1 << 16;
  private static final byte[] CONTENT =
      "{\"resourceLogs\":[{},{},{},{},{},{},{}]}".getBytes(java.nio.charset.StandardCharsets.UTF_8);

  static Stream<byte[]> gzips() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int member = 0; member < 2; member++) {
      try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
        gzip.write(CONTENT);
      }
    }
    return Stream.of(out.toByteArray());
  }

  static Stream<byte[]> deflates() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflate = new DeflaterOutputStream(out)) {
      deflate.write(CONTENT);
    }
    return Stream.of(out.toByteArray());
  }

  static Stream<byte[]> zstds() {
    return Stream.of(Zstd.compress(CONTENT), Zstd.compress(new byte[MAX_BYTES * 4]));
  }

  @MethodSource("gzips")
  @FuzzTest
  void gzip(byte[] body) {
    decode(ContentCoding.GZIP, body);
  }

  @MethodSource("deflates")
  @FuzzTest
  void deflate(byte[] body) {
    decode(ContentCoding.DEFLATE, body);
  }

  @MethodSource("zstds")
  @FuzzTest
  void zstd(byte[] body) {
    decode(ContentCoding.ZSTD, body);
  }

  private static void decode(ContentCoding coding, byte[] body) {
    try {
      assertThat(coding.decode(Room.bytes(body), MAX_BYTES, Room.claim()).size())
          .isLessThanOrEqualTo(MAX_BYTES);
    } catch (RefusedException e) {
      assertThat(e.refusal().kind()).isIn(Refusal.Kind.MALFORMED, Refusal.Kind.TOO_LARGE);
      assertThat(e.refusal().reason()).isNotEmpty();
    }
  }
}
