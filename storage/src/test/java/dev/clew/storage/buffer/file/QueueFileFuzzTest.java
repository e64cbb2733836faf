package dev.clew.storage.buffer.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.clew.storage.buffer.BufferConsumer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import net.openhft.chronicle.bytes.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of the buffer: whatever their bytes, what is whole in them is found, and in order. */
class QueueFileFuzzTest {
  private static final int SALT = 0x5a17_0001;
  private static Path directory;

  @BeforeAll
  static void makeDirectory() throws IOException {
    directory = Files.createTempDirectory("queue-file-fuzz");
  }

  @AfterAll
  static void removeDirectory() throws IOException {
    Files.deleteIfExists(directory.resolve("queue"));
    Files.delete(directory);
  }

  private static byte[] frames(byte[]... requests) {
    EntryFormat.Writer writer = new EntryFormat.Writer(SALT);
    ByteBuffer file = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < requests.length; i++) {
      Bytes<byte[]> entry = Bytes.allocateElasticOnHeap();
      writer.write(entry, 10 + i, 4711, ByteBuffer.wrap(requests[i]), 0);
      byte[] bytes = entry.toByteArray();
      file.putInt(bytes.length).put(bytes).position((file.position() + 3) & ~3);
    }
    return Arrays.copyOf(file.array(), file.position());
  }

  static Stream<byte[]> files() {
    byte[] three = frames(text("one"), text("a second request"), text(""));
    byte[] holed = three.clone();
    Arrays.fill(holed, 36, 44, (byte) 0); // the head of the second
    return Stream.of(three, holed);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @MethodSource("files")
  @FuzzTest
  void file(byte[] bytes) throws IOException {
    Path path = directory.resolve("queue");
    Files.write(path, bytes);
    try (QueueFile file = new QueueFile(path, 1, 0)) {
      file.limit(file.size());
      Request request = new Request();
      long before = BufferConsumer.NONE;
      while (file.next(BufferConsumer.NONE)) {
        assertThat(file.position()).isGreaterThan(before);
        assertThat(file.behindEntry()).isLessThanOrEqualTo(bytes.length + 3L);
        before = file.position();
        request.add(file);
        assertThat(request.length()).isLessThanOrEqualTo(bytes.length);
      }
      assertThat(file.remains()).isLessThanOrEqualTo(bytes.length);
      file.header();
    }
  }

  /** The input is a request between two others; what stands before it in the file is damaged. */
  @FuzzTest
  void request(byte[] request) throws IOException {
    if (request.length > 10_000) {
      return;
    }
    Path path = directory.resolve("queue");
    byte[] file = frames(text("before"), request, text("behind"));
    Arrays.fill(file, 0, 12, (byte) 0);
    Files.write(path, file);
    try (QueueFile read = new QueueFile(path, 1, SALT)) {
      read.limit(read.size());
      Request found = new Request();
      assertThat(read.next(BufferConsumer.NONE)).isTrue();
      assertThat(read.position()).isEqualTo(11);
      assertThat(found.add(read)).isTrue();
      assertThat(found.fault()).isEmpty();
      assertThat(Arrays.copyOf(found.payload(), found.length())).isEqualTo(request);
      assertThat(read.next(11)).isTrue();
      assertThat(read.position()).isEqualTo(12);
      assertThat(read.next(12)).isFalse();
    }
  }
}
