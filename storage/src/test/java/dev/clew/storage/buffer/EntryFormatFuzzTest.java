package dev.clew.storage.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import net.openhft.chronicle.bytes.Bytes;

/** Entries of the buffer: any bytes give a request or a fault; what was written is read back. */
class EntryFormatFuzzTest {
  /** Entries one behind the other, each after two bytes with its length. */
  @FuzzTest
  void entries(byte[] bytes) {
    EntryFormat.Entry entry = new EntryFormat.Entry();
    int read = 0;
    for (int at = 0; at + 2 <= bytes.length; ) {
      int length =
          Math.min((bytes[at] & 0xFF) << 8 | (bytes[at + 1] & 0xFF), bytes.length - at - 2);
      byte[] content = Arrays.copyOfRange(bytes, at + 2, at + 2 + length);
      if (entry.read(Bytes.wrapForRead(content)) && entry.fault().isEmpty()) {
        assertThat(entry.length()).isLessThanOrEqualTo(bytes.length);
      }
      read += length;
      at += 2 + length;
    }
    assertThat(entry.length()).isLessThanOrEqualTo(read);
  }

  @FuzzTest
  void request(byte[] request) {
    Bytes<byte[]> bytes = Bytes.allocateElasticOnHeap();
    int written = EntryFormat.write(bytes, 4711, request, 0, request.length, 0);
    assertThat(written).isEqualTo(request.length);
    EntryFormat.Entry entry = new EntryFormat.Entry();
    assertThat(entry.read(bytes)).isTrue();
    assertThat(entry.fault()).isEmpty();
    assertThat(entry.receivedNanos()).isEqualTo(4711);
    assertThat(Arrays.copyOf(entry.payload(), entry.length())).isEqualTo(request);
  }
}
